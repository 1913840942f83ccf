import { PulseError } from '@pulse-stream/worldstate';
import { WRITTEN_SHORT } from '@pulse-stream/worldstate/internal';
import type { ScenarioRef } from './review.ts';

/** The forecast of one target: a value for each turn ahead; NaN where the record has none. */
export interface ReadTarget {
  readonly name: string;
  readonly unit: string | null;
  readonly mean: readonly number[];
  readonly sd: readonly number[];
  /** Ends of the central 80 % interval. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Value at turn 0 in the unit of the target; null: the record says it in another unit. */
  readonly start: number | null;
}

/** What a review reads of a result. */
export interface ReadResult {
  readonly kind: 'result';
  readonly scenario: ScenarioRef;
  readonly gated: boolean;
  readonly config: Json;
  readonly run: Json;
  readonly group: string | null;
  readonly horizon: readonly number[];
  readonly targets: readonly ReadTarget[];
  readonly events: readonly { readonly name: string; readonly probability: number }[];
  readonly calibration: string | null;
  readonly verdict: string | null;
  readonly confidence: number | null;
  readonly fragility: number | null;
  readonly risk: number | null;
  readonly trustLabel: string | null;
  readonly action: string | null;
  readonly tag: string | null;
  readonly warnings: readonly { readonly type: string; readonly message: string }[];
}

/** What a review reads of a failure. */
export interface ReadFailure {
  readonly kind: 'failure';
  readonly scenario: ScenarioRef;
  readonly type: string;
  readonly message: string;
  readonly path: string | null;
  readonly hint: string | null;
}

export type Json = Readonly<Record<string, unknown>>;

const SCHEMAS: ReadonlySet<unknown> = new Set([1, 2]);
const STATUSES: ReadonlySet<unknown> = new Set(['complete', 'gated']);
/** What a result must have to be judged with the others. */
const NEEDED = ['config', 'run', 'forecast', 'shadow_monitor', 'assessment', 'warnings'] as const;
const NEEDED_OF_FORECAST = ['horizon', 'targets', 'events', 'attribution'] as const;
/** The levels between which the central 80 % lie. */
const [LOW, HIGH] = ['0.1', '0.9'];

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/**
 * Reads one line of an output, as it was parsed.
 * @param nth its 1-based number, to be named
 * @throws PulseError `input-unreadable` for what is no record; `option-invalid` for a result that
 *   lacks what a review needs
 */
export function readRecord(record: unknown, nth: number): ReadResult | ReadFailure {
  const line = isObject(record) ? numberOf(record['line']) : null;
  if (!isObject(record) || line === null || !SCHEMAS.has(record['schema']))
    throw new PulseError('input-unreadable', `record ${nth} is no record of a run`);
  const scenario = { id: textOf(record['id']), line, source: textOf(record['source']) };
  const { kind, status, error } = record;
  if (kind === 'failure' && isObject(error) && typeof error['type'] === 'string')
    return {
      kind,
      scenario,
      type: error['type'],
      message: textOf(error['message']) ?? '',
      path: textOf(error['path']),
      hint: textOf(error['hint']),
    };
  if (kind !== 'result' || !STATUSES.has(status))
    throw new PulseError('input-unreadable', `record ${nth} is no record of a run`);
  return readResult(record, scenario, nth);
}

function refuseParts(record: Json, nth: number): void {
  const forecast = record['forecast'];
  const missing = [
    ...NEEDED.filter((key) => typeof record[key] !== 'object' || record[key] === null),
    ...(isObject(forecast)
      ? NEEDED_OF_FORECAST.filter((key) => !(key in forecast)).map((key) => `forecast.${key}`)
      : []),
  ];
  if (missing.length > 0)
    throw new PulseError(
      'option-invalid',
      `record ${nth} has no ${missing.join(', no ')}: it was ${WRITTEN_SHORT}; a review needs ${NEEDED.join(', ')}`,
    );
}

function readResult(record: Json, scenario: ScenarioRef, nth: number): ReadResult {
  refuseParts(record, nth);
  const [config, run, forecast, assessment] = [
    objectOf(record['config']),
    objectOf(record['run']),
    objectOf(record['forecast']),
    objectOf(record['assessment']),
  ];
  const horizon = listOf(forecast['horizon']).flatMap((turn) => numberOf(turn) ?? []);
  const attribution = objectOf(forecast['attribution']);
  return {
    kind: 'result',
    scenario,
    gated: record['status'] === 'gated',
    config,
    run,
    group: textOf(config['group']),
    horizon,
    targets: Object.entries(objectOf(forecast['targets'])).map(([name, target]) =>
      readTarget(name, objectOf(target), objectOf(attribution[name])),
    ),
    events: listOf(forecast['events']).flatMap((item) => {
      const { name, probability } = objectOf(item);
      return typeof name === 'string' && typeof probability === 'number'
        ? { name, probability }
        : [];
    }),
    calibration: textOf(forecast['calibration']),
    verdict: textOf(objectOf(record['shadow_monitor'])['verdict']),
    confidence: numberOf(assessment['confidence']),
    fragility: numberOf(assessment['fragility']),
    risk: numberOf(assessment['risk']),
    trustLabel: textOf(assessment['trust_label']),
    // schema 1 said what is advised there
    action: textOf(assessment['action']) ?? textOf(assessment['gate']),
    tag: textOf(objectOf(assessment['symbolic'])['tag']),
    warnings: listOf(record['warnings']).flatMap((item) => {
      const { type, message } = objectOf(item);
      return typeof type === 'string' ? { type, message: textOf(message) ?? '' } : [];
    }),
  };
}

function readTarget(name: string, target: Json, attribution: Json): ReadTarget {
  const quantiles = objectOf(target['quantiles']);
  const unit = textOf(target['unit']);
  const values = (list: unknown): number[] =>
    listOf(list).map((value) => numberOf(value) ?? Number.NaN);
  return {
    name,
    unit,
    mean: values(target['mean']),
    sd: values(target['sd']),
    low: values(quantiles[LOW]),
    high: values(quantiles[HIGH]),
    start: textOf(attribution['unit']) === unit ? numberOf(attribution['start']) : null,
  };
}
