import type { BankLayout, BankStep } from './layout.ts';
import { waveCount } from './season.ts';

// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** Levels, in units of s, count up to this; changes up to that: without it a bound learns nonsense. */
export const MOST_LEVEL = 60;
export const MOST_CHANGE = 4;
/** Symbols are measured from the middle of 0..1. */
export const NEUTRAL = 0.5;

/** m and s of every variable. */
export interface FeatureScales {
  readonly means: Float64Array;
  readonly scales: Float64Array;
}

/**
 * The features all variables share: (x_j − m_j)/s_j, (x_j − x_j before)/s_j, symbols − ½, waves. A variable
 * without s counts 0.
 * @param from values now, by variable
 * @param previous values one turn before
 * @param position in the season of the row that is predicted
 */
export function fillShared(
  layout: BankLayout,
  { means, scales }: FeatureScales,
  from: Float64Array,
  previous: Float64Array,
  symbols: Float64Array,
  position: number,
  shared: Float64Array,
): void {
  const size = layout.variables.length;
  // every array holds an entry per variable or symbol
  for (let j = 0; j < size; j += 1) {
    const scale = scales[j] as number;
    const x = from[j] as number;
    shared[j] = scale === 0 ? 0 : clip((x - (means[j] as number)) / scale, MOST_LEVEL);
    shared[size + j] = scale === 0 ? 0 : clip((x - (previous[j] as number)) / scale, MOST_CHANGE);
  }
  for (let j = 0; j < symbols.length; j += 1)
    shared[2 * size + j] = (symbols[j] as number) - NEUTRAL;
  const plain = 2 * size + symbols.length;
  const waves = shared.length - plain;
  for (let k = 0; k < waves; k += 1)
    shared[plain + k] = layout.waves[position * waves + k] as number;
}

/**
 * θ'z of variable i.
 * @param waves how far the waves of the season count for it, 0..1
 * @param theta coefficients of the variable, from `at` on: intercept, rules, shared features
 */
export function regress(
  layout: BankLayout,
  i: number,
  rules: Float64Array,
  shared: Float64Array,
  waves: number,
  theta: Float64Array,
  at: number,
): number {
  const first = layout.ruleAt[i] as number; // one entry more than variables, here and below
  const end = layout.ruleAt[i + 1] as number;
  let sum = theta[at] as number;
  let next = at + 1;
  for (let rule = first; rule < end; rule += 1) {
    sum += (theta[next] as number) * (rules[rule] as number);
    next += 1;
  }
  const plain = shared.length - waveCount(layout.season);
  for (let j = 0; j < plain; j += 1) sum += (theta[next + j] as number) * (shared[j] as number);
  if (waves > 0)
    for (let j = plain; j < shared.length; j += 1)
      sum += (theta[next + j] as number) * waves * (shared[j] as number);
  return sum;
}

/** Writes z of variable i. */
export function fillFeatures(
  layout: BankLayout,
  i: number,
  { rules }: BankStep,
  shared: Float64Array,
  waves: number,
  features: Float64Array,
): void {
  const first = layout.ruleAt[i] as number;
  const end = layout.ruleAt[i + 1] as number;
  features[0] = 1;
  let next = 1;
  for (let rule = first; rule < end; rule += 1) {
    features[next] = rules[rule] as number;
    next += 1;
  }
  features.set(shared, next);
  for (let f = features.length - waveCount(layout.season); f < features.length; f += 1)
    features[f] = waves * (features[f] as number);
}

function clip(value: number, limit: number): number {
  return value > limit ? limit : value < -limit ? -limit : value;
}
