import { fail, type GravityOptions } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { bankDefaults, type BankOptions } from './bank-options.ts';
import { refuseOption } from './refuse-option.ts';
import { refuseContradictions, SGD_DEFAULTS, type SgdOptions } from './sgd-options.ts';

/** A way of learning the model error (FORECAST.md §1.1, §1.2). */
export type GravityMethod = 'bank' | 'sgd';

/** Options of the chosen method, every default filled in. */
export type ResolvedGravityOptions = BankOptions | SgdOptions;

/** The method of whoever does not choose. */
const DEFAULT_METHOD: GravityMethod = 'bank';

/** Which methods use an option; "any" also for the options of the shadow monitor. */
export type MethodTable = Readonly<Record<string, 'any' | readonly string[]>>;

const SGD_ONLY = ['sgd'] as const;
const BANK_ONLY = ['bank'] as const;

const METHODS_OF: Readonly<Record<keyof GravityOptions, 'any' | readonly GravityMethod[]>> = {
  method: 'any',
  lambda: 'any',
  max_correction: 'any',
  min_observations: 'any',
  warmup: 'any',
  forgetting: BANK_ONLY,
  scale_forgetting: BANK_ONLY,
  horizon_decay: BANK_ONLY,
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
 * @param timeUnit of the model: the pace of method bank depends on it
 * @throws ScenarioError `option-not-for-method`, `config-invalid` with path `gravity.<option>`
 * @see FORECAST.md §1
 */
export function resolveGravityOptions(
  input: GravityOptions | undefined,
  timeUnit: string,
): ResolvedGravityOptions {
  const written = Object.fromEntries(
    Object.entries(input ?? {}).filter(([, value]) => value !== undefined),
  );
  // by the names that were written, so that a refusal names a key that is there
  const method = chooseMethod(written, METHODS_OF, DEFAULT_METHOD);
  const given = giveOfficialNames(written);
  switch (method) {
    case 'bank':
      return fillIn(bankDefaults(timeUnit), given);
    case 'sgd': {
      const options = fillIn(SGD_DEFAULTS, given);
      refuseContradictions(options, given);
      return options;
    }
    default:
      return refuseOption('method', `gravity has no method "${method}"`, 'it has "bank" and "sgd"');
  }
}

/** The defaults with what was given in their place. */
function fillIn<T extends ResolvedGravityOptions>(
  defaults: T,
  given: Readonly<Record<string, unknown>>,
): T {
  const own = Object.entries(given).filter(
    ([name]) => name !== 'method' && Object.hasOwn(defaults, name),
  );
  // The values were checked against the schema, so every entry has the type of its default.
  return { ...defaults, ...Object.fromEntries(own) };
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

/** Aliases become the names they stand for. */
function giveOfficialNames(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = { ...written };
  for (const [alias, official] of Object.entries(ALIASES)) {
    if (!Object.hasOwn(given, alias)) continue;
    if (Object.hasOwn(given, official))
      refuseOption(
        alias,
        `${alias} and ${official} are two names of one option`,
        'give one of them',
      );
    given[official] = given[alias];
    delete given[alias];
  }
  return given;
}
