export { backtest } from './backtest/backtest.ts';
export type { BacktestLine } from './backtest/backtest-lines.ts';
export type { BacktestSettings } from './backtest/backtest-plan.ts';
export { ForecastScorer, type ScoreOptions } from './score/score-forecasts.ts';
export type { ScoreReport } from './score/score-report.ts';
