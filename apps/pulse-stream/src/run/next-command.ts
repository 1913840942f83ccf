import type { RunSummary } from '@pulse-stream/pipeline';
import { FLAG_BY_NAME } from '../flags/flag-table.ts';
import type { CommandName } from '../flags/flag.ts';
import type { SettingValue } from '../flags/parse-value.ts';
import { filesOf, type Settings } from '../settings/settings.ts';

/** Where a run read and wrote. */
export interface RunPlace {
  readonly paths: readonly string[];
  /** The file the records are in; null: a stream. */
  readonly output: string | null;
  readonly elapsedMs: number;
  /** The first line that this run answered itself, and how many records an earlier one had lost (null: not counted). */
  readonly resumed: { readonly line: number; readonly recomputed: number | null } | null;
  /** The command that goes on; null when nothing can be continued. */
  readonly continuation: string | null;
}

/** A word as the shell reads it back. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Flags that say where the run itself goes. */
const OF_THE_RUN = new Set([
  'input',
  'output',
  'force',
  'config',
  'quiet',
  'log-format',
  'no-color',
  'debug',
]);

function wordsOf(name: string, value: SettingValue): string[] {
  if (typeof value === 'boolean') return value ? [`--${name}`] : [];
  if (typeof value !== 'object') return [`--${name}`, String(value)];
  if (Array.isArray(value)) return value.flatMap((item: string) => [`--${name}`, item]);
  return Object.entries(value).flatMap(([key, file]) => [`--${name}`, `${key}=${file}`]);
}

/** The flags of this run that another command needs to see the same scenarios. */
export function flagsFor(command: CommandName, settings: Settings): string[] {
  return [...settings].flatMap(([name, { value, source }]) => {
    const isShared = FLAG_BY_NAME.get(name)?.commands.includes(command) === true;
    return source === 'flag' && isShared && !OF_THE_RUN.has(name) ? wordsOf(name, value) : [];
  });
}

const command = (...words: readonly string[]): string =>
  ['pulse-stream', ...words.map((word) => quoteWord(word))].join(' ');

/** Kinds of warnings that only a run gives: `validate` has nothing to say of them. */
const OF_RUNS: ReadonlySet<string> = new Set([
  'step-coarse',
  'limited',
  'driver-ended',
  'no-noise',
  'draw-unused',
]);

/** Flags of `learn` that say what was learned from: the state says so itself. */
const OF_THE_HISTORY = new Set(['time', 'ignore-columns', 'gravity-state']);

/**
 * The run that starts from what was learned.
 * @param driving datasets that series of the model read
 */
export function runFromState(
  state: string,
  settings: Settings,
  driving: ReadonlySet<string>,
): string {
  const others = new Map([...settings].filter(([name]) => !OF_THE_HISTORY.has(name)));
  const given = others.get('observations');
  const files = Object.entries(filesOf(settings, 'observations') ?? {});
  const value = Object.fromEntries(files.filter(([name]) => driving.has(name)));
  if (given !== undefined) others.set('observations', { ...given, value });
  return command('run', ...flagsFor('run', others), '--gravity-state', state, 'FILE');
}

/** `out.jsonl` → `out.retried.jsonl`. */
const retriedName = (output: string): string =>
  output.replace(/(?=\.jsonl|\.ndjson|\.gz|$)/, '.retried');

/**
 * The next thing a person would do after a run; null: nothing is left to do.
 * @param settings of the run: the commands that follow look at the same world
 */
export function nextCommand(
  { failed, warnings, stopped }: Pick<RunSummary, 'failed' | 'warnings' | 'stopped'>,
  { paths, continuation, output }: Pick<RunPlace, 'paths' | 'continuation' | 'output'>,
  settings: Settings,
): string | null {
  const isStream = paths.includes('-');
  if (continuation !== null)
    return `next: ${continuation}${isStream ? ' (with the same input again)' : ''}`;
  if (stopped === 'aborted' || (failed === 0 && warnings.length === 0)) return null;
  if (isStream)
    return failed > 0 ? 'next: add --errors failed.jsonl to keep the failures apart' : null;
  const validate = command('validate', ...flagsFor('validate', settings), ...paths);
  if (failed === 0)
    return warnings.every(({ type }) => OF_RUNS.has(type))
      ? null
      : `next: ${validate} (names every line with a warning)`;
  if (output === null) return `next: ${validate}`;
  const flags = flagsFor('retry', settings);
  const again = ['--input', ...paths, '-o', retriedName(output)];
  return `next: ${validate}; with the lines mended, ${command('retry', output, ...flags, ...again)}`;
}
