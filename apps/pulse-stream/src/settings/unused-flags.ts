import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import { flagOf, type CommandName } from '../flags/flag.ts';
import { FLAG_BY_NAME } from '../flags/flag-table.ts';
import type { Settings } from './settings.ts';

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/**
 * Refuses a flag that would change nothing. Settings of files and the environment hold for several
 * commands and may be there for another one.
 * @throws PulseError `option-invalid` that names the commands which have the flag
 */
export function refuseUnusedFlags(command: CommandName, settings: Settings): void {
  refuseForeignValues(command, settings);
  for (const [name, { source, from }] of settings) {
    const owners = FLAG_BY_NAME.get(name)?.commands;
    if (source !== 'flag' || owners === undefined || owners.includes(command)) continue;
    throw new PulseError(
      'option-invalid',
      `${command} does not use ${from}: it belongs to ${listed(owners)}`,
    );
  }
}

/**
 * Refuses what a flag can be given for another command only: a choice, or more values than one.
 * @throws PulseError `option-invalid`
 */
function refuseForeignValues(command: CommandName, settings: Settings): void {
  for (const [name, { value, from }] of settings) {
    const known = FLAG_BY_NAME.get(name);
    if (known === undefined || !known.commands.includes(command)) continue;
    const { choices, repeatable = false, type } = flagOf(known, command);
    if (type === 'file' && Array.isArray(value) && repeatable !== true)
      if (repeatable === false || !repeatable.includes(command))
        throw new PulseError('option-invalid', `${from} is given twice`);
    if (type !== 'choice' || typeof value !== 'string' || choices?.includes(value) !== false)
      continue;
    const hint = hintNearest(value, choices);
    throw new PulseError(
      'option-invalid',
      `${from}: is ${choices.join(' or ')}, not "${value}"${hint === undefined ? '' : ` (${hint})`}`,
    );
  }
}
