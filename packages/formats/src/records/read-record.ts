import type { OutputRecord } from '@pulse-stream/worldstate';

/** A record that can be made a row, or why it cannot. */
export type ReadRecord =
  | { readonly record: OutputRecord; readonly problem: null }
  | { readonly record: null; readonly problem: RecordProblem };

/** Why something is no record that can be made a row. */
export interface RecordProblem {
  /** `foreign`: it is no record of this program; `partial`: it is one, but cut down. */
  readonly kind: 'foreign' | 'partial';
  /** A sentence without its subject, e.g. "is no record". */
  readonly message: string;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumbers = (value: unknown, length: number): boolean =>
  Array.isArray(value) && value.length === length && value.every((item) => Number.isFinite(item));
const isText = (value: unknown): boolean => typeof value === 'string';
const isAbsentOr = (value: unknown, test: (value: unknown) => boolean): boolean =>
  value === undefined || test(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

/** Schemas of records that are read. */
const SCHEMAS: ReadonlySet<unknown> = new Set([1, 2]);
/** What rows are made of, beside the place of the record. */
const NEEDED = ['config', 'run', 'final_state', 'forecast'] as const;

const foreign = (message: string): ReadRecord => ({
  record: null,
  problem: { kind: 'foreign', message },
});

/**
 * Looks at everything of a record that rows are made of.
 * @param value a line of an output, parsed
 */
export function readRecord(value: unknown): ReadRecord {
  if (!isObject(value)) return foreign('is no record');
  const { kind, schema, id, source, line, batch_index: index } = value;
  if (kind !== 'result' && kind !== 'failure') return foreign('is neither a result nor a failure');
  if (!SCHEMAS.has(schema)) return foreign('is of a schema that is not known here');
  if (![line, index].every(isCount) || ![id, source].every((text) => isAbsentOr(text, isText)))
    return foreign(`lacks what a ${kind} has`);
  if (kind === 'result') {
    const missing = NEEDED.filter((key) => value[key] === undefined);
    if (missing.length > 0)
      return {
        record: null,
        problem: { kind: 'partial', message: `has no ${missing.join(', ')}` },
      };
  }
  if (!(kind === 'failure' ? isFailureWhole(value) : isResultWhole(value)))
    return foreign(`lacks what a ${kind} has`);
  // every leaf that rows are made of has been looked at
  return { record: value as OutputRecord, problem: null };
}

function isFailureWhole({ error, line_sha256: sha256 }: Json): boolean {
  if (!isObject(error) || !isAbsentOr(sha256, isText)) return false;
  const { type, stage, message, path, hint, raw } = error;
  return (
    [type, stage, message].every(isText) &&
    [path, hint, raw].every((text) => isAbsentOr(text, isText))
  );
}

function isResultWhole({
  status,
  config,
  run,
  final_state: state,
  trace,
  forecast,
}: Json): boolean {
  return (
    isText(status) &&
    isObject(config) &&
    isAbsentOr(config['group'], isText) &&
    isAbsentOr(config['forecast'], isAsked) &&
    isObject(run) &&
    isText(run['model']) &&
    isState(state) &&
    isAbsentOr(trace, (turns) => Array.isArray(turns) && turns.every(isTurn)) &&
    isObject(forecast) &&
    isForecast(forecast)
  );
}

/** What a scenario asked of its forecast: of its events the turns are read. */
const isAsked = (asked: unknown): boolean =>
  isObject(asked) &&
  isAbsentOr(
    asked['events'],
    (events) =>
      Array.isArray(events) &&
      events.every(
        (event) =>
          isObject(event) && [event['at'], event['by']].every((turn) => isAbsentOr(turn, isCount)),
      ),
  );

const isMap = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((item) => Number.isFinite(item));

function isState(state: unknown): boolean {
  if (!isObject(state) || !isCount(state['turn'])) return false;
  const { overlays, variables, capital, values } = state;
  return [overlays, variables, capital].every(isMap) && isAbsentOr(values, isMap);
}

/** A summary of a turn has no values. */
const isTurn = (turn: unknown): boolean =>
  isObject(turn) && (turn['overlays'] === undefined || isState(turn));

/** A label is a text, or a number where turns are counted. */
const isOrigin = ({ dataset, label }: Json): boolean =>
  isAbsentOr(dataset, isText) &&
  isAbsentOr(label, (value) => isText(value) || Number.isFinite(value));

function isForecast({ origin = null, horizon, labels, targets, events }: Json): boolean {
  if (!Array.isArray(horizon) || !horizon.every(isCount)) return false;
  const count = horizon.length;
  return (
    (origin === null || (isObject(origin) && isOrigin(origin))) &&
    isAbsentOr(labels, (texts) => Array.isArray(texts) && texts.length === count) &&
    isAbsentOr(labels, (texts) => Array.isArray(texts) && texts.every(isText)) &&
    isObject(targets) &&
    Object.values(targets).every((target) => isTarget(target, count)) &&
    Array.isArray(events) &&
    events.every(
      (event) => isObject(event) && isText(event['name']) && isNumbers([event['probability']], 1),
    )
  );
}

/** Per horizon the value of every member. */
const isMembers = (drawn: unknown, count: number): boolean =>
  Array.isArray(drawn) &&
  drawn.length === count &&
  drawn.every((values) => Array.isArray(values) && isNumbers(values, values.length));

function isTarget(target: unknown, count: number): boolean {
  if (!isObject(target)) return false;
  const { unit, mean, median, sd, quantiles, members } = target;
  const isSeries = (values: unknown): boolean => values === null || isNumbers(values, count);
  return (
    (unit === null || isText(unit)) &&
    isNumbers(mean, count) &&
    isSeries(median) &&
    isSeries(sd) &&
    isAbsentOr(members, (drawn) => isMembers(drawn, count)) &&
    (quantiles === null ||
      (isObject(quantiles) &&
        Object.entries(quantiles).every(
          ([level, values]) => Number.isFinite(Number(level)) && isNumbers(values, count),
        )))
  );
}
