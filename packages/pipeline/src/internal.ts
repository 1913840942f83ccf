export {
  BATCH_SIZE,
  createBatchSource,
  type BatchSize,
  type BatchSource,
} from './batch/batch-source.ts';
export type { LineCost } from './scenario/check-line.ts';
export { listProblems, TOLD_PROBLEMS } from './scenario/line-problems.ts';
export { compileGate, warnGate } from './world/gate-expression.ts';
export type { Batch, InputPlace } from './batch/line.ts';
export type { ResolvedOptions } from './world/options.ts';
export {
  joinOutputs,
  mostPieceBytes,
  processBatch,
  processBatchSteps,
  type LineProcessor,
} from './batch/process-batch.ts';
export { createLineProcessor } from './express/line-processor.ts';
export { seedOfLine } from './scenario/decode-scenario.ts';
export type {
  Assessed,
  Corrected,
  Decoded,
  Forecasted,
  Initialised,
  Monitored,
  Simulated,
} from './scenario/envelope.ts';
export { ENGINE_VERSION } from './world/engine-version.ts';
export { DEFAULT_CREDITS, type RunOptions } from './batch/run-batches.ts';
export { RunPosition } from './batch/run-position.ts';
export type { MaxErrors, ThreadCounts } from './batch/run-tally.ts';
export { startValues } from './scenario/start-values.ts';
export { warnTurn } from './history/turn-warning.ts';
export type { ColumnPolicy } from './world/usable-history.ts';
export type { ThreadOptions } from './workers/thread-plan.ts';
export {
  explainScenario,
  learnSteps,
  rowsNeeded,
  warnHistoryDrivers,
  type RowsNeeded,
} from './history/learn.ts';
export { rollSteps } from './history/roll-history.ts';
export { BoundedMap } from './world/bounded-map.ts';
export { surroundingsOfHistory } from './world/surroundings.ts';
export { boundsOf } from './world/slot-bounds.ts';
export { axisOf, countsOnly } from './world/usable-history.ts';
export { coreOf, gravityOf, hashOf, type ChosenGravity } from './world/world.ts';
export type { BatchOutput, LineWarning, Outcome } from './batch/batch-output.ts';
export type { WorkForce } from './batch/run-batches.ts';
export { chunkSize, CHUNK_LINES } from './workers/chunk-size.ts';
export { BatchCrew } from './workers/batch-crew.ts';
export { copyCuts, packLines, unpackLines } from './workers/batch-ticket.ts';
export { failLine, portableOptions } from './workers/thread-plan.ts';
