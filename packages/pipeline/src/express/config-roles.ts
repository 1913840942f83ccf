import { decodeConfigValue } from '@pulse-stream/codec';
import type { CompiledModel } from '@pulse-stream/simulator';
import type { ScenarioConfig } from '@pulse-stream/worldstate';
import type { Line } from '../batch/line.ts';
import type { ResolvedOptions } from '../world/options.ts';
import { resolveOptions } from '../world/resolve-options.ts';

/** What a key of a config means to the record of its line. */
type ConfigRole =
  /** Lines of one shape have it equal: it decides which bytes of their records are alike. */
  | 'shape'
  /** Lines of one shape may differ in it, also lines that are not decoded. */
  | 'copied'
  /** Decoded lines of one shape may differ in it: it is echoed, and computed with, for each. */
  | 'computed'
  /** Lines that say something there take the long way. */
  | 'long';

/** What `ExpressLine` and `ConfigWriter` write into a copy; another key would be that of the first line. */
type CopiedKey = 'id' | 'state_overrides';

/** A new key does not compile until it is in this table. */
const CONFIG_ROLES = {
  id: 'copied',
  turns: 'shape',
  state_overrides: 'copied',
  params: 'computed',
  series: 'long',
  start: 'long',
  interventions: 'computed',
  use_symbolism: 'shape',
  members: 'shape',
  seed: 'computed',
  gravity: 'shape',
  observations: 'long',
  mode: 'shape',
  forecast: 'shape',
  assess: 'long',
  trace: 'long',
  group: 'computed',
  meta: 'computed',
} as const satisfies {
  [Key in keyof Required<ScenarioConfig>]: Key extends CopiedKey
    ? 'copied'
    : Exclude<ConfigRole, 'copied'>;
};

/** What an option of the run means to the lane. */
type OptionRole =
  /** Whatever it says, it is the same for the example of a shape and for every line like it. */
  | 'same'
  /** It looks at whole records or changes their form: with it there is no lane. */
  | 'bars';

const OPTION_ROLES = {
  model: 'same',
  seed: 'same',
  crn: 'same',
  member: 'bars',
  strict: 'same',
  allowNames: 'same',
  gravity: 'same',
  datasets: 'same',
  gravityState: 'bars',
  ignoreColumns: 'same',
  gate: 'bars',
  precision: 'same',
  keepMembers: 'bars',
  record: 'bars',
  fields: 'bars',
  echoFull: 'same',
  debug: 'same',
  defaults: 'same',
  limits: 'same',
  thresholds: 'same',
  turnObservers: 'bars',
  runObservers: 'bars',
} as const satisfies Record<keyof ResolvedOptions, OptionRole>;

/** The keys of a table that have a role. */
function keysOf<Table extends object, Role extends Table[keyof Table]>(
  table: Table,
  role: Role,
): { [Key in keyof Table]: Table[Key] extends Role ? Key : never }[keyof Table][] {
  const keys = Object.entries(table).flatMap(([key, given]) => (given === role ? [key] : []));
  return keys as ReturnType<typeof keysOf<Table, Role>>; // keys of the table
}

const SHAPE = keysOf(CONFIG_ROLES, 'shape');
const LONG = keysOf(CONFIG_ROLES, 'long');
const COMPUTED = keysOf(CONFIG_ROLES, 'computed');
const BARS = keysOf(OPTION_ROLES, 'bars');

/** As a line decodes that says nothing; without the schema, whose making costs half of a start. */
const SILENT_CONFIG = decodeConfigValue({}) as ScenarioConfig; // an empty line is a scenario
const SILENT_OPTIONS = resolveOptions({});

/** Whether a value says no more than that nothing was said. */
function isSilent(value: unknown, silent: unknown): boolean {
  if (value === silent) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Whether the options of a run leave room for a lane. */
export function allowLane(options: ResolvedOptions): boolean {
  return BARS.every((key) => isSilent(options[key], SILENT_OPTIONS[key]));
}

/** Whether a scenario may be written without the long way. */
export function isPlain(config: ScenarioConfig): boolean {
  for (const key of LONG) if (config[key] !== SILENT_CONFIG[key]) return false;
  return true;
}

/** Whether a scenario says nothing that has to be looked up beyond its shape, id and overrides. */
export function isCommon(config: ScenarioConfig): boolean {
  for (const key of COMPUTED) if (!isSilent(config[key], SILENT_CONFIG[key])) return false;
  return true;
}

/** What a scenario leaves to chance, or takes from it, among the parameters: records tell of either. */
export function chancesOf(
  { paramDraws }: CompiledModel,
  { params }: ScenarioConfig,
): readonly string[] {
  const chances: string[] = [];
  for (const name in params) {
    const isNumber = typeof params[name] === 'number';
    if (!isNumber || paramDraws.some((draw) => draw.name === name))
      chances.push(`params.${name} ${isNumber ? 'given' : 'drawn'}`);
  }
  return chances;
}

/** The shape of the last line. */
export interface LastShape<T> {
  readonly source: string | undefined;
  readonly config: ScenarioConfig;
  /** The undeclared names that it overrides, and which of its parameters are drawn. */
  readonly beside: string;
  /** What is kept for the shape. */
  readonly known: T;
}

/** Whether `shapeKey` is the same, as far as that is seen at a glance. */
export function isSameShape(
  { source, config: last }: LastShape<unknown>,
  line: Line,
  config: ScenarioConfig,
): boolean {
  for (const key of SHAPE) if (config[key] !== last[key]) return false;
  return (
    (config.id === undefined) === (last.id === undefined) &&
    (line.source === undefined) === (source === undefined)
  );
}

/** Everything about a line that decides which bytes of its record are like those of another. */
export function shapeKey(line: Line, config: ScenarioConfig, beside: string): string {
  const values = SHAPE.map((key) => config[key]);
  const texts = [config.id === undefined, line.source === undefined, beside];
  return JSON.stringify([...texts, ...values]);
}
