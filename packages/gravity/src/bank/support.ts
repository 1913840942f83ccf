import { huberWeight } from './regression.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/**
 * How far the record of a variable supports its correction: the share of the correction that would
 * have been best so far, 0..1. With c the correction the bank wanted and e the error of the causal
 * model, both issued before the observation: Σ w c e/σ² over Σ w c²/σ², remembered for some hundred
 * steps, drawn to 1 while there is little evidence. On a perfect model c is noise and the share
 * falls; where the model misses something it stays near 1. It came from the twin experiments, where
 * it halves the harm on a perfect model and costs the others next to nothing.
 */
export interface SupportRecord {
  /** Σ w c e/σ², by variable. */
  readonly agreed: Float64Array;
  /** Σ w c²/σ². */
  readonly moved: Float64Array;
}

const MEMORY = 0.995;
/**
 * Evidence for the whole correction that it starts with, in the unit of both sums. Less of it takes
 * a small but true correction away by chance, more of it lets noise pass for longer.
 */
const PRIOR = 8;

/** 0..1: what of the correction of variable i is applied. */
export function supportOf({ agreed, moved }: SupportRecord, i: number): number {
  const share = ((agreed[i] as number) + PRIOR) / ((moved[i] as number) + PRIOR); // i is a variable
  return share < 0 ? 0 : share > 1 ? 1 : share;
}

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
