import { gaussianCrps } from './scores/gaussian.ts';

/** The values of the last season, and how far they move in one; a season of one step is a random walk. */
export interface NaiveForecast {
  /** The values that come again, in their order; null: missing. */
  readonly values: readonly (number | null)[];
  /** Mean squared change over a season; null without any. */
  readonly square: number | null;
}

/** @param season steps after which values come again */
export function naiveFrom(past: readonly (number | null)[], season: number): NaiveForecast {
  let squares = 0;
  let count = 0;
  for (let t = season; t < past.length; t += 1) {
    const [before = null, now = null] = [past[t - season], past[t]];
    if (before === null || now === null) continue;
    squares += (now - before) ** 2;
    count += 1;
  }
  const square = count === 0 ? null : squares / count;
  if (season > 1) return { values: past.slice(-season), square };
  return { values: [past.findLast((value) => value !== null) ?? null], square };
}

/** CRPS of a normal around what came a season ago; null: nothing is known of then. */
export function scoreNaive(
  { values, square }: NaiveForecast,
  h: number,
  truth: number,
): number | null {
  const value = values[(h - 1) % values.length] ?? null;
  if (value === null) return null;
  const seasons = Math.ceil(h / values.length);
  return square === null || square === 0
    ? Math.abs(truth - value)
    : gaussianCrps(value, Math.sqrt(seasons * square), truth);
}
