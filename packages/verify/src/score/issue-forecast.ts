import type { CompiledModel } from '@pulse-stream/simulator';
import { centreOf } from '@pulse-stream/simulator/internal';
import { ResultRecord } from '@pulse-stream/worldstate';
import {
  IssuedForecast,
  RECORD_SCHEMA,
  type ForecastEvent,
  type IssuedEvent,
  type IssuedTarget,
} from '@pulse-stream/worldstate/internal';
import { z } from 'zod';

const { config, run, forecast, assessment } = ResultRecord.shape;

/**
 * What verification reads of a record, of this schema or the one before it (whose configs have all
 * keys); anything else may change without breaking it.
 */
const VerifiableRecord = z.object({
  kind: z.literal('result'),
  schema: z.literal([1, RECORD_SCHEMA]),
  id: ResultRecord.shape.id,
  config: config.pick({
    state_overrides: true,
    params: true,
    series: true,
    interventions: true,
    forecast: true,
    group: true,
    meta: true,
  }),
  run: run.pick({ model: true, model_hash: true, seed: true, turns: true, member: true }),
  forecast: forecast.pick({
    origin: true,
    horizon: true,
    labels: true,
    targets: true,
    events: true,
  }),
  assessment: assessment.pick({ trace_id: true }),
});
type VerifiableRecord = z.infer<typeof VerifiableRecord>;

/** Why a line holds no forecast that could be verified. */
export type NotIssued =
  | 'not-a-record'
  | 'no-run'
  | 'not-whole'
  | 'failure'
  | 'no-origin'
  | 'one-member';

/** A model with the hash that records name it by. */
export interface HashedModel {
  readonly compiled: CompiledModel;
  readonly modelHash: string;
}

const valueAt = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

/** Whether a record that lacks something lacks nothing that a part of one has: kind and schema. */
function isPart(value: unknown, { issues }: z.ZodError): boolean {
  return issues.every(
    ({ path }) => path[0] !== 'schema' && path.reduce(valueAt, value) === undefined,
  );
}

const KindOnly = z.object({ kind: z.string() });

/**
 * The forecast that a record issued, or why it issued none that could be verified.
 * @param value a parsed line: a result record, or an issued forecast of a forecast memory
 * @param model whose events a scenario has when it names none; null, or another one than the
 *   record's: the conditions of such events stay unknown
 */
export function issueForecast(
  value: unknown,
  model: HashedModel | null,
): IssuedForecast | NotIssued {
  const kind = KindOnly.safeParse(value).data?.kind;
  if (kind === 'failure') return 'failure';
  if (kind === 'forecast') return IssuedForecast.safeParse(value).data ?? 'not-a-record';
  if (kind !== undefined && kind !== 'result') return 'no-run';
  const { data: record, error } = VerifiableRecord.safeParse(value);
  if (record === undefined) return isPart(value, error) ? 'not-whole' : 'not-a-record';
  if (record.run.member !== undefined) return 'one-member';
  const { origin } = record.forecast;
  return origin === null ? 'no-origin' : describe(record, origin, model);
}

function describe(
  record: VerifiableRecord,
  origin: IssuedForecast['origin'],
  model: HashedModel | null,
): IssuedForecast {
  const { id, config: scenario, run: ran, forecast: issued, assessment: assessed } = record;
  const known = model?.modelHash === ran.model_hash ? model.compiled : null;
  const events = describeEvents(record, known);
  const params = readParams(record, known, events);
  const {
    interventions = [],
    state_overrides: overrides = {},
    series = {},
    group,
    meta,
  } = scenario;
  const isWhatIf =
    interventions.length + Object.keys(overrides).length + Object.keys(series).length > 0;
  return {
    kind: 'forecast',
    schema: 1,
    trace_id: assessed.trace_id,
    ...(id === undefined ? {} : { id }),
    model: ran.model,
    model_hash: ran.model_hash,
    ...(group === undefined ? {} : { group }),
    ...describeMeta(meta),
    seed: ran.seed,
    ...(isWhatIf ? { what_if: true as const } : {}), // the schema's literal
    origin,
    horizon: issued.horizon,
    ...(issued.labels === undefined ? {} : { labels: issued.labels }),
    targets: Object.fromEntries(
      Object.entries(issued.targets).map(([name, target]): [string, IssuedTarget] => [
        name,
        {
          unit: target.unit,
          point: target.median ?? target.mean,
          quantiles: target.quantiles,
          ...(target.members === undefined ? {} : { members: target.members }),
        },
      ]),
    ),
    events,
    ...(Object.keys(params).length === 0 ? {} : { params }),
  };
}

/** The entries that are words or numbers; a number that a double cannot hold would be another one. */
function describeMeta(meta: VerifiableRecord['config']['meta']): Pick<IssuedForecast, 'meta'> {
  const kept = Object.entries(meta ?? {}).filter(
    (entry): entry is [string, string | number | boolean] => {
      const [, value] = entry;
      if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
      return typeof value === 'string' || typeof value === 'boolean';
    },
  );
  return kept.length === 0 ? {} : { meta: Object.fromEntries(kept) };
}

function describeEvents(
  { config: scenario, run: ran, forecast: issued }: VerifiableRecord,
  model: CompiledModel | null,
): IssuedEvent[] {
  const declared: readonly ForecastEvent[] = scenario.forecast?.events ?? model?.events ?? [];
  return issued.events.map(({ name, probability }) => {
    const event = declared.find((candidate) => candidate.name === name);
    return {
      name,
      when: event?.when ?? null,
      from: event?.at ?? 1,
      to: event?.at ?? event?.by ?? ran.turns,
      probability,
    };
  });
}

const WORD = /[A-Za-z][A-Za-z0-9_]*/g;

/** The parameters that conditions of the events read, with the values they had. */
function readParams(
  { config: scenario }: VerifiableRecord,
  model: CompiledModel | null,
  events: readonly IssuedEvent[],
): Record<string, number> {
  const words = new Set(events.flatMap(({ when }) => when?.match(WORD) ?? []));
  const names = model?.params.names.filter((name) => words.has(name)) ?? [];
  return Object.fromEntries(
    names.map((name) => {
      const declared = model?.model.params[name];
      const { min = -Infinity, max = Infinity } = declared ?? {};
      const chosen = scenario.params?.[name] ?? declared?.value ?? Number.NaN;
      const value = typeof chosen === 'number' ? chosen : centreOf(chosen);
      return [name, Math.min(max, Math.max(min, value))];
    }),
  );
}
