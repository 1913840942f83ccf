import { type BankState, LONG_RUN_FROM } from '../bank/state.ts';
import { sharedFeatures } from '../bank/layout.ts';
import { supportOf } from '../bank/support.ts';
import type { HealthSymptoms, HealthThresholds } from './health-thresholds.ts';

/** A bank has no breaker; it is idle where its record supports no correction at all. */
export function bankSymptoms(state: BankState, thresholds: HealthThresholds): HealthSymptoms {
  const { variables, symbols, season } = state;
  const shared = sharedFeatures(variables.length, symbols.length, season);
  const features = state.rules.map((ids) => 1 + ids.length + shared);
  return {
    explodes(row) {
      const at = features.slice(0, row).reduce((sum, width) => sum + width, 0);
      const multipliers = state.theta.subarray(at + 1, at + 1 + (state.rules[row] ?? []).length);
      return multipliers.some((value) => Math.abs(value) > thresholds.exploding_multiplier);
    },
    trips: () => false,
    isIdle: (row) => supportOf(state, row) < thresholds.least_weight,
    isLimited: (row) =>
      (state.limited[row] ?? 0) / Math.max(1, (state.count[row] ?? 0) - LONG_RUN_FROM) >
      thresholds.limited_share,
  };
}
