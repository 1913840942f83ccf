import type { HealthSymptoms, HealthThresholds } from './health-thresholds.ts';
import { rmsOf, type SgdState } from '../sgd/state.ts';

export function sgdSymptoms(state: SgdState, thresholds: HealthThresholds): HealthSymptoms {
  const columns = state.symbols.length;
  const weightsOf = (row: number) => state.weights.subarray(row * columns, (row + 1) * columns);
  const share = (counts: readonly number[], row: number) =>
    (counts[row] ?? 0) / Math.max(1, state.updates[row] ?? 0);
  return {
    explodes: (row) => rmsOf(weightsOf(row)) > thresholds.exploding_weights_rms,
    trips: (row) => share(state.trips, row) > thresholds.breaker_trip_share,
    isIdle: (row) => weightsOf(row).every((weight) => Math.abs(weight) < thresholds.least_weight),
    isLimited: (row) => share(state.limited, row) > thresholds.limited_share,
  };
}
