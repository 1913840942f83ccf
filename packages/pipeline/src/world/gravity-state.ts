import type { NaiveForecast, Spread, TrackRecord } from '@pulse-stream/forecast/internal';
import {
  GravitySnapshot,
  restoreGravity,
  snapshotGravity,
  type ResolvedGravityOptions,
} from '@pulse-stream/gravity';
import { ruleMultipliers } from '@pulse-stream/gravity/internal';
import { PulseError, type CausalCore, type Dataset } from '@pulse-stream/worldstate';
import {
  canonicalJson,
  readTimeAxis,
  RuleTrust,
  trustInterval,
  trustMean,
  trustSampleSize,
  trustStrength,
  type LabelFinding,
  type PathMemory,
} from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import { ENGINE_VERSION } from './engine-version.ts';
import { readLearned, type Learned } from './learned.ts';

/** The layout of a gravity state; another one is refused. */
const STATE_VERSION = 4;

const Numbers = z.array(z.number());
const Share = z.number().min(0).max(1);
const Count = z.int().min(0);

const SavedSpread = z.strictObject({ variance: z.number(), levels: Numbers });
const SavedNaive = z.strictObject({
  values: z.array(z.number().nullable()),
  waited: Count,
  square: z.number().nullable(),
});

const SavedRecord = z.strictObject({
  horizon: z.int().min(1),
  season: z.int().min(1),
  rows: Count,
  calibration: z.strictObject({ spreads: z.array(SavedSpread), verified: z.array(Count) }),
  trails: z.record(
    z.string(),
    z.array(z.strictObject({ covered: Numbers, crps: Numbers, walk: Numbers, won: Numbers })),
  ),
  recent: z.record(z.string(), z.array(z.number().nullable())),
  pending: z.array(
    z.strictObject({
      row: Count,
      spreads: z.array(SavedSpread.nullable()),
      variables: z.array(
        z.strictObject({
          variable: z.string(),
          taught: z.boolean(),
          walk: SavedNaive,
          sentinel: SavedNaive,
          members: z.array(Numbers.nullable()),
        }),
      ),
    }),
  ),
});

/** What `learn` writes and a run starts from: everything a history has taught, and where it is from. */
export const GravityState = z.strictObject({
  kind: z.literal('gravity-state'),
  version: z.literal(STATE_VERSION),
  engine_version: z.string(),
  model: z.string(),
  /** Of the model it was learned with; another one is refused. */
  model_hash: z.string(),
  dataset: z.strictObject({ name: z.string().nullable(), sha256: z.string() }),
  rows: z.int().min(1),
  /** The last labels, oldest first: they say where time goes on. */
  labels: z.array(z.string()).min(1).max(2),
  /** Rule id → how often its effects brought predictions nearer (MODEL.md §7). */
  rule_trust: z.record(
    z.string(),
    z.strictObject({
      ...RuleTrust.shape,
      trust: Share,
      interval: z.tuple([Share, Share]),
      sample_size: Count,
      strength: Share,
    }),
  ),
  /** How strong each rule has shown to be; only method bank knows. */
  rule_multiplier: z.array(
    z.strictObject({
      rule: z.string(),
      variable: z.string(),
      mean: z.number(),
      sd: z.number().min(0),
    }),
  ),
  gravity: GravitySnapshot,
  track_record: SavedRecord,
});
export type GravityState = z.infer<typeof GravityState>;

/** Where a gravity state is from. */
export interface StateOrigin {
  readonly model: string;
  readonly modelHash: string;
  readonly options: ResolvedGravityOptions;
  /** The history it was learned from, to its end. */
  readonly dataset: Dataset;
  /** The state it went on from; null: the beginning. */
  readonly earlier: GravityState | null;
}

/**
 * What was learned as a JSON value; `JSON.parse(JSON.stringify(…))` of it restores exactly.
 */
export function saveLearned(
  core: CausalCore & PathMemory,
  { retrodiction, record, trusts }: Learned,
  { model, modelHash, options, dataset, earlier }: StateOrigin,
): GravityState {
  return {
    kind: 'gravity-state',
    version: STATE_VERSION,
    engine_version: ENGINE_VERSION,
    model,
    model_hash: modelHash,
    dataset: { name: dataset.name, sha256: dataset.sha256 },
    rows: record.rows,
    labels: [...(earlier?.labels ?? []), ...dataset.labels].slice(-2),
    rule_trust: Object.fromEntries(
      [...trusts].map(([rule, trust]) => [
        rule,
        {
          ...trust,
          trust: trustMean(trust),
          interval: trustInterval(trust),
          sample_size: trustSampleSize(trust),
          strength: trustStrength(trust),
        },
      ]),
    ),
    rule_multiplier:
      retrodiction.state.method === 'bank' ? ruleMultipliers(retrodiction.state) : [],
    gravity: snapshotGravity(core, retrodiction, { modelHash, options }),
    track_record: saveRecord(record),
  };
}

