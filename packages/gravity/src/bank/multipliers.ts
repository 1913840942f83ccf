import { factorise, deviationOf } from './regression.ts';
import { sharedFeatures } from './layout.ts';
import type { BankState } from './state.ts';

/** How strong a rule has shown to be on one variable: 1 is as written, 0 is no effect. */
export interface RuleMultiplier {
  readonly rule: string;
  readonly variable: string;
  /** Posterior mean and standard deviation. */
  readonly mean: number;
  readonly sd: number;
}

/**
 * The posterior multiplier of every rule on every variable it moves, by variable, then in the order
 * of the model. Evidence about the rules, to be read beside their trust: it acts only inside the
 * correction. Empty before the warm-up has ended.
 * @see FORECAST.md §1.2
 */
export function ruleMultipliers(state: BankState): RuleMultiplier[] {
  if (state.rows < state.warmup) return [];
  const { variables, symbols, season } = state;
  const shared = 1 + sharedFeatures(variables.length, symbols.length, season);
  let [vectorAt, matrixAt] = [0, 0];
  return state.variables.flatMap((variable, i) => {
    const ids = state.rules[i] ?? [];
    const size = ids.length + shared;
    const factor = new Float64Array(size * size);
    factorise(state.information, matrixAt, size, factor);
    const first = vectorAt + 1;
    vectorAt += size;
    matrixAt += size * size;
    return ids.map((rule, at) => ({
      rule,
      variable,
      mean: state.theta[first + at] ?? 0,
      sd: deviationOf(factor, size, 1 + at),
    }));
  });
}
