/**
 * How far the spread of issued forecasts was right, per step ahead, learned only from forecasts that
 * came true: v_h is the mean of squared errors over the variance that was forecast. A value: updates
 * return a new one.
 * @see FORECAST.md §1.2
 */
export interface Calibration {
  /** v_h, entry h − 1: 1 is right, 2 is a variance half of what it should be. */
  readonly variance: readonly number[];
  /** Origins verified per step ahead. */
  readonly verified: readonly number[];
}

/** What of v lasts one verification. */
const MEMORY = 0.98;
/** A squared error counts up to so many variances. */
const MOST_RATIO = 6;
/** Verified origins from which a calibration is worth showing. */
export const LEAST_VERIFIED = 30;

/** @param horizon steps ahead that are forecast */
export function openCalibration(horizon: number): Calibration {
  return {
    variance: Array.from({ length: horizon }, () => 1),
    verified: Array.from({ length: horizon }, () => 0),
  };
}

/** One forecast of one variable that came true. */
export interface Verification {
  readonly median: number;
  readonly variance: number;
  /** What came true. */
  readonly truth: number;
}

/**
 * Takes in all variables of one origin at one step ahead: v ← .98 v + .02·mean min(6, (y − median)²/Var).
 * @param h steps ahead, 1 …
 * @param seen none: nothing changes; a variance of 0 is left out
 */
export function updateCalibration(
  calibration: Calibration,
  h: number,
  seen: readonly Verification[],
): Calibration {
  const ratios = seen
    .filter(({ variance }) => variance > 0)
    .map(({ median, variance, truth }) => Math.min(MOST_RATIO, (truth - median) ** 2 / variance));
  if (ratios.length === 0) return calibration;
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const at = h - 1;
  return {
    variance: calibration.variance.with(
      at,
      MEMORY * (calibration.variance[at] ?? 1) + (1 - MEMORY) * mean,
    ),
    verified: calibration.verified.with(at, (calibration.verified[at] ?? 0) + 1),
  };
}

/** Moves a member or a quantile away from the median as far as the calibration says: m + (x − m)√v. */
export function calibrate(x: number, median: number, variance: number): number {
  return median + (x - median) * Math.sqrt(variance);
}
