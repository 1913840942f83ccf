import type { CompiledModel } from '@pulse-stream/simulator';
import type { ScenarioConfig } from '@pulse-stream/worldstate';

/** What the limits are checked against. */
export interface ScenarioSize {
  readonly config: ScenarioConfig;
  readonly compiled: CompiledModel;
  /** Size of the input line: the record repeats the config. */
  readonly lineBytes: number;
  /** How many more ensembles assess "full" computes. */
  readonly reruns: number;
  /** Whether the record carries the members. */
  readonly keepMembers?: boolean | undefined;
  /** Whether it carries the quantiles before calibration as well. */
  readonly calibrates?: boolean | undefined;
}

/** The size of a record in bytes, by part. */
export interface RecordBytes {
  readonly trace: number;
  readonly forecast: number;
  /** Of kept members. */
  readonly members: number;
  readonly rest: number;
}

export const sumBytes = ({ trace, forecast, members, rest }: RecordBytes): number =>
  Math.ceil(trace + forecast + members + rest);

/** Default horizons: every turn up to 60, else 60 of them (DESIGN.md §3). */
const DEFAULT_HORIZONS = 60;

// Most bytes of the parts of a record, the comma after them included.
/** −1.7976931348623157e+308: also a statistic of few digits may be a long integer. */
const DOUBLE_BYTES = 25;
/** Quotes and colon of a key. */
const KEY_BYTES = 4;
/** Ids, seeds, source, gate, reasons and every key that is always there. */
const FRAME_BYTES = 24 * 1024;
/** Of a turn beside its values: keys and the number of the turn. */
const TURN_BYTES = 160;
const HORIZON_BYTES = 7;
/** A date, as horizons are labelled after a history. */
const LABEL_BYTES = 24;
/** Of a target beside its name and its numbers: keys, in `targets` and in `attribution`. */
const TARGET_BYTES = 240;
/** `"rule.ID":` or `"gravity.drift":` and a double. */
const PART_BYTES = 24 + DOUBLE_BYTES;
/** Parts that are no rules: decay, measurement, intervention, those of gravity, noise, bounds, calibration. */
const OTHER_PARTS = 16;
const EVENT_BYTES = 100;
/** Of a slot in gravity or in the shadow monitor, beside its name. */
const WATCHED_BYTES = 100 + 3 * DOUBLE_BYTES;
/** Critical variables that options may name. */
const MOST_CRITICAL = 1000;
const LONGEST_NAME = 64;
/** Texts of a warning. */
const WARNING_BYTES = 240;
/** `1e20,` of a line is printed in 22 bytes; nothing grows more. */
const MOST_GROWTH = 4.5;
/** Longer lines are printed to know their size. */
const LONG_LINE = 4096;

const encoder = new TextEncoder();
/** Printable ASCII without quotes and backslashes: a byte a character, as it stands. */
const PLAIN = /^[ !#-[\]-~]*$/;
/** Of a text with its quotes and a comma. */
const textBytes = (text: string): number =>
  PLAIN.test(text) ? text.length + 3 : encoder.encode(JSON.stringify(text)).length + 1;

/** How many horizons and targets a scenario asks for. */
export function forecastShape({ config, compiled }: ScenarioSize): {
  horizons: number;
  targets: number;
} {
  const asked = config.forecast?.horizons ?? compiled.horizons;
  return {
    horizons: asked?.length ?? Math.min(config.turns, DEFAULT_HORIZONS),
    targets: config.forecast?.targets?.length ?? compiled.targets.length,
  };
}

/**
 * The size of a record in bytes before it is computed, by part: never less than it will have (a test
 * holds it to records of generated models and scenarios).
 */
export function estimateRecordBytes(size: ScenarioSize): RecordBytes {
  const { compiled } = size;
  const strange = strangeNames(size);
  // nobody sees what delays remember
  const seen = compiled.names.filter((_, slot) => compiled.kinds[slot] !== 'hidden');
  const values = valueBytes([...seen, ...strange]);
  return {
    trace: traceBytes(size, values),
    forecast: forecastBytes(size),
    members: memberBytes(size),
    rest: FRAME_BYTES + echoBytes(size) + values + watchedBytes(size) + warningBytes(size, strange),
  };
}

/** Of the values of these slots. */
function valueBytes(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + name.length + KEY_BYTES + DOUBLE_BYTES, 0);
}

/** Undeclared names, each once: they become dynamic overlays. */
function strangeNames({ config, compiled }: ScenarioSize): ReadonlySet<string> {
  const strange = new Set<string>();
  const look = (names: Readonly<Record<string, number>>): void => {
    for (const name of Object.keys(names)) if (!compiled.index.has(name)) strange.add(name);
  };
  look(config.state_overrides);
  for (const { set, add } of config.interventions) look(set ?? add ?? {});
  return strange;
}

