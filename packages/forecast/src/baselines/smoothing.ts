import { checkSeries, gaussian, type Baseline } from './gaussian-forecast.ts';
import { isSeasonal, seasonalMeans } from './seasonal-means.ts';

/** Simple exponential smoothing of one series. */
export interface Smoothed {
  readonly alpha: number;
  /** Level after the last value. */
  readonly level: number;
  /** Sum of squared one-step errors. */
  readonly squares: number;
  /** One-step errors. */
  readonly count: number;
}

/** Smoothing constants that are tried; the smallest sum of squares wins, the first of equals. */
const ALPHAS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Smooths from the first value on with a given constant. */
export function smooth(series: ArrayLike<number>, alpha: number): Smoothed {
  let level = series[0] as number; // callers checked the length, here and below
  let squares = 0;
  for (let t = 1; t < series.length; t += 1) {
    const error = (series[t] as number) - level;
    squares += error * error;
    level += alpha * error;
  }
  return { alpha, level, squares, count: series.length - 1 };
}

/** The constant with the smallest sum of squared one-step errors. */
export function smoothBest(series: ArrayLike<number>): Smoothed {
  const [first, ...others] = ALPHAS.map((alpha) => smooth(series, alpha));
  if (first === undefined) throw new Error('there are constants to try');
  return others.reduce((best, other) => (other.squares < best.squares ? other : best), first);
}

/**
 * Theta as smoothing with half the slope of a straight line (Hyndman & Billah 2003): level +
 * b/2·(h − 1 + (1 − (1 − α)^n)/α); variance SSE/(n − 1)·(1 + (h − 1)α²), n the one-step errors. Of a
 * series with a season the seasonal means are taken out before and put back after.
 */
export const forecastTheta: Baseline = (series, horizon, season) => {
  checkSeries(series, season);
  if (!isSeasonal(series, season)) return thetaOf(series, smoothBest(series), horizon);
  const means = seasonalMeans(series, season);
  const meanAt = (t: number) => means[t % season] as number; // one per place in the season
  const adjusted = Float64Array.from(series, (y, t) => y - meanAt(t));
  const { mean, variance } = thetaOf(adjusted, smoothBest(adjusted), horizon);
  return { mean: mean.map((y, at) => y + meanAt(series.length + at)), variance };
};

/** Theta with a given smoothing. */
export function thetaOf(series: ArrayLike<number>, smoothed: Smoothed, horizon: number) {
  const { alpha, level, squares, count } = smoothed;
  const half = slopeOf(series) / 2;
  const past = (1 - (1 - alpha) ** series.length) / alpha;
  return gaussian(
    horizon,
    (h) => level + half * (h - 1 + past),
    (h) => (squares / (count - 1)) * (1 + (h - 1) * alpha * alpha),
  );
}

/** Slope of the straight line through a series by least squares. */
export function slopeOf(series: ArrayLike<number>): number {
  const middle = (series.length - 1) / 2;
  let products = 0;
  let squares = 0;
  for (let t = 0; t < series.length; t += 1) {
    products += (t - middle) * (series[t] as number); // in range
    squares += (t - middle) ** 2;
  }
  return products / squares;
}
