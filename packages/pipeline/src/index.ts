export { GravityState } from './world/gravity-state.ts';
export { learn } from './history/learn.ts';
export type { RunInput } from './batch/batch-source.ts';
export { checkLine, type LineCheck } from './scenario/check-line.ts';
export {
  creditGate,
  type CreditGateOptions,
  type Part,
  type PausedSource,
  type Ticket,
} from './batch/credit-gate.ts';
export { ScenarioLimits } from './world/limits.ts';
export type { Line } from './batch/line.ts';
export { PipelineOptions } from './world/options.ts';
export { createStages, pulsePipeline } from './pulse-pipeline.ts';
export { isFailed, type Failed, type Framed } from './scenario/envelope.ts';
export { processLine } from './scenario/stages.ts';
export { runBatch, type RunBatchControl } from './run-batch.ts';
export type { RunPipelineOptions } from './run-alone.ts';
export { runPipeline } from './run-pipeline.ts';
export type { RunProgress, RunSummary } from './batch/run-tally.ts';
export { useHistory } from './world/usable-history.ts';
export { createWorld, type World } from './world/world.ts';
