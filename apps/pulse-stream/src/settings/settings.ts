import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PulseError } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';
import type { Arguments } from '../flags/arguments.ts';
import { environmentName, settingName, type Flag } from '../flags/flag.ts';
import { FLAG_BY_NAME, FLAGS } from '../flags/flag-table.ts';
import { parseValue, type SettingValue } from '../flags/parse-value.ts';

/** Where a setting comes from, weakest last. */
export type SettingSource = 'flag' | 'environment' | 'file' | 'default';

export interface Setting {
  readonly value: SettingValue;
  readonly source: SettingSource;
  /** How to name it to the user: `--turns`, `PULSE_TURNS`, `pulse.config.yaml: turns`. */
  readonly from: string;
}

/** The settings that were given, by flag name; a missing one has its default. */
export type Settings = ReadonlyMap<string, Setting>;

/** Settings files looked for in the working folder. */
const FILE_NAMES = ['pulse.config.yaml', 'pulse.config.yml', 'pulse.config.json'];

/** Largest settings file. */
const SETTINGS_BYTES = 1024 * 1024;

const SETTABLE = FLAGS.filter(({ setting }) => setting !== false);

/** What the command reads of its surroundings. */
export interface Surroundings {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Settles every setting: flags > PULSE_* environment > settings file > defaults.
 * @throws PulseError `option-invalid` for a value that does not fit or a name that does not exist;
 * `input-unreadable` for a settings file that cannot be read
 */
export async function settle(given: Arguments, surroundings: Surroundings): Promise<Settings> {
  const settings = new Map<string, Setting>();
  await readSettingsFile(given, surroundings, settings);
  readEnvironment(surroundings, settings);
  for (const [name, texts] of given.flags) {
    const flag = FLAG_BY_NAME.get(name);
    if (flag === undefined) continue;
    const { repeatable = false } = flag;
    const several = repeatable === true || (repeatable !== false && texts.length > 1);
    const value = parseValue(flag, several ? texts : texts.at(-1), `--${name}`);
    settings.set(name, { value, source: 'flag', from: `--${name}` });
  }
  return settings;
}

function readEnvironment({ environment }: Surroundings, settings: Map<string, Setting>): void {
  const byName = new Map(SETTABLE.map((flag) => [environmentName(flag), flag]));
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('PULSE_') || text === undefined) continue;
    const flag = byName.get(name);
    if (flag === undefined)
      throw new PulseError(
        'option-invalid',
        `${name} is not a setting${nearestIn(name, byName.keys())}`,
      );
    const value = parseValue(flag, flag.type === 'dataset' ? text.split(',') : text, name);
    settings.set(flag.name, { value, source: 'environment', from: name });
  }
}

function nearestIn(name: string, known: Iterable<string>): string {
  const hint = hintNearest(name, known);
  return hint === undefined ? '' : ` (${hint})`;
}

async function readSettingsFile(
  given: Arguments,
  { workingFolder }: Surroundings,
  settings: Map<string, Setting>,
): Promise<void> {
  const named = given.flags.get('config')?.at(-1);
  const file =
    typeof named === 'string' ? resolve(workingFolder, named) : findSettingsFile(workingFolder);
  if (file === undefined) return;
  const shown = typeof named === 'string' ? named : file.slice(workingFolder.length + 1);
  const value = await parseFile(await readText(file, shown), shown);
  const byName = new Map(SETTABLE.map((flag) => [settingName(flag), flag]));
  for (const [key, item] of Object.entries(value)) {
    const flag = byName.get(key);
    if (flag === undefined)
      throw new PulseError(
        'option-invalid',
        `${shown}: "${key}" is not a setting${nearestIn(key, byName.keys())}`,
      );
    const from = `${shown}: ${key}`;
    const parsed = besideFile(flag, parseValue(flag, item, from), dirname(file));
    settings.set(flag.name, { value: parsed, source: 'file', from });
  }
}

/** @throws PulseError `option-invalid` where there are several */
function findSettingsFile(folder: string): string | undefined {
  const [first, ...others] = FILE_NAMES.filter((name) => existsSync(join(folder, name)));
  if (others.length > 0)
    throw new PulseError(
      'option-invalid',
      `this folder has the settings files ${[first, ...others].join(' and ')} (keep one, or name it by --config)`,
    );
  return first === undefined ? undefined : join(folder, first);
}

async function readText(file: string, shown: string): Promise<string> {
  try {
    const { readBounded } = await import('./dataset-files.ts');
    const bytes = readBounded(file, SETTINGS_BYTES);
    if (bytes !== null) return new TextDecoder().decode(bytes);
  } catch (cause) {
    throw new PulseError('input-unreadable', `${shown}: the settings file cannot be read`, {
      cause,
    });
  }
  throw new PulseError('option-invalid', `${shown}: is larger than ${SETTINGS_BYTES} bytes`);
}

async function parseFile(text: string, shown: string): Promise<Record<string, unknown>> {
  if (text.split('\n').every((line) => /^\s*(#|$)/.test(line))) return {};
  const { readYamlText } = await import('../catalog/model-files.ts');
  const { value } = readYamlText(text, shown, 'option-invalid');
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new PulseError('option-invalid', `${shown}: needs one setting per key`);
  return { ...value };
}

/** Files named in a settings file lie beside it, wherever the command is started. */
function besideFile(flag: Flag, value: SettingValue, folder: string): SettingValue {
  if (flag.type === 'file' && typeof value === 'string') return resolve(folder, value);
  if (flag.type === 'file' && isList(value)) return value.map((file) => resolve(folder, file));
  if (flag.type === 'model' && typeof value === 'string' && /[./\\]/.test(value))
    return resolve(folder, value);
  if (flag.type === 'dataset' && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([name, file]) => [name, resolve(folder, file)]),
    );
  return value;
}

/** The value of a switch. */
export function isOn(settings: Settings, name: string): boolean {
  return settings.get(name)?.value === true;
}

/** Files by the name they are given, when there are some. */
export function filesOf(
  settings: Settings,
  name: string,
): Readonly<Record<string, string>> | undefined {
  const value = settings.get(name)?.value;
  return typeof value === 'object' && !isList(value) ? value : undefined;
}

/** `Array.isArray` does not know lists that are only read. */
const isList = (value: SettingValue | undefined): value is readonly string[] =>
  Array.isArray(value);

/** Every one of the texts that were given; none where none was. */
export function textsOf(settings: Settings, name: string): readonly string[] {
  const value = settings.get(name)?.value;
  return typeof value === 'string' ? [value] : isList(value) ? value : [];
}

/** A number, when given. */
export function numberOf(settings: Settings, name: string): number | undefined {
  const value = settings.get(name)?.value;
  return typeof value === 'number' ? value : undefined;
}

/** A text, when given. */
export function textOf(settings: Settings, name: string): string | undefined {
  const value = settings.get(name)?.value;
  return typeof value === 'string' ? value : undefined;
}
