import { roundLevel } from '@pulse-stream/worldstate/internal';

/**
 * Quantile of type 7: h = (n − 1)p, linear between the order statistics around h. Never decreases
 * in p and never leaves [min, max], also after rounding.
 * @param sorted ascending, at least one value
 * @param p level, 0..1
 * @throws RangeError for an empty sample or a level outside 0..1 (a bug of the caller)
 * @see Hyndman & Fan 1996, Sample Quantiles in Statistical Packages
 */
export function quantile7(sorted: Float64Array, p: number): number {
  const last = sorted.length - 1;
  if (last < 0 || !(p >= 0 && p <= 1)) throw new RangeError(`no quantile ${p} of ${last + 1}`);
  const h = last * p;
  const below = Math.floor(h);
  const low = sorted[below] as number; // 0 ≤ below ≤ last
  const high = sorted[Math.min(below + 1, last)] as number; // clamped to the last index
  const share = h - below;
  const gap = high - low;
  // share < 1 keeps the product below the exact gap, so no rounding reaches past `high`; a gap of
  // two huge numbers can overflow although every point inside it is a double
  return gap === Infinity ? low * (1 - share) + high * share : low + share * gap;
}

/**
 * Levels rounded to 10 decimals, ascending, each once.
 * @param levels each inside (0, 1)
 */
export function ascendingLevels(levels: readonly number[]): number[] {
  return [...new Set(levels.map(roundLevel))].toSorted((a, b) => a - b);
}

/** The key of a level in a record: its shortest decimal text of at most 10 decimals, e.g. "0.1". */
export function levelKey(level: number): string {
  return String(roundLevel(level));
}
