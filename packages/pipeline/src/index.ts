export { backtest, type SeeIssued } from './backtest/backtest.ts';
export type { BacktestLine, BacktestMethod } from './backtest/backtest-lines.ts';
export type { BacktestSettings } from './backtest/backtest-plan.ts';
export { GravityState } from './world/gravity-state.ts';
export { learn } from './history/learn.ts';
export type { IssuedLine } from './backtest/issued-lines.ts';
export {
  BATCH_SIZE,
  createBatchSource,
  type BatchSize,
  type BatchSource,
  type RunInput,
} from './batch/batch-source.ts';
export { checkLine, type LineCheck, type LineCost } from './scenario/check-line.ts';
export {
  creditGate,
  type CreditGateOptions,
  type Part,
  type PausedSource,
  type Ticket,
} from './batch/credit-gate.ts';
export { compileGate } from './world/gate-expression.ts';
export { ScenarioLimits } from './world/limits.ts';
export type { Batch, InputPlace, Line } from './batch/line.ts';
export { PipelineOptions, type ResolvedOptions } from './world/options.ts';
export { processBatch, processBatchSteps, type LineProcessor } from './batch/process-batch.ts';
export { createLineProcessor } from './express/line-processor.ts';
export { createStages, pulsePipeline } from './pulse-pipeline.ts';
export { seedOfLine } from './scenario/decode-scenario.ts';
export {
  isFailed,
  type Assessed,
  type Corrected,
  type Decoded,
  type Failed,
  type Forecasted,
  type Framed,
  type Initialised,
  type Monitored,
  type Simulated,
} from './scenario/envelope.ts';
export { processLine } from './scenario/stages.ts';
export { ENGINE_VERSION } from './world/engine-version.ts';
export { runBatch, type RunBatchControl } from './run-batch.ts';
export { issueForecast, type HashedModel, type NotIssued } from './score/issue-forecast.ts';
export { ForecastScorer, type ScoreOptions } from './score/score-forecasts.ts';
export type {
  CellReason,
  EventReason,
  EventScoreLine,
  RecordReason,
  ScoreLine,
  ScoreReport,
  ScoreSummary,
} from './score/score-report.ts';
export { DEFAULT_CREDITS, type RunOptions } from './batch/run-batches.ts';
export { runPipeline, type RunPipelineOptions } from './run-pipeline.ts';
export { RunPosition } from './batch/run-position.ts';
export type { MaxErrors, RunProgress, RunSummary, ThreadCounts } from './batch/run-tally.ts';
export { warnTurn } from './history/turn-warning.ts';
export { useHistory, type ColumnPolicy } from './world/usable-history.ts';
export type { ThreadOptions } from './workers/thread-plan.ts';
export { createWorld, type World } from './world/world.ts';
