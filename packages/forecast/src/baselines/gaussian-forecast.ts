/** A Gaussian forecast of one series: entry h − 1 is h steps ahead. */
export interface GaussianForecast {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Forecasts a series from itself alone.
 * @param series oldest first, finite, at least `LEAST_SERIES` values
 * @param horizon steps ahead, ≥ 1
 * @param season steps in a season, of which the series holds two; 1: there is none
 * @throws RangeError for a shorter series
 */
export type Baseline = (
  series: ArrayLike<number>,
  horizon: number,
  season: number,
) => GaussianForecast;

/** Fewer values tell too little for the largest baseline. */
export const LEAST_SERIES = 10;

/** @throws RangeError for a series that is too short, also for a season of this length */
export function checkSeries(series: ArrayLike<number>, season = 1): void {
  const least = Math.max(LEAST_SERIES, 2 * season);
  if (series.length < least)
    throw new RangeError(`a baseline needs ${least} values, not ${series.length}`);
}

/** Mean and variance as functions of the step, 1 … horizon. */
export function gaussian(
  horizon: number,
  mean: (h: number) => number,
  variance: (h: number) => number,
): GaussianForecast {
  const steps = Array.from({ length: horizon }, (_, index) => index + 1);
  return { mean: Float64Array.from(steps, mean), variance: Float64Array.from(steps, variance) };
}
