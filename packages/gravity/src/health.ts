import type { GravityRecord } from '@pulse-stream/worldstate';
import type { ResolvedGravityOptions } from './options.ts';
import type { Retrodiction } from './retrodict.ts';
import { isTaught, rmsOf } from './sgd-state.ts';

/** From where on the health of gravity is doubted; each is one of the five warnings. */
export interface HealthThresholds {
  /** "exploding weights": rms of a variable's weights above it, in units of s_i per unit of symbol. */
  readonly exploding_weights_rms: number;
  /** "over-fitting": scored out of sample the correction explains less than this share of variance. */
  readonly over_fitting_variance: number;
  /** The last scored steps "over-fitting" looks at, and how many it needs. */
  readonly over_fitting_window: number;
  readonly over_fitting_samples: number;
  /** "frequent breaker trips": share of the updates at which |g| was beyond the circuit breaker. */
  readonly breaker_trip_share: number;
  /** "not learning": every weight of every taught variable is smaller. */
  readonly least_weight: number;
  /** "heavily limited": share of the updates whose correction met the breaker or max_correction. */
  readonly limited_share: number;
}

/** Healthy histories with default options stay clear of all of these. */
export const HEALTH_THRESHOLDS: HealthThresholds = {
  exploding_weights_rms: 3,
  over_fitting_variance: -0.05,
  over_fitting_window: 60,
  over_fitting_samples: 30,
  breaker_trip_share: 0.1,
  least_weight: 1e-6,
  limited_share: 0.5,
};

const RECOMMENDATIONS = {
  'exploding weights': 'lower learning_rate or raise regularization_strength',
  'over-fitting': 'lower lambda or raise regularization_strength: the correction does harm',
  'frequent breaker trips': 'the causal model misses something large: mend the model first',
  'not learning': 'raise learning_rate, or lower ewma_span or momentum_factor',
  'heavily limited':
    'the limit, not the data, sets the correction: mend the model or raise max_correction',
} as const;

type HealthName = keyof typeof RECOMMENDATIONS;

/**
 * Examines what was learned about the taught variables.
 * @returns warnings `<name>: <variables>` in the order of the names above, variables sorted, and one
 * recommendation for each; "untaught" when there is no taught variable
 */
export function examineHealth(
  retrodiction: Retrodiction,
  options: ResolvedGravityOptions,
  thresholds: HealthThresholds = HEALTH_THRESHOLDS,
): GravityRecord['health'] {
  const { state } = retrodiction;
  const taught = [...state.variables.keys()].filter((row) => isTaught(state, row, options));
  if (taught.length === 0) return { status: 'untaught', warnings: [], recommendations: [] };
  const columns = state.symbols.length;
  const weightsOf = (row: number) => state.weights.subarray(row * columns, (row + 1) * columns);
  const share = (counts: readonly number[], row: number) =>
    (counts[row] ?? 0) / Math.max(1, state.updates[row] ?? 0);
  const idle = (row: number) =>
    weightsOf(row).every((weight) => Math.abs(weight) < thresholds.least_weight);

  const found: [HealthName, readonly number[]][] = [
    [
      'exploding weights',
      taught.filter((row) => rmsOf(weightsOf(row)) > thresholds.exploding_weights_rms),
    ],
    [
      'over-fitting',
      taught.filter((row) => overFits(retrodiction, state.variables[row] ?? '', thresholds)),
    ],
    [
      'frequent breaker trips',
      taught.filter((row) => share(state.trips, row) > thresholds.breaker_trip_share),
    ],
    ['not learning', taught.every(idle) ? taught : []],
    [
      'heavily limited',
      taught.filter((row) => share(state.limited, row) > thresholds.limited_share),
    ],
  ];
  const troubles = found.filter(([, rows]) => rows.length > 0);
  return {
    status: troubles.length > 0 ? 'warning' : 'healthy',
    warnings: troubles.map(
      ([name, rows]) => `${name}: ${rows.map((row) => state.variables[row]).join(', ')}`,
    ),
    recommendations: troubles.map(([name]) => RECOMMENDATIONS[name]),
  };
}

/** Whether the correction made recent predictions worse: 1 − Σe_g²/Σe_c² below the threshold. */
function overFits(
  { scored }: Retrodiction,
  variable: string,
  thresholds: HealthThresholds,
): boolean {
  const steps = scored.find((candidate) => candidate.variable === variable);
  if (steps === undefined || steps.coreErrors.length < thresholds.over_fitting_samples)
    return false;
  const recent = (errors: readonly number[]) => {
    let sum = 0;
    for (const error of errors.slice(-thresholds.over_fitting_window)) sum += error * error;
    return sum;
  };
  const core = recent(steps.coreErrors);
  const corrected = recent(steps.correctedErrors);
  return corrected > core * (1 - thresholds.over_fitting_variance);
}
