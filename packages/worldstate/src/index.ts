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
export { GravityOptions } from './gravity-options.ts';
export { describeSchema } from './json-schema.ts';
export { nearestName } from './nearest-name.ts';
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
export { FailureRecord, Forecast, OutputRecord, ResultRecord } from './records.ts';
export { ScenarioConfig, type ScenarioConfigInput } from './scenario-config.ts';
export type { SimulatedRun } from './simulated-run.ts';
export { WorldModel, type WorldModelInput } from './world-model.ts';
export { createWorldState, restoreWorldState, snapshotWorldState } from './world-state.ts';
