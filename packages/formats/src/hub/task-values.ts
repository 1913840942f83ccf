import type { ResultRecord } from '@pulse-stream/worldstate';
import { readTimeLabels, splitValueOf } from '@pulse-stream/worldstate/internal';
import type { HubMapping, Place, Source } from './hub-mapping.ts';
import { refuseFor } from './hub-rule.ts';
import { Scalar } from './hub-tasks.ts';

/** One forecast of a record: a target, or an event that stands for one, at a horizon. */
export interface ForecastPlace {
  readonly record: ResultRecord;
  readonly target: string;
  /** null: an event of the model, whose turn no record says. */
  readonly horizon: number | null;
}

/** The value of a task id; null: the record says none. */
export type TaskValue = Scalar | null;

/** What a value is read from when neither the mapping nor `meta` says it. */
const DEFAULTS: ReadonlyMap<string, Place> = new Map([
  ['target', 'target'],
  ['horizon', 'horizon'],
  ['target_date', 'label'],
  ['target_end_date', 'label'],
  ['origin_date', 'origin'],
  ['forecast_date', 'origin'],
  ['reference_date', 'origin'],
  ['location', 'location'],
  ['scenario_id', 'group'],
]);

/** How a record is called in messages. */
export const nameOf = ({ id, line }: ResultRecord): string =>
  id === undefined ? `line ${line}` : `scenario "${id}" (line ${line})`;

const READERS: Readonly<Record<Place, (place: ForecastPlace) => unknown>> = {
  target: ({ target }) => target,
  horizon: ({ horizon }) => horizon,
  label: ({ record: { forecast }, horizon }) =>
    horizon === null ? undefined : forecast.labels?.[forecast.horizon.indexOf(horizon)],
  origin: ({ record }) => record.forecast.origin?.label,
  dataset: ({ record }) => record.forecast.origin?.dataset,
  location: ({ record }) => splitValueOf(record.forecast.origin?.dataset),
  group: ({ record }) => record.config.group,
  id: ({ record }) => record.id,
};

function metaOf({ config: { meta } }: ResultRecord, key: string): unknown {
  return typeof meta === 'object' && meta !== null && Object.hasOwn(meta, key)
    ? // its own key, as was just seen
      (meta as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function readFrom(place: ForecastPlace, source: Source): unknown {
  for (const [known, read] of Object.entries(READERS)) if (known === source) return read(place);
  return metaOf(place.record, source.slice('meta.'.length));
}

/** Where the value of a task id comes from when the mapping does not say it. */
export function sourceName(taskId: string, { record }: ForecastPlace): Source {
  if (metaOf(record, taskId) !== undefined) return `meta.${taskId}`;
  return DEFAULTS.get(taskId) ?? `meta.${taskId}`;
}

/** A horizon, or a date, moved. */
function move(value: Scalar, by: number, taskId: string, place: ForecastPlace): Scalar {
  if (typeof value === 'number') return value + by;
  const { labels } = readTimeLabels([String(value)]);
  const [label] = labels ?? [];
  if (label?.grain !== 'day' || label.day === null)
    return refuseFor(
      'dates',
      `${taskId} of ${nameOf(place.record)} adds days to "${String(value)}", which is no date`,
    );
  return label.write({ at: label.at + by, day: label.day + by });
}

/**
 * The value of a task id for one forecast.
 * @returns null where the record does not say it, undefined where the mapping leaves it out
 */
export function readTaskValue(
  taskId: string,
  place: ForecastPlace,
  mapping: HubMapping,
): TaskValue | undefined {
  const source = mapping.tasks.get(taskId) ?? { from: sourceName(taskId, place) };
  if ('value' in source) return source.value;
  const { data: value } = Scalar.safeParse(readFrom(place, source.from));
  if (value === undefined) return null;
  const { add = 0, values = {} } = source;
  const known = String(value);
  if (Object.hasOwn(values, known)) return values[known] ?? undefined;
  return add === 0 ? value : move(value, add, taskId, place);
}
