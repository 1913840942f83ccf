export { backtest, type SeeIssued } from './backtest.ts';
export type { BacktestLine, BacktestMethod } from './backtest-lines.ts';
export type { BacktestSettings } from './backtest-plan.ts';
export { GravityState } from './gravity-state.ts';
export { learn } from './learn.ts';
export type { IssuedLine } from './issued-lines.ts';
export {
  BATCH_SIZE,
  createBatchSource,
  type BatchSize,
  type BatchSource,
  type RunInput,
} from './batch-source.ts';
export { composePipeline } from './compose.ts';
export { checkLine, type LineCheck, type LineCost } from './check-line.ts';
export {
  creditGate,
  type CreditGateOptions,
  type Part,
  type PausedSource,
  type Ticket,
} from './credit-gate.ts';
export { compileGate } from './gate-expression.ts';
export { ScenarioLimits } from './limits.ts';
export type { Batch, InputPlace, Line } from './line.ts';
export { PipelineOptions, type ResolvedOptions } from './options.ts';
export { processBatch, processBatchSteps, type LineProcessor } from './process-batch.ts';
export { createLineProcessor, processLine } from './process-line.ts';
export { pulsePipeline } from './pulse-pipeline.ts';
export { ENGINE_VERSION } from './engine-version.ts';
export { runBatch, type RunBatchControl } from './run-batch.ts';
export { issueForecast, type HashedModel, type NotIssued } from './issue-forecast.ts';
export { ForecastScorer, type ScoreOptions } from './score-forecasts.ts';
export type {
  CellReason,
  EventReason,
  EventScoreLine,
  RecordReason,
  ScoreLine,
  ScoreReport,
  ScoreSummary,
} from './score-report.ts';
export { DEFAULT_CREDITS, type RunOptions } from './run-batches.ts';
export { runPipeline, type RunPipelineOptions } from './run-pipeline.ts';
export { RunPosition } from './run-position.ts';
export type { MaxErrors, RunProgress, RunSummary } from './run-tally.ts';
export { useHistory, type ColumnPolicy } from './usable-history.ts';
export type { ThreadOptions } from './thread-plan.ts';
export type { ThreadCounts } from './thread-tally.ts';
export { createWorld, type World } from './world.ts';
