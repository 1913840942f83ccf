import { PulseError, type GravityOptions } from '@pulse-stream/worldstate';
import { isOn, numberOf, type Settings } from './settings.ts';

/** Number flags of gravity and the option each one sets. */
const NUMBERS = {
  'gravity-lambda': 'lambda',
  'gravity-learning-rate': 'learning_rate',
  'gravity-ewma-span': 'ewma_span',
  'gravity-adaptive-lambda-min': 'adaptive_lambda_min',
  'gravity-adaptive-lambda-max': 'adaptive_lambda_max',
  'gravity-shadow-variance-threshold': 'shadow_model_variance_threshold',
} as const;

/** Switch flags of gravity and the option each one turns off. */
const SWITCHES = {
  'gravity-disable-adaptive-lambda': 'enable_adaptive_lambda',
  'gravity-disable-weight-pruning': 'enable_weight_pruning',
  'gravity-disable-shadow-model-trigger': 'enable_shadow_model_trigger',
} as const;

/** A flag that does nothing beside another one is refused, with the reason. */
const CONTRADICTIONS: readonly (readonly [string, string, string])[] = [
  ['gravity-adaptive-lambda-min', 'gravity-disable-adaptive-lambda', 'lambda does not adapt'],
  ['gravity-adaptive-lambda-max', 'gravity-disable-adaptive-lambda', 'lambda does not adapt'],
  [
    'gravity-shadow-variance-threshold',
    'gravity-disable-shadow-model-trigger',
    'the shadow monitor never triggers',
  ],
];

function isGiven(settings: Settings, name: string): boolean {
  const setting = settings.get(name);
  return setting !== undefined && setting.value !== false;
}

function refuse(settings: Settings, name: string, other: string, reason: string): never {
  const [a, b] = [settings.get(name)?.from ?? name, settings.get(other)?.from ?? other];
  throw new PulseError('option-invalid', `${a} has no effect with ${b}: ${reason}`);
}

/**
 * What the gravity settings say: options for lines that do not say, or false for off.
 * @throws PulseError `option-invalid` for a setting that another one makes meaningless
 */
export function readGravity(settings: Settings): GravityOptions | false {
  for (const [name, other, reason] of CONTRADICTIONS)
    if (isGiven(settings, name) && isOn(settings, other)) refuse(settings, name, other, reason);
  const off = isOn(settings, 'gravity-off') && !isOn(settings, 'enable-residual-gravity');
  const tuned = [...Object.keys(NUMBERS), ...Object.keys(SWITCHES), 'gravity-method'];
  if (off) {
    const useless = tuned.find((name) => isGiven(settings, name));
    if (useless !== undefined)
      refuse(settings, useless, 'gravity-off', 'nothing is learned or corrected');
    return false;
  }
  const options: GravityOptions = {};
  for (const [flag, option] of Object.entries(NUMBERS)) {
    const value = numberOf(settings, flag);
    if (value !== undefined) options[option] = value;
  }
  for (const [flag, option] of Object.entries(SWITCHES))
    if (isOn(settings, flag)) options[option] = false;
  const method = settings.get('gravity-method')?.value;
  if (method === 'sgd' || method === 'bank') options.method = method;
  return options;
}
