import { refuseOption } from './refuse-option.ts';

/**
 * Options of method sgd with every default filled in, under the names a config uses. Residuals, g,
 * breaker and max_correction are in units of s_i, the sd of a variable's one-step changes.
 */
export interface SgdOptions {
  readonly method: 'sgd';
  /** λ at the start: what share of g is applied, 0..1. */
  readonly lambda: number;
  readonly regularization_strength: number;
  readonly learning_rate: number;
  /** β of the momentum, 0..1; 1 freezes the weights. */
  readonly momentum_factor: number;
  /** New weights are blended in with α = 2/(span + 1); span ≤ 1: no blend. */
  readonly ewma_span: number;
  /** |g| beyond it is cut to it and halves the strength. */
  readonly circuit_breaker_threshold: number;
  /** Limit of |correction|; ≤ 0: none. */
  readonly max_correction: number;
  readonly enable_adaptive_lambda: boolean;
  readonly adaptive_lambda_min: number;
  readonly adaptive_lambda_max: number;
  /** Updates whose mean |residual| decides about λ. */
  readonly adaptive_lambda_window_size: number;
  readonly adaptive_lambda_residual_threshold_high: number;
  readonly adaptive_lambda_residual_threshold_low: number;
  readonly adaptive_lambda_increase_factor: number;
  readonly adaptive_lambda_decrease_factor: number;
  readonly enable_weight_pruning: boolean;
  readonly weight_pruning_threshold: number;
  /** rms of the weights at which they are fragile: pruning begins, the strength falls. */
  readonly fragility_threshold: number;
  /** Scored one-step innovations before a variable is corrected. */
  readonly min_observations: number;
  /** Rows that fix the scales and are never scored; null: from the length of the history. */
  readonly warmup: number | null;
}

/** What holds for method sgd where nobody says otherwise. */
export const SGD_DEFAULTS: SgdOptions = {
  method: 'sgd',
  lambda: 0.25,
  regularization_strength: 1e-3,
  learning_rate: 1e-2,
  momentum_factor: 0.9,
  ewma_span: 30,
  circuit_breaker_threshold: 5,
  max_correction: 0.5,
  enable_adaptive_lambda: true,
  adaptive_lambda_min: 0.01,
  adaptive_lambda_max: 1,
  adaptive_lambda_window_size: 20,
  adaptive_lambda_residual_threshold_high: 0.5,
  adaptive_lambda_residual_threshold_low: 0.1,
  adaptive_lambda_increase_factor: 1.05,
  adaptive_lambda_decrease_factor: 0.95,
  enable_weight_pruning: true,
  weight_pruning_threshold: 1e-4,
  fragility_threshold: 3,
  min_observations: 30,
  warmup: null,
};

/**
 * @param given the options a user gave, so that a refusal names one of them
 * @throws ScenarioError `config-invalid`
 */
export function refuseContradictions(
  options: SgdOptions,
  given: Readonly<Record<string, unknown>>,
): void {
  refuseAbove('adaptive_lambda_min', 'adaptive_lambda_max', options, given);
  refuseAbove(
    'adaptive_lambda_residual_threshold_low',
    'adaptive_lambda_residual_threshold_high',
    options,
    given,
  );
  if (options.adaptive_lambda_increase_factor < 1)
    refuseOption(
      'adaptive_lambda_increase_factor',
      `adaptive_lambda_increase_factor ${options.adaptive_lambda_increase_factor} would decrease lambda`,
      'at least 1',
    );
  if (options.adaptive_lambda_decrease_factor > 1)
    refuseOption(
      'adaptive_lambda_decrease_factor',
      `adaptive_lambda_decrease_factor ${options.adaptive_lambda_decrease_factor} would increase lambda`,
      'at most 1',
    );
}

type Limit =
  | 'adaptive_lambda_min'
  | 'adaptive_lambda_max'
  | 'adaptive_lambda_residual_threshold_low'
  | 'adaptive_lambda_residual_threshold_high';

/** Refuses a lower limit above its upper one; the path names the one that was given. */
function refuseAbove(
  low: Limit,
  high: Limit,
  options: SgdOptions,
  given: Readonly<Record<string, unknown>>,
): void {
  if (options[low] <= options[high]) return;
  refuseOption(
    Object.hasOwn(given, low) ? low : high,
    `${low} ${options[low]} is above ${high} ${options[high]}`,
  );
}
