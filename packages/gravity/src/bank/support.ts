import { huberWeight } from './regression.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/**
 * How far the record of a variable supports its correction: the share of the correction that would
 * have been best so far, 0..1. With c the correction the bank wanted and e the error of the causal
 * model, both issued before the observation: Σ w c e/σ² over Σ w c²/σ², remembered for some hundred
 * steps. While there is little evidence it is drawn to the share of all variables together, and that
 * to 1: a model that is right is right about all of them, which shows sooner than about each alone.
 * On a perfect model c is noise and the share falls; where the model misses something it stays near 1
 * (docs/forecast-diary.md).
 */
export interface SupportRecord {
  /** Σ w c e/σ², by variable. */
  readonly agreed: Float64Array;
  /** Σ w c²/σ². */
  readonly moved: Float64Array;
}

const MEMORY = 0.995;
/**
 * Evidence that a share starts with, in the unit of both sums. Less of it takes
 * a small but true correction away by chance, more of it lets noise pass for longer.
 */
const PRIOR = 8;

/** 0..1: what of the correction of variable i is applied. */
export function supportOf(record: SupportRecord, i: number): number {
  const { agreed, moved } = record;
  const own = (agreed[i] as number) + PRIOR * supportOfAll(record); // i is a variable
  return inUnit(own / ((moved[i] as number) + PRIOR));
}

function supportOfAll({ agreed, moved }: SupportRecord): number {
  let [all, most] = [PRIOR, PRIOR];
  for (let j = 0; j < moved.length; j += 1) {
    all += agreed[j] as number; // j is a variable, here and below
    most += moved[j] as number;
  }
  return inUnit(all / most);
}

const inUnit = (share: number): number => (share < 0 ? 0 : share > 1 ? 1 : share);

/**
 * Takes in one observed step of variable i.
 * @param wanted c: what the bank wanted to add to the causal value, before any share
 * @param error y − causal value
 * @param variance σ² of the errors of the causal model
 */
export function recordSupport(
  { agreed, moved }: SupportRecord,
  i: number,
  wanted: number,
  error: number,
  variance: number,
): void {
  const weight = huberWeight(error, variance) / variance;
  agreed[i] = MEMORY * (agreed[i] as number) + weight * wanted * error;
  moved[i] = MEMORY * (moved[i] as number) + weight * wanted * wanted;
}
