import {
  EchoedConfig,
  FailureRecord,
  PulseError,
  ResultRecord,
  type OutputRecord,
} from '@pulse-stream/worldstate';
import { planPrinting, type PlannedKey, type PrintPlan } from './print-plan.ts';
import { EXACT_DIGITS, printNumber, UnprintableError } from './print-number.ts';

/** How records are written. */
export interface EncodeOptions {
  /** Significant digits of ensemble statistics, 1..17; 17 = exact. Default 6. */
  readonly precision?: number | undefined;
  /** The `meta` of the line as it stands there (`readMetaText`); absent: printed as it was parsed. */
  readonly meta?: string | null | undefined;
}

/** Enough for Monte Carlo error (PERFORMANCE.md §2.7). */
export const DEFAULT_PRECISION = 6;

export const RESULT_PLAN = planPrinting(ResultRecord, {
  'forecast.targets': 'target',
  'forecast.events': 'statistic',
  gravity: 'statistic',
  shadow_monitor: 'statistic',
  assessment: 'statistic',
  // a reading of the control run, which is never rounded
  'assessment.symbolic': 'exact',
  'config.meta': 'source',
});

const META = { meta: 'source' } as const;

export const CONFIG_PLAN = planPrinting(EchoedConfig, META);

export const FAILURE_PLAN = withConfig(
  planPrinting(FailureRecord),
  planPrinting(EchoedConfig, META, true),
);

/** The config of a failure may be one that was refused: known keys in order, then the others. */
function withConfig(plan: PrintPlan, config: PrintPlan): PrintPlan {
  const keys = plan.keys?.map((key) => (key.name === 'config' ? { ...key, plan: config } : key));
  return { ...plan, keys: keys ?? null };
}

/** Digits in force for one record. */
interface Digits {
  readonly statistic: number;
  readonly target: number | null;
  /** Text of its `meta`; null: printed as it was parsed. */
  readonly meta: string | null;
}

/**
 * Writes one record as one line of JSON without its line end: keys in the order of DESIGN.md §3 at
 * every level, maps in their own order. Ensemble statistics (forecast targets, event probabilities,
 * numbers of gravity, shadow_monitor and assessment) have `precision` significant digits; everything
 * else (control run, attribution, a forecast of one path) reads back as the same double.
 * @throws PulseError `option-invalid` for a precision out of range
 * @throws Error for what no record may hold (NaN, infinities, a missing or an unknown key): a bug
 */
export function encodeRecord(record: OutputRecord, options: EncodeOptions = {}): string {
  return printing(record, options, (plan, digits) => print(record, plan, digits));
}

/**
 * Writes a config as it stands in its record.
 * @param meta see `EncodeOptions`
 */
export function encodeConfig(config: EchoedConfig, meta: string | null = null): string {
  return print(config, CONFIG_PLAN, { statistic: EXACT_DIGITS, target: null, meta });
}

/** Where values differ between records, as paths like `forecast.targets.hope.mean[2]`. */
export interface HolePaths {
  readonly numbers: ReadonlyMap<string, number>;
  readonly texts: ReadonlyMap<string, number>;
}

/** One place for a value. */
export interface RecordHole {
  /** ≥ 0: of a number; below: −1 − the index of a text. */
  readonly index: number;
  /** Significant digits of a number; null: all. */
  readonly digits: number | null;
  /** What the example has there, as it is printed. */
  readonly text: string;
  /** The same as a number; NaN when it is none. */
  readonly value: number;
}

/** A record printed with holes: the texts before, between and after them. */
export interface CutRecord {
  readonly texts: readonly string[];
  readonly holes: readonly RecordHole[];
}

/**
 * Writes a record as `encodeRecord` does, but for the values at these paths: they are left out.
 * @throws Error for a path that the record does not have
 */
export function cutRecord(
  record: OutputRecord,
  paths: HolePaths,
  options: EncodeOptions = {},
): CutRecord {
  return printing(record, options, (plan, digits) => {
    const cut = { texts: [''], holes: new Array<RecordHole>(), paths, digits };
    cutValue(record, plan, '', cut);
    const missed = paths.numbers.size + paths.texts.size - cut.holes.length;
    if (missed !== 0) throw new Error(`${missed} holes are not in the record`);
    return cut;
  });
}

interface Cutting {
  readonly texts: string[];
  readonly holes: RecordHole[];
  readonly paths: HolePaths;
  readonly digits: Digits;
}

function addText({ texts }: Cutting, text: string): void {
  texts[texts.length - 1] += text;
}

function cutValue(value: unknown, plan: PrintPlan | null, path: string, cut: Cutting): void {
  const number = cut.paths.numbers.get(path);
  const text = cut.paths.texts.get(path);
  if (number !== undefined || text !== undefined) {
    const index = number ?? -1 - (text ?? 0);
    cut.holes.push({
      index,
      digits: digitsOf(plan, cut.digits),
      text: print(value, plan, cut.digits),
      value: typeof value === 'number' ? value : NaN,
    });
    cut.texts.push('');
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      addText(cut, index === 0 ? '[' : ',');
      cutValue(item, plan?.item ?? null, `${path}[${index}]`, cut);
    }
    addText(cut, value.length === 0 ? '[]' : ']');
  } else if (typeof value === 'object' && value !== null) {
    addText(cut, '{');
    let comma = '';
    for (const [key, field, inner] of fieldsOf(value, plan)) {
      addText(cut, `${comma}${JSON.stringify(key)}:`);
      cutValue(field, inner, path === '' ? key : `${path}.${key}`, cut);
      comma = ',';
    }
    addText(cut, '}');
  } else addText(cut, print(value, plan, cut.digits));
}

