export type { SeeIssued } from './backtest/backtest.ts';
export type { BacktestMethod } from './backtest/backtest-lines.ts';
export type { IssuedLine } from './backtest/issued-lines.ts';
export {
  BATCH_SIZE,
  createBatchSource,
  type BatchSize,
  type BatchSource,
} from './batch/batch-source.ts';
export type { LineCost } from './scenario/check-line.ts';
export { compileGate } from './world/gate-expression.ts';
export type { Batch, InputPlace } from './batch/line.ts';
export type { ResolvedOptions } from './world/options.ts';
export { processBatch, processBatchSteps, type LineProcessor } from './batch/process-batch.ts';
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
export { issueForecast, type HashedModel, type NotIssued } from './score/issue-forecast.ts';
export type {
  CellReason,
  EventReason,
  EventScoreLine,
  RecordReason,
  ScoreLine,
  ScoreSummary,
} from './score/score-report.ts';
export { DEFAULT_CREDITS, type RunOptions } from './batch/run-batches.ts';
export { RunPosition } from './batch/run-position.ts';
export type { MaxErrors, ThreadCounts } from './batch/run-tally.ts';
export { warnTurn } from './history/turn-warning.ts';
export type { ColumnPolicy } from './world/usable-history.ts';
export type { ThreadOptions } from './workers/thread-plan.ts';