/** @param values bytes of the values of all slots */
function traceBytes(size: ScenarioSize, values: number): number {
  const { trace, turns } = size.config;
  if (trace === 'none') return 0;
  if (typeof trace === 'string') return turns * turnBytes(size, trace === 'full' ? values : 0);
  const { every = 1, names } = trace;
  return (
    Math.floor(turns / every) * turnBytes(size, names === undefined ? values : valueBytes(names))
  );
}

/** @param values bytes of the values that a turn shows */
function turnBytes({ compiled }: ScenarioSize, values: number): number {
  const fired = compiled.rules.reduce((sum, { id }) => sum + id.length + 3, 0);
  const tags = compiled.model.tags.map(({ code, label }) => code.length + textBytes(label));
  return TURN_BYTES + fired + Math.max(0, ...tags) + 2 * values;
}

function forecastBytes(size: ScenarioSize): number {
  const { config, compiled } = size;
  const { horizons, targets } = forecastShape(size);
  // one path has no quantiles
  const isPath = (config.members ?? compiled.model.members) === 1;
  const quantiles = isPath ? [] : (config.forecast?.quantiles ?? compiled.quantiles);
  const levels = quantiles.reduce((sum, level) => sum + String(level).length + KEY_BYTES + 3, 0);
  const quantileRows = quantiles.length * (size.calibrates === true ? 2 : 1);
  const rows = isPath ? 1 : quantileRows + 3;
  const names = config.forecast?.targets ?? compiled.targets.map((slot) => compiled.names[slot]);
  const units = compiled.runSlots.map(({ unit }) => textBytes(unit ?? ''));
  const hasLabels =
    config.observations !== undefined || (config.start ?? compiled.clock.label) !== null;
  const parts = compiled.rules.reduce((sum, { id }) => sum + id.length + PART_BYTES, 0);
  const perTarget =
    TARGET_BYTES +
    (size.calibrates === true ? 2 : 1) * levels +
    rows * horizons * DOUBLE_BYTES +
    2 * Math.max(...units) +
    parts +
    OTHER_PARTS * PART_BYTES;
  const events = config.forecast?.events ?? compiled.events;
  return (
    horizons * (HORIZON_BYTES + (hasLabels ? LABEL_BYTES : 0)) +
    targets * perTarget +
    names.reduce((sum, name = '') => sum + 2 * name.length, 0) +
    events.reduce((sum, { name }) => sum + name.length + EVENT_BYTES, 0)
  );
}

function memberBytes(size: ScenarioSize): number {
  const members = size.config.members ?? size.compiled.model.members;
  if (size.keepMembers !== true || members === 1) return 0;
  const { horizons, targets } = forecastShape(size);
  return members * horizons * targets * DOUBLE_BYTES;
}

/** The config as the record repeats it. */
function echoBytes({ config, lineBytes }: ScenarioSize): number {
  if (lineBytes <= LONG_LINE) return MOST_GROWTH * lineBytes;
  return Math.max(lineBytes, textBytes(JSON.stringify(config)));
}

/** What the shadow monitor says of the slots it watches, and gravity of those it learned. */
function watchedBytes({ config, compiled }: ScenarioSize): number {
  const { names } = compiled;
  const targets = config.forecast?.targets?.length ?? compiled.targets.length;
  const watched = Math.max(targets, Math.min(MOST_CRITICAL, names.length));
  const monitor = watched * (LONGEST_NAME + WATCHED_BYTES);
  if (config.observations === undefined) return monitor;
  // a learned slot may be named in five warnings about what was learned
  return monitor + names.reduce((sum, name) => sum + 7 * name.length + WATCHED_BYTES, 0);
}

function warningBytes({ config, compiled }: ScenarioSize, strange: ReadonlySet<string>): number {
  const model = textBytes(compiled.model.name);
  let bytes = 0;
  // set where it may not be: the name in the message and in the path, two numbers
  for (const name of [...Object.keys(config.state_overrides), ...Object.keys(config.params)])
    bytes += WARNING_BYTES + 2 * name.length;
  for (const name of strange) bytes += WARNING_BYTES + 3 * name.length + 64 + model;
  for (const { turn } of config.interventions) if (turn > config.turns) bytes += WARNING_BYTES;
  for (const { name } of config.forecast?.events ?? compiled.events)
    bytes += WARNING_BYTES + name.length;
  return bytes;
}