function saveRecord(record: TrackRecord): GravityState['track_record'] {
  // a JSON value of the same shape: typed arrays become lists
  return {
    horizon: record.horizon,
    season: record.season,
    rows: record.rows,
    calibration: {
      spreads: record.calibration.spreads.map(saveSpread),
      verified: [...record.calibration.verified],
    },
    trails: mapValues(record.trails, (trails) =>
      trails.map(({ covered, crps, walk, won }) => ({
        covered: [...covered],
        crps: [...crps],
        walk: [...walk],
        won: [...won],
      })),
    ),
    recent: mapValues(record.recent, (values) => [...values]),
    pending: record.pending.map(({ row, spreads, variables }) => ({
      row,
      spreads: spreads.map((spread) => (spread === null ? null : saveSpread(spread))),
      variables: variables.map((entry) => ({
        ...entry,
        walk: saveNaive(entry.walk),
        sentinel: saveNaive(entry.sentinel),
        members: entry.members.map((members) => (members === null ? null : [...members])),
      })),
    })),
  };
}

const saveNaive = ({ values, waited, square }: NaiveForecast) => ({
  values: [...values],
  waited,
  square,
});

const saveSpread = ({ variance, levels }: Spread) => ({ variance, levels: [...levels] });

function mapValues<A, B>(of: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(value)]));
}

function refuse(field: string, reason: string): never {
  throw new PulseError('option-invalid', `gravity state: ${field} ${reason}`, {
    problems: [{ path: field, message: reason }],
  });
}

/** A model as states and messages name it. */
interface NamedModel {
  readonly name: string;
  readonly hash: string;
  readonly timeUnit: string;
}

/**
 * Checks that a value is a gravity state of this model and this engine.
 * @param value parsed JSON, not trusted
 * @throws PulseError `option-invalid` naming the field that is wrong or differs
 */
export function readGravityState(value: unknown, model: NamedModel): GravityState {
  const head = z.object({ version: z.unknown(), engine_version: z.unknown() }).safeParse(value);
  const { version, engine_version: engine } = head.data ?? {};
  if (version === undefined) refuse('version', 'is missing: this is not a gravity state');
  if (version !== STATE_VERSION)
    refuse('version', `is ${canonicalJson(version)}, not ${STATE_VERSION}`);
  if (engine !== ENGINE_VERSION)
    refuse('engine_version', `is ${JSON.stringify(engine)}, this is "${ENGINE_VERSION}"`);
  const parsed = GravityState.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? '';
    return refuse(path === '' ? 'state' : path, 'does not have the shape of a gravity state');
  }
  if (parsed.data.model_hash !== model.hash) refuse('model_hash', explainModel(parsed.data, model));
  checkLabels(parsed.data, model.timeUnit);
  return parsed.data;
}

/** Findings about the labels themselves, whatever a step of the model is. */
const WRONG_LABELS: ReadonlySet<LabelFinding['kind']> = new Set(['repeat', 'backwards', 'mixed']);

/** The labels say where time goes on: those of the last rows that were learned from. */
function checkLabels(
  { labels, rows, gravity, track_record }: GravityState,
  timeUnit: string,
): void {
  const last = labels.at(-1);
  if (last !== gravity.label)
    refuse(
      'labels',
      `end at ${canonicalJson(last)}, it was learned to ${canonicalJson(gravity.label)}`,
    );
  if (labels.length !== Math.min(2, rows)) refuse('labels', `are ${labels.length} of ${rows} rows`);
  const { finding } = readTimeAxis(labels, { timeUnit });
  if (finding !== null && WRONG_LABELS.has(finding.kind)) refuse('labels', `: ${finding.message}`);
  if (track_record.rows !== rows)
    refuse('track_record.rows', `is ${track_record.rows}, it was learned from ${rows}`);
}

function explainModel(state: GravityState, { name, hash }: NamedModel): string {
  return state.model === name
    ? `is "${state.model_hash}", and that of model ${name} is "${hash}" now: learn again, or name the model of the state with -m`
    : `is that of model ${state.model}, this run has model ${name}: name the model of the state with -m`;
}

/**
 * What a gravity state holds, at turn 0.
 * @param state checked by `readGravityState`
 * @throws PulseError `option-invalid` naming the field that differs: slots, an option, or a part of the
 *   wrong shape
 */
export function restoreLearned(
  core: CausalCore & PathMemory,
  state: GravityState,
  modelHash: string,
  options: ResolvedGravityOptions,
): Learned {
  const { pending, ...rest } = state.track_record;
  return readLearned({
    retrodiction: restoreGravity(core, state.gravity, { modelHash, options }),
    record: {
      ...rest,
      pending: pending.map((issued) => ({
        ...issued,
        variables: issued.variables.map((entry) => ({
          ...entry,
          members: entry.members.map((members) =>
            members === null ? null : Float64Array.from(members),
          ),
        })),
      })),
    },
    trusts: new Map(
      Object.entries(state.rule_trust).map(([rule, { alpha, beta }]) => [rule, { alpha, beta }]),
    ),
  });
}
