import { forecastEts } from './ets.ts';
import { type Baseline, gaussian } from './gaussian-forecast.ts';
import { forecastDrift, forecastRandomWalk } from './random-walk.ts';
import { forecastSes, forecastTheta } from './smoothing.ts';

/** The Gaussian with the mean of the means, and of the variances, of ets and theta. */
export const forecastMean: Baseline = (series, horizon) => {
  const parts = [forecastEts(series, horizon), forecastTheta(series, horizon)];
  const meanOf = (pick: 'mean' | 'variance') => (h: number) =>
    parts.reduce((sum, part) => sum + (part[pick][h - 1] as number), 0) / parts.length; // h ≤ horizon
  return gaussian(horizon, meanOf('mean'), meanOf('variance'));
};

/** What a forecast has to beat, by the name it has in a backtest (FORECAST.md §6). */
export const BASELINES = {
  'random-walk': forecastRandomWalk,
  drift: forecastDrift,
  ses: forecastSes,
  theta: forecastTheta,
  ets: forecastEts,
  mean: forecastMean,
} as const satisfies Readonly<Record<string, Baseline>>;

export type BaselineName = keyof typeof BASELINES;
