export type { Dataset } from './dataset.ts';
export {
  attempt,
  fail,
  FAILURE_CODES,
  isFailure,
  isResult,
  PulseError,
  ScenarioError,
  type Failure,
  type FailureCode,
} from './failure.ts';
export { GravityOptions } from './scenario/gravity-options.ts';
export { describeSchema } from './schema/json-schema.ts';
export { nearestName } from './names/nearest-name.ts';
export { perItem } from './operator.ts';
export type {
  ByteSource,
  CausalCore,
  ControlStep,
  Corrector,
  RecordSink,
  Rng,
  RunObserver,
  TurnObserver,
} from './ports.ts';
export { FailureRecord, Forecast, OutputRecord, ResultRecord } from './record/records.ts';
export { ScenarioConfig, type ScenarioConfigInput } from './scenario/scenario-config.ts';
export type { SimulatedRun } from './record/simulated-run.ts';
export { WorldModel, type WorldModelInput } from './model/world-model.ts';
export { createWorldState, restoreWorldState, snapshotWorldState } from './state/world-state.ts';
