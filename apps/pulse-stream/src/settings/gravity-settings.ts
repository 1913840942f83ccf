import { PulseError, type GravityOptions } from '@pulse-stream/worldstate';
import { GRAVITY_FLAGS } from '../flags/gravity-flags.ts';
import { optionsUnder } from './option-settings.ts';
import { isOn, type Settings } from './settings.ts';

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
  if (off) {
    const tuning = GRAVITY_FLAGS.filter(({ option }) => option !== undefined);
    const useless = tuning.find(({ name }) => isGiven(settings, name));
    if (useless !== undefined)
      refuse(settings, useless.name, 'gravity-off', 'nothing is learned or corrected');
    return false;
  }
  return optionsUnder('gravity', settings);
}
