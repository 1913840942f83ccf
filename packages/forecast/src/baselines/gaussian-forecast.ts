/** A Gaussian forecast of one series: entry h − 1 is h steps ahead. */
export interface GaussianForecast {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Forecasts a series from itself alone.
 * @param series oldest first, finite, at least `LEAST_SERIES` values
 * @param horizon steps ahead, ≥ 1
 * @throws RangeError for a shorter series
 */
export type Baseline = (series: ArrayLike<number>, horizon: number) => GaussianForecast;

/** Fewer values tell too little for the largest baseline. */
export const LEAST_SERIES = 10;

/** @throws RangeError for a series that is too short */
export function checkSeries(series: ArrayLike<number>): void {
  if (series.length < LEAST_SERIES)
    throw new RangeError(`a baseline needs ${LEAST_SERIES} values, not ${series.length}`);
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
