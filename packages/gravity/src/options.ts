import { fail, hintNearest, type GravityOptions } from '@pulse-stream/worldstate';

/** A way of learning the model error (FORECAST.md §1.1, §1.2). */
export type GravityMethod = 'sgd';

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

/** Options of the chosen method; a union by `method` once there are several. */
export type ResolvedGravityOptions = SgdOptions;

const DEFAULT_METHOD: GravityMethod = 'sgd';

const SGD_DEFAULTS: SgdOptions = {
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

/** Which methods use an option; "any" also for the options of the shadow monitor. */
export type MethodTable = Readonly<Record<string, 'any' | readonly string[]>>;

const SGD_ONLY = ['sgd'] as const;

const METHODS_OF: Readonly<Record<keyof GravityOptions, 'any' | readonly GravityMethod[]>> = {
  method: 'any',
  lambda: 'any',
  max_correction: 'any',
  min_observations: 'any',
  warmup: 'any',
  regularization_strength: SGD_ONLY,
  regularization: SGD_ONLY,
  learning_rate: SGD_ONLY,
  momentum_factor: SGD_ONLY,
  momentum: SGD_ONLY,
  ewma_span: SGD_ONLY,
  circuit_breaker_threshold: SGD_ONLY,
  enable_adaptive_lambda: SGD_ONLY,
  adaptive_lambda_min: SGD_ONLY,
  adaptive_lambda_max: SGD_ONLY,
  adaptive_lambda_window_size: SGD_ONLY,
  adaptive_lambda_residual_threshold_high: SGD_ONLY,
  adaptive_lambda_residual_threshold_low: SGD_ONLY,
  adaptive_lambda_increase_factor: SGD_ONLY,
  adaptive_lambda_decrease_factor: SGD_ONLY,
  enable_weight_pruning: SGD_ONLY,
  weight_pruning_threshold: SGD_ONLY,
  fragility_threshold: SGD_ONLY,
  enable_shadow_model_trigger: 'any',
  shadow_model_variance_threshold: 'any',
  shadow_model_window_size: 'any',
  shadow_model_min_trigger_samples: 'any',
  shadow_model_min_causal_variance: 'any',
  shadow_monitor: 'any',
};

/** Second names of an option. */
const ALIASES = { regularization: 'regularization_strength', momentum: 'momentum_factor' } as const;

/**
 * Fills in what a user left out and refuses what cannot hold together.
 * @param input options as a config or the command line gives them
 * @param _timeUnit of the model; the defaults of sgd do not depend on it
 * @throws ScenarioError `option-not-for-method`, `config-invalid` with path `gravity.<option>`
 * @see FORECAST.md §1
 */
export function resolveGravityOptions(
  input: GravityOptions | undefined,
  _timeUnit: string,
): ResolvedGravityOptions {
  const given = giveOfficialNames(input ?? {});
  const method = chooseMethod(given, METHODS_OF, DEFAULT_METHOD);
  if (method !== 'sgd') refuse('method', `gravity has no method "${method}"`, 'it has "sgd"');
  const own = Object.entries(given).filter(([name]) => Object.hasOwn(SGD_DEFAULTS, name));
  // The names were checked against the schema's, so every entry is an option of sgd.
  const options = { ...SGD_DEFAULTS, ...Object.fromEntries(own), method } as SgdOptions;
  refuseContradictions(options, given);
  return options;
}

/**
 * The method these options ask for: the one named, else one that a given option belongs to, else
 * the default.
 * @param given option name → value, absent ones left out
 * @throws ScenarioError `config-invalid` for an unknown option, `option-not-for-method`
 */
export function chooseMethod(
  given: Readonly<Record<string, unknown>>,
  table: MethodTable,
  fallback: string,
): string {
  const restricted: [string, readonly string[]][] = [];
  for (const name of Object.keys(given)) {
    const methods = Object.hasOwn(table, name) ? table[name] : undefined;
    if (methods === undefined)
      fail('config-invalid', 'initialise', `gravity has no option "${name}"`, {
        path: `gravity.${name}`,
        hint: hintNearest(name, Object.keys(table)),
      });
    if (methods !== 'any') restricted.push([name, methods]);
  }
  const named = given['method'];
  const chosen = typeof named === 'string' ? named : (restricted[0]?.[1][0] ?? fallback);
  for (const [name, methods] of restricted)
    if (!methods.includes(chosen))
      fail('option-not-for-method', 'initialise', `method "${chosen}" does not use ${name}`, {
        path: `gravity.${name}`,
        hint: `it belongs to method "${methods.join('", "')}"`,
      });
  return chosen;
}

/** Aliases become the names they stand for; options that are undefined count as absent. */
function giveOfficialNames(input: GravityOptions): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) if (value !== undefined) given[name] = value;
  for (const [alias, official] of Object.entries(ALIASES)) {
    if (!Object.hasOwn(given, alias)) continue;
    if (Object.hasOwn(given, official))
      refuse(alias, `${alias} and ${official} are two names of one option`, 'give one of them');
    given[official] = given[alias];
    delete given[alias];
  }
  return given;
}

function refuseContradictions(options: SgdOptions, given: Readonly<Record<string, unknown>>): void {
  refuseAbove('adaptive_lambda_min', 'adaptive_lambda_max', options, given);
  refuseAbove(
    'adaptive_lambda_residual_threshold_low',
    'adaptive_lambda_residual_threshold_high',
    options,
    given,
  );
  if (options.adaptive_lambda_increase_factor < 1)
    refuse(
      'adaptive_lambda_increase_factor',
      `adaptive_lambda_increase_factor ${options.adaptive_lambda_increase_factor} would decrease lambda`,
      'at least 1',
    );
  if (options.adaptive_lambda_decrease_factor > 1)
    refuse(
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
  refuse(
    Object.hasOwn(given, low) ? low : high,
    `${low} ${options[low]} is above ${high} ${options[high]}`,
  );
}

function refuse(option: string, message: string, hint?: string): never {
  return fail('config-invalid', 'initialise', message, { path: `gravity.${option}`, hint });
}
