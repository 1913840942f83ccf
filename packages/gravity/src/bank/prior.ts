import type { BankLayout } from './layout.ts';
import { waveCount } from './season.ts';

/** What a regression believes before it has seen anything. */
export interface RegressionPrior {
  /** Λ0, diagonal. */
  readonly precision: Float64Array;
  /** θ0. */
  readonly mean: Float64Array;
}

/**
 * Prior of a rule's multiplier: the rule as it is written, give or take half. (A mean of ½ lost on
 * every twin experiment.)
 */
const MULTIPLIER = 1;
const MULTIPLIER_SD = 0.5;
/** Prior sd of the other coefficients, in units of s_i. */
const INTERCEPT_SD = 0.2;
const OWN_LEVEL_SD = 0.05;
const OTHER_LEVEL_SD = 0.02;
const OWN_CHANGE_SD = 0.2;
const OTHER_CHANGE_SD = 0.1;
const SYMBOL_SD = 0.2;
const WAVE_SD = 0.5;

/**
 * The prior of the regression of variable i.
 * @param scale s_i, > 0
 */
export function priorOf(layout: BankLayout, i: number, scale: number): RegressionPrior {
  const { variables, symbols, rules, season } = layout;
  const own = rules[i] ?? [];
  const perVariable = (ownSd: number, otherSd: number) =>
    variables.map((_, j) => (j === i ? ownSd : otherSd) * scale);
  const deviations = [
    INTERCEPT_SD * scale,
    ...own.map(() => MULTIPLIER_SD),
    ...perVariable(OWN_LEVEL_SD, OTHER_LEVEL_SD),
    ...perVariable(OWN_CHANGE_SD, OTHER_CHANGE_SD),
    ...symbols.map(() => SYMBOL_SD * scale),
    ...Array.from({ length: waveCount(season) }, () => WAVE_SD * scale),
  ];
  return {
    precision: Float64Array.from(deviations, (sd) => 1 / (sd * sd)),
    mean: Float64Array.from(deviations, (_, at) => (at >= 1 && at <= own.length ? MULTIPLIER : 0)),
  };
}
