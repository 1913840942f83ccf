import type { GravityRecord } from '@pulse-stream/worldstate/internal';
import { bankSymptoms } from './bank-health.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import type { Retrodiction } from '../history/retrodict.ts';
import { HEALTH_THRESHOLDS, type HealthThresholds } from './health-thresholds.ts';
import { sgdSymptoms } from './sgd-health.ts';
import { isTaught } from '../history/taught.ts';

/** What to do about it; options that are named belong to the method. */
const RECOMMENDATIONS = {
  sgd: {
    'exploding weights': 'lower learning_rate or raise regularization_strength',
    'over-fitting': 'lower lambda or raise regularization_strength: the correction does harm',
    'frequent breaker trips': 'the causal model misses something large: mend the model first',
    'not learning': 'raise learning_rate, or lower ewma_span or momentum_factor',
    'heavily limited':
      'the limit, not the data, sets the correction: mend the model or raise max_correction',
  },
  bank: {
    'exploding weights': 'a rule is written far too weak or the wrong way round: mend the rule',
    'over-fitting': 'lower lambda: the correction does harm',
    'frequent breaker trips': 'the causal model misses something large: mend the model first',
    'not learning': 'no correction has helped so far: the model does as well without gravity',
    'heavily limited':
      'the limit, not the data, sets the correction: mend the model or raise max_correction',
  },
} as const;

type HealthName = keyof (typeof RECOMMENDATIONS)['sgd'];

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
  const symptoms =
    state.method === 'bank' ? bankSymptoms(state, thresholds) : sgdSymptoms(state, thresholds);
  const found: [HealthName, readonly number[]][] = [
    ['exploding weights', taught.filter(symptoms.explodes)],
    [
      'over-fitting',
      taught.filter((row) => overFits(retrodiction, state.variables[row] ?? '', thresholds)),
    ],
    ['frequent breaker trips', taught.filter(symptoms.trips)],
    ['not learning', taught.every(symptoms.isIdle) ? taught : []],
    ['heavily limited', taught.filter(symptoms.isLimited)],
  ];
  const troubles = found.filter(([, rows]) => rows.length > 0);
  return {
    status: troubles.length > 0 ? 'warning' : 'healthy',
    warnings: troubles.map(
      ([name, rows]) => `${name}: ${rows.map((row) => state.variables[row]).join(', ')}`,
    ),
    recommendations: troubles.map(([name]) => RECOMMENDATIONS[state.method][name]),
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
