import { gaussianCrps } from './scores/gaussian.ts';

/** The values of the last season, and how far they move in one; a season of one step is a random walk. */
export interface NaiveForecast {
  /** The values that come again, in their order; null: missing. */
  readonly values: readonly (number | null)[];
  /** Of a random walk: steps since its value was observed; 0: it is the last one. */
  readonly waited: number;
  /** Mean squared change over a season; null without any. */
  readonly square: number | null;
}

/**
 * @param past a missing value was not observed: what changed since the one known before it counts as
 *   that many changes
 * @param season steps after which values come again
 */
export function naiveFrom(past: readonly (number | null)[], season: number): NaiveForecast {
  let squares = 0;
  let count = 0;
  for (let t = season; t < past.length; t += 1) {
    const now = past[t] ?? null;
    if (now === null) continue;
    let from = t - season;
    while (from >= 0 && (past[from] ?? null) === null) from -= season;
    const before = past[from] ?? null;
    if (before === null) continue;
    squares += ((now - before) ** 2 * season) / (t - from);
    count += 1;
  }
  const square = count === 0 ? null : squares / count;
  if (season > 1) return { values: past.slice(-season), waited: 0, square };
  const last = past.findLastIndex((value) => value !== null);
  return { values: [past[last] ?? null], waited: past.length - 1 - last, square };
}

/** CRPS of a normal around what came a season ago; null: nothing is known of then. */
export function scoreNaive(
  { values, waited, square }: NaiveForecast,
  h: number,
  truth: number,
): number | null {
  const value = values[(h - 1) % values.length] ?? null;
  if (value === null) return null;
  const seasons = Math.ceil(h / values.length) + waited;
  return square === null || square === 0
    ? Math.abs(truth - value)
    : gaussianCrps(value, Math.sqrt(seasons * square), truth);
}
