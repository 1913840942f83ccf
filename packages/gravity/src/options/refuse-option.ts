import { fail } from '@pulse-stream/worldstate';

/**
 * Refuses an option of gravity.
 * @throws ScenarioError `config-invalid` with path `gravity.<option>`
 */
export function refuseOption(option: string, message: string, hint?: string): never {
  return fail('config-invalid', 'initialise', message, { path: `gravity.${option}`, hint });
}
