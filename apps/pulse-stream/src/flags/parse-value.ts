import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import type { Flag } from './flag.ts';
import { readMaxErrors } from './max-errors.ts';

/** The value of a setting after parsing. */
export type SettingValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Readonly<Record<string, string>>;

const SWITCH_WORDS = new Map<string, boolean>([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['off', false],
]);

function refuse(where: string, message: string, hint?: string): never {
  const meant = hint === undefined ? '' : ` (${hint})`;
  throw new PulseError('option-invalid', `${where}: ${message}${meant}`);
}

/** A value of a settings file as text. A map may hold keys like toString, so it is never converted. */
function writtenAs(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a map';
  return String(value);
}

function asText(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  return refuse(where, 'needs a text');
}

function asNumber(flag: Flag, value: unknown, where: string): number {
  const text =
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(number)) return refuse(where, `needs a number, not "${writtenAs(value)}"`);
  if (flag.type !== 'number' && !Number.isSafeInteger(number))
    return refuse(where, `needs a whole number, not ${text}`);
  const { min = -Infinity, max = Infinity } = flag;
  if (number < min || number > max) {
    const range = max === Infinity ? `at least ${min}` : `between ${min} and ${max}`;
    return refuse(where, `needs a number ${range}, not ${text}`);
  }
  return number;
}

function asJobs(value: unknown, where: string): number {
  const text = writtenAs(value).trim();
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  return refuse(where, `needs auto or a number of threads from 1 to 999, not "${text}"`);
}

/** An integer stays one ("5" and 5 are the same seed on the command line); anything else is a text. */
function asSeed(value: unknown, where: string): number | string {
  const text = asText(value, where);
  if (!/^\d+$/.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : refuse(where, 'an integer seed is at most 2^53−1');
}

function asDatasets(value: unknown, where: string): Record<string, string> {
  const datasets: Record<string, string> = Object.create(null);
  const pairs =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : [value].flat().map((item) => splitDataset(asText(item, where).trim(), where));
  for (const [name, file] of pairs) {
    if (Object.hasOwn(datasets, name))
      refuse(
        where,
        name === ''
          ? `"${datasets[name] ?? ''}" and "${asText(file, where)}" have no name: write NAME=FILE for all but the history`
          : `dataset "${name}" is there twice`,
      );
    datasets[name] = asText(file, where);
  }
  return datasets;
}

/** A file alone has no name: commands that read one history take it so, `run` needs a name. */
function splitDataset(text: string, where: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 0) return ['', text];
  return equals > 0 && equals < text.length - 1
    ? [text.slice(0, equals), text.slice(equals + 1)]
    : refuse(where, `needs NAME=FILE, not "${text}"`);
}

/**
 * The value of a setting, checked.
 * @param value text from a flag or the environment, or a value from a settings file
 * @param where how messages name it, e.g. `--turns` or `PULSE_TURNS`
 * @throws PulseError `option-invalid` with one line that says what was needed
 */
export function parseValue(flag: Flag, value: unknown, where: string): SettingValue {
  switch (flag.type) {
    case 'switch':
      return (
        SWITCH_WORDS.get(writtenAs(value).trim().toLowerCase()) ??
        refuse(where, `is on or off, not "${writtenAs(value)}"`)
      );
    case 'integer':
    case 'precision':
    case 'number':
      return asNumber(flag, value, where);
    case 'seed':
      return asSeed(value, where);
    case 'dataset':
      return asDatasets(value, where);
    case 'list':
      return [value].flat().flatMap((item) => asText(item, where).split(','));
    case 'texts':
      return [value].flat().map((item) => asText(item, where));
    case 'choice': {
      const text = asText(value, where);
      // what a command takes of its own is asked once the command is known
      if (flag.forCommands !== undefined) return text;
      const choices = flag.choices ?? [];
      if (choices.includes(text)) return text;
      return refuse(where, `is ${choices.join(' or ')}, not "${text}"`, hintNearest(text, choices));
    }
    case 'jobs':
      return value === 'auto' ? value : asJobs(value, where);
    case 'share': {
      const text = asText(value, where);
      if (readMaxErrors(text) !== null) return text;
      return refuse(where, `needs a number of records or a share like 5%, not "${text}"`);
    }
    case 'file':
      return Array.isArray(value) ? value.map((file) => asText(file, where)) : asText(value, where);
    case 'folder':
    case 'model':
    case 'text':
      return asText(value, where);
  }
}
