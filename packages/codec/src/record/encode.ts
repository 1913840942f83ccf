import {
  FailureRecord,
  PulseError,
  ResultRecord,
  type OutputRecord,
} from '@pulse-stream/worldstate';
import { EchoedConfig } from '@pulse-stream/worldstate/internal';
import { planPrinting, type PrintPlan } from './print-plan.ts';
import type { RecordSelection } from './selection.ts';
import { printSelected } from './print-selected.ts';
import { digitsOf, fieldsOf, print, type Digits } from './print-value.ts';
import { EXACT_DIGITS, UnprintableError } from './print-number.ts';

/** How records are written. */
export interface EncodeOptions {
  /** Significant digits of ensemble statistics, 1..17; 17 = exact. Default 6. */
  readonly precision?: number | undefined;
  /** The `meta` of the line as it stands there (`readMetaText`); absent: printed as it was parsed. */
  readonly meta?: string | null | undefined;
  /** What of a result record is written; default: all of it. Failure records are always whole. */
  readonly select?: RecordSelection | null | undefined;
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

/**
 * Writes one record as one line of JSON without its line end: keys in the order of DESIGN.md §3 at
 * every level, maps in their own order. Ensemble statistics (forecast targets, event probabilities,
 * numbers of gravity, shadow_monitor and assessment) have `precision` significant digits; everything
 * else (control run, attribution, a forecast of one path) reads back as the same double.
 * @throws PulseError `option-invalid` for a precision out of range
 * @throws Error for what no whole record may hold (NaN, infinities, a missing or an unknown key): a bug
 */
export function encodeRecord(record: OutputRecord, options: EncodeOptions = {}): string {
  const { select = null } = options;
  return withPlan(record, options, (plan, digits) =>
    select === null || record.kind === 'failure'
      ? print(record, plan, digits)
      : printSelected(record, plan, digits, select),
  );
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
  return withPlan(record, options, (plan, digits) => {
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

/** Runs a printer with the digits of a record; says where the record holds what cannot be printed. */
export function withPlan<T>(
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