/** The fields of an object that are printed, in order, with their plans. */
function fieldsOf(value: object, plan: PrintPlan | null): [string, unknown, PrintPlan | null][] {
  const fields: [string, unknown][] = Object.entries(value).filter(
    ([, field]) => field !== undefined,
  );
  const keys = plan?.keys ?? null;
  if (keys === null) return fields.map(([key, field]) => [key, field, plan?.item ?? null]);
  const known = keys.flatMap(({ name, plan: inner }): [string, unknown, PrintPlan | null][] => {
    const field = fields.find(([key]) => key === name);
    return field === undefined ? [] : [[name, field[1], inner]];
  });
  if (known.length !== fields.length) throw new UnprintableError('a key is not of the record');
  return known;
}

/** Runs a printer with the digits of a record; says where the record holds what cannot be printed. */
function printing<T>(
  record: OutputRecord,
  { precision = DEFAULT_PRECISION, meta = null }: EncodeOptions,
  run: (plan: PrintPlan, digits: Digits) => T,
): T {
  if (!Number.isInteger(precision) || precision < 1 || precision > EXACT_DIGITS)
    throw new PulseError('option-invalid', `precision is an integer from 1 to ${EXACT_DIGITS}`);
  const isPath =
    record.kind === 'result' && (record.run.members === 1 || record.run.member !== undefined);
  const digits: Digits = { statistic: precision, target: isPath ? null : precision, meta };
  const plan = record.kind === 'result' ? RESULT_PLAN : FAILURE_PLAN;
  try {
    return run(plan, digits);
  } catch (error) {
    if (!(error instanceof UnprintableError)) throw error;
    const place = findUnprintable(record) ?? 'the record';
    throw new Error(`line ${record.line}: ${error.message} (${place})`, { cause: error });
  }
}

function print(value: unknown, plan: PrintPlan | null, digits: Digits): string {
  switch (typeof value) {
    case 'number':
      return printNumber(value, digitsOf(plan, digits));
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (plan?.rounding === 'source' && digits.meta !== null) return digits.meta;
      if (Array.isArray(value)) return printItems(value, plan, digits);
      // typed arrays print as arrays: JSON.stringify would make objects of them
      if (value instanceof Float64Array) return printItems(Array.from(value), plan, digits);
      return plan === null || plan.keys === null
        ? printMap(value, plan?.item ?? null, digits)
        : printObject(value, plan, plan.keys, digits);
    default:
      throw new UnprintableError(`a value of type ${typeof value} cannot be printed`);
  }
}

function digitsOf(plan: PrintPlan | null, digits: Digits): number | null {
  if (plan === null || plan.rounding === 'exact' || plan.rounding === 'source') return null;
  return plan.rounding === 'target' ? digits.target : digits.statistic;
}

function printItems(items: readonly unknown[], plan: PrintPlan | null, digits: Digits): string {
  const item = plan?.item ?? null;
  let text = '[';
  for (let index = 0; index < items.length; index++)
    text += (index === 0 ? '' : ',') + print(items[index], item, digits);
  return `${text}]`;
}

function printMap(map: object, item: PrintPlan | null, digits: Digits): string {
  let text = '';
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${print(value, item, digits)}`;
  }
  return `{${text}}`;
}

function printObject(
  value: object,
  plan: PrintPlan,
  keys: readonly PlannedKey[],
  digits: Digits,
): string {
  // keys are looked up by the names of the plan only
  const fields = value as Readonly<Record<string, unknown>>;
  let text = '';
  let printed = 0;
  for (const key of keys) {
    const field = fields[key.name];
    if (field === undefined) {
      if (key.required && !plan.open) throw new UnprintableError(`the key ${key.name} is missing`);
      continue;
    }
    text += (text === '' ? '' : ',') + key.text + print(field, key.plan, digits);
    printed += 1;
  }
  const others = Object.keys(value).length === printed ? [] : findOthers(fields, keys);
  if (others.length > 0 && !plan.open)
    throw new UnprintableError(`the key ${others.join(', ')} is not of the record`);
  for (const name of others)
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${print(fields[name], null, digits)}`;
  return `{${text}}`;
}

function findOthers(
  fields: Readonly<Record<string, unknown>>,
  keys: readonly PlannedKey[],
): string[] {
  const known = new Set(keys.map(({ name }) => name));
  return Object.keys(fields).filter((name) => !known.has(name) && fields[name] !== undefined);
}

/** Path of the first number or value JSON cannot hold, for the message of the bug. */
function findUnprintable(value: unknown, path = ''): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = findUnprintable(inner, path === '' ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
