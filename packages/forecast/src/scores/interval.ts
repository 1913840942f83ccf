/**
 * Pinball loss of one quantile: (y − q)·p above it, (q − y)·(1 − p) below.
 * @param level p, inside (0, 1)
 * @param quantile q
 * @param y what came true
 * @returns ≥ 0, in the unit of y
 */
export function pinball(level: number, quantile: number, y: number): number {
  return y >= quantile ? level * (y - quantile) : (1 - level) * (quantile - y);
}

/** Whether y lies in [lower, upper]. */
export function isInside(lower: number, upper: number, y: number): boolean {
  return lower <= y && y <= upper;
}

/**
 * Score of a central 1 − α interval: width + 2/α for every unit y lies outside.
 * @param alpha inside (0, 1)
 * @returns ≥ 0, in the unit of y
 */
export function intervalScore(lower: number, upper: number, alpha: number, y: number): number {
  const miss = Math.max(0, lower - y) + Math.max(0, y - upper);
  return upper - lower + (2 / alpha) * miss;
}

/** Two levels are mirror images when they sum to 1 up to rounding. */
const MIRROR_TOLERANCE = 1e-9;

/**
 * Weighted interval score of quantiles around a median:
 * (½|y − m| + Σ α_k/2 · IS_αk) / (K + ½), over the K central intervals.
 * @param levels ascending
 * @param quantiles one per level
 * @returns ≥ 0, in the unit of y; null when the levels are not symmetric around 0.5
 * @throws RangeError when the lengths differ
 * @see Bracher et al. 2021, Evaluating epidemic forecasts in an interval format
 */
export function wis(
  levels: readonly number[],
  quantiles: readonly number[],
  y: number,
): number | null {
  checkLengths(levels, quantiles);
  const pairs = (levels.length - 1) / 2;
  if (!Number.isInteger(pairs)) return null;
  let sum = 0;
  for (let k = 0; k <= pairs; k += 1) {
    const mirror = levels.length - 1 - k;
    const low = levels[k] ?? 0;
    if (Math.abs(low + (levels[mirror] ?? 0) - 1) > MIRROR_TOLERANCE) return null;
    const lower = quantiles[k] ?? 0;
    // the last pair is the median with itself: α = 1, no width, counted half
    sum +=
      k === pairs
        ? 0.5 * Math.abs(y - lower)
        : low * intervalScore(lower, quantiles[mirror] ?? 0, 2 * low, y);
  }
  return sum / (pairs + 0.5);
}

/**
 * CRPS as quantiles see it: twice the mean pinball loss.
 * @param levels any levels inside (0, 1), at least one
 * @param quantiles one per level
 * @returns ≥ 0, in the unit of y; equals `wis` for levels symmetric around 0.5
 * @throws RangeError when the lengths differ
 */
export function quantileCrps(
  levels: readonly number[],
  quantiles: readonly number[],
  y: number,
): number {
  checkLengths(levels, quantiles);
  const losses = levels.map((level, k) => pinball(level, quantiles[k] ?? 0, y));
  return (2 * losses.reduce((sum, loss) => sum + loss, 0)) / levels.length;
}

function checkLengths(levels: readonly number[], quantiles: readonly number[]): void {
  if (levels.length === 0 || levels.length !== quantiles.length) {
    throw new RangeError(`${levels.length} levels for ${quantiles.length} quantiles`);
  }
}
