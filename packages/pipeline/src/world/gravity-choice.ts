import type { GravityOptions, ScenarioConfig } from '@pulse-stream/worldstate';

/** Two names of one option: a line that says either replaces both. */
const ALIASES: readonly (readonly [keyof GravityOptions, keyof GravityOptions])[] = [
  ['regularization_strength', 'regularization'],
  ['momentum_factor', 'momentum'],
];

/**
 * The gravity options one scenario runs with.
 * @param line `gravity` of the config: false is off, true takes the options of the run, an object
 *   is laid over them
 * @param run options of the run; false: off for every line that does not bring its own options
 * @returns options as a user may write them (not resolved), or false for off
 */
export function chooseGravity(
  line: ScenarioConfig['gravity'],
  run: GravityOptions | false,
): GravityOptions | false {
  if (typeof line === 'boolean') return line && run;
  const base: GravityOptions = run === false ? {} : { ...run };
  for (const names of ALIASES)
    if (names.some((name) => line[name] !== undefined)) for (const name of names) delete base[name];
  const merged = { ...base, ...line };
  if (base.shadow_monitor !== undefined && line.shadow_monitor !== undefined)
    merged.shadow_monitor = { ...base.shadow_monitor, ...line.shadow_monitor };
  return merged;
}
