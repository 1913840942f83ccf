export { openMstlEts } from './backtest/mstl-ets.ts';
export { backtestSteps, realisedSeries } from './backtest/backtest.ts';
export { vintageSteps, type Vintage, type VintageSettings } from './backtest/backtest-vintages.ts';
export type { SeeIssued } from './backtest/score-plan.ts';
export type { BacktestMethod } from './backtest/backtest-lines.ts';
export type { IssuedLine } from './backtest/issued-lines.ts';
export { issueForecast, type HashedModel, type NotIssued } from './score/issue-forecast.ts';
export type {
  CellReason,
  EventReason,
  EventScoreLine,
  RecordReason,
  ScoreLine,
  ScoreSummary,
} from './score/score-report.ts';
export { readGroupKeys, type GroupKey } from './score/group-keys.ts';
