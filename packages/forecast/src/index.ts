export { assessRun, type AssessInput } from './assess-run.ts';
export { forecastRun, type ForecastContext } from './forecast-run.ts';
export type { GatePredicate } from './gate.ts';
export {
  assess,
  forecast,
  type AssessOperatorOptions,
  type ForecastOperatorOptions,
} from './operator.ts';
export { quantile7 } from './quantile.ts';
export type { Reading } from './reading.ts';
export { crps, fairCrps } from './scores/crps.ts';
export { gaussianCrps } from './scores/gaussian.ts';
export { intervalScore, pinball, wis } from './scores/interval.ts';
export { coverage, pit } from './scores/pit.ts';
export { brier, mase } from './scores/point.ts';
export { judgeTrust, resolveThresholds, DEFAULT_THRESHOLDS, TrustThresholds } from './trust.ts';
