import { PulseError } from '@pulse-stream/worldstate';
import { FLAG_BY_NAME } from './flag-table.ts';
import type { Settings } from './settings.ts';

/** Of the flags in general, those that a command which goes through one history uses. */
const USED_WITH_HISTORY: ReadonlySet<string> = new Set([
  'model',
  'members',
  'seed',
  'observations',
  'ignore-columns',
  'gravity-state',
  'output',
  'force',
  'enable-residual-gravity',
  'gravity-method',
  'gravity-lambda',
  'gravity-learning-rate',
  'gravity-ewma-span',
  'gravity-adaptive-lambda-min',
  'gravity-adaptive-lambda-max',
  'gravity-disable-adaptive-lambda',
  'gravity-disable-weight-pruning',
  'quiet',
  'log-format',
  'no-color',
  'debug',
  'config',
  'print-config',
]);
const HISTORY_COMMANDS: ReadonlySet<string> = new Set(['backtest', 'learn']);

/** Learning draws with a seed and members of its own; a backtest learns from the beginning. */
const NOT_USED: Readonly<Record<string, readonly string[]>> = {
  learn: ['seed', 'members'],
  backtest: ['gravity-state'],
};

const USED_BY_SCORE: ReadonlySet<string> = new Set([
  'model',
  'observations',
  'precision',
  'output',
  'force',
  'quiet',
  'log-format',
  'no-color',
  'debug',
  'config',
  'print-config',
]);

function isUsed(command: string, name: string): boolean {
  if (command === 'score') return USED_BY_SCORE.has(name);
  if (!HISTORY_COMMANDS.has(command)) return true;
  return USED_WITH_HISTORY.has(name) && NOT_USED[command]?.includes(name) !== true;
}

/**
 * Refuses a flag that would change nothing. Settings of files and the environment hold for several
 * commands and may be there for another one.
 * @throws PulseError `option-invalid`
 */
export function refuseUnusedFlags(command: string, settings: Settings): void {
  for (const [name, { source, from }] of settings) {
    if (source !== 'flag') continue;
    const owners = FLAG_BY_NAME.get(name)?.commands;
    if (owners !== undefined && !owners.includes(command))
      throw new PulseError('option-invalid', `${from} belongs to ${owners.join(' and ')}`);
    if (owners === undefined && !isUsed(command, name))
      throw new PulseError('option-invalid', `${command} does not use ${from}`);
  }
}
