function meanOver(
  forecast: readonly number[],
  actual: readonly number[],
  loss: (f: number, a: number) => number,
): number {
  if (forecast.length === 0 || forecast.length !== actual.length) {
    throw new RangeError(`${forecast.length} forecasts for ${actual.length} outcomes`);
  }
  return forecast.reduce((sum, f, i) => sum + loss(f, actual[i] ?? 0), 0) / forecast.length;
}

/**
 * Mean absolute error.
 * @throws RangeError for no pairs, or when the lengths differ
 */
export function meanAbsoluteError(forecast: readonly number[], actual: readonly number[]): number {
  return meanOver(forecast, actual, (f, a) => Math.abs(f - a));
}

/**
 * Symmetric mean absolute percentage error, 0..200 %; a pair of zeros counts 0.
 * @throws RangeError for no pairs, or when the lengths differ
 */
export function smape(forecast: readonly number[], actual: readonly number[]): number {
  return meanOver(forecast, actual, (f, a) =>
    f === a ? 0 : (200 * Math.abs(f - a)) / (Math.abs(f) + Math.abs(a)),
  );
}

/**
 * Mean |x_t − x_{t−season}| of a history: the error of the naive forecast.
 * @param train oldest first, longer than a season
 * @param season steps in a season; 1: none
 * @throws RangeError when the history is not longer than a season
 */
export function naiveScale(train: readonly number[], season = 1): number {
  return meanOver(train.slice(season), train.slice(0, -season), (f, a) => Math.abs(f - a));
}

/**
 * Mean absolute scaled error: mean absolute error over that of the naive forecast.
 * @param train the history before the forecast, oldest first
 * @returns ≥ 0, below 1 better than naive; null when the history never changed
 * @throws RangeError as `meanAbsoluteError` and `naiveScale`
 * @see Hyndman & Koehler 2006, Another look at measures of forecast accuracy
 */
export function mase(
  forecast: readonly number[],
  actual: readonly number[],
  train: readonly number[],
  season = 1,
): number | null {
  const scale = naiveScale(train, season);
  return scale === 0 ? null : meanAbsoluteError(forecast, actual) / scale;
}

/**
 * Brier score: mean squared difference of probabilities and outcomes.
 * @param probabilities 0..1
 * @param outcomes 1 where the event happened, else 0
 * @returns 0..1; lower is better
 * @throws RangeError for no pairs, or when the lengths differ
 */
export function brier(probabilities: readonly number[], outcomes: readonly number[]): number {
  return meanOver(probabilities, outcomes, (p, o) => (p - o) ** 2);
}
