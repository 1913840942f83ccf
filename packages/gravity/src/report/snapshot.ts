import { PulseError, type CausalCore } from '@pulse-stream/worldstate';
import { canonicalJson, type PathMemory } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import { rankContributors } from '../history/contributors.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import type { Retrodiction } from '../history/retrodict.ts';
import { bankLengths, loadBank, SavedBankState, saveBank } from './bank-snapshot.ts';
import { loadSgd, SavedSgdState, saveSgd, sgdLengths } from './sgd-snapshot.ts';
import type { StateOf } from '../history/learner.ts';

/** The layout of a snapshot; another one is refused. */
const SNAPSHOT_VERSION = 4;

const Numbers = z.array(z.number());
const Steps = z.array(
  z.strictObject({
    variable: z.string(),
    coreErrors: Numbers,
    correctedErrors: Numbers,
    corrections: Numbers,
    drifts: Numbers,
  }),
);

const SavedState = z.discriminatedUnion('method', [SavedBankState, SavedSgdState]);

/** All that goes on exists in here, as JSON: learned state, the world at the last row, its lags. */
export const GravitySnapshot = z.strictObject({
  kind: z.literal('gravity-snapshot'),
  version: z.literal(SNAPSHOT_VERSION),
  model_hash: z.string(),
  slots: z.array(z.string()),
  options: z.record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()])),
  /** Label of the last assimilated row. */
  label: z.string().nullable(),
  /** Values per slot of the turns the model's lags read, oldest first, transformed units. */
  lags: z.array(Numbers).min(1),
  /** Index, in the whole history, of the last assimilated row. */
  row: z.int().min(0).optional(),
  state: SavedState,
  scored: Steps,
  untaught_scored: Steps,
  used: z.int().min(0),
  refused: z.int().min(0),
});
export type GravitySnapshot = z.infer<typeof GravitySnapshot>;

/** What a snapshot must agree with before anything goes on from it. */
export interface SnapshotContext<Options extends ResolvedGravityOptions = ResolvedGravityOptions> {
  readonly modelHash: string;
  readonly options: Options;
}

/**
 * A retrodiction as a JSON value; `JSON.parse(JSON.stringify(…))` of it restores exactly.
 * @see FORECAST.md §1
 */
export function snapshotGravity(
  core: CausalCore & PathMemory,
  retrodiction: Retrodiction,
  { modelHash, options }: SnapshotContext,
): GravitySnapshot {
  const { state } = retrodiction;
  return {
    kind: 'gravity-snapshot',
    version: SNAPSHOT_VERSION,
    model_hash: modelHash,
    slots: [...core.slots],
    options: { ...options },
    label: retrodiction.label,
    lags: core.recall(retrodiction.path).map((row) => Array.from(row)),
    row: retrodiction.path.row,
    state: state.method === 'bank' ? saveBank(state) : saveSgd(state),
    scored: copySteps(retrodiction.scored),
    untaught_scored: copySteps(retrodiction.untaughtScored),
    used: retrodiction.used,
    refused: retrodiction.refused,
  };
}

/**
 * The retrodiction a snapshot holds, at turn 0.
 * @param snapshot parsed JSON, not trusted
 * @throws PulseError `option-invalid` naming the field that is wrong or differs: version,
 * model_hash, slots, an option, or a part of the wrong shape
 */
export function restoreGravity<Options extends ResolvedGravityOptions>(
  core: CausalCore & PathMemory,
  snapshot: unknown,
  { modelHash, options }: SnapshotContext<Options>,
): Retrodiction<StateOf<Options>> {
  const saved = parseSnapshot(snapshot);
  agree('model_hash', saved.model_hash, modelHash);
  agree('slots', saved.slots, core.slots);
  for (const [name, value] of Object.entries({ ...options }))
    agree(`options.${name}`, saved.options[name], value);
  for (const name of Object.keys(saved.options))
    if (!Object.hasOwn(options, name)) refuse(`options.${name}`, 'is not an option of this method');
  refuseWrongShapes(saved);
  const { state: held } = saved;
  // the options agree, so the method does
  const state = (held.method === 'bank' ? loadBank(held) : loadSgd(held)) as StateOf<Options>;
  const path = core.resume(
    saved.lags.map((row) => Float64Array.from(row)),
    0,
    saved.row,
  );
  return {
    path,
    state,
    scored: saved.scored,
    untaughtScored: saved.untaught_scored,
    used: saved.used,
    refused: saved.refused,
    label: saved.label,
    contributors: rankContributors(core, path, state, options),
  };
}

function parseSnapshot(snapshot: unknown): GravitySnapshot {
  const version = z.object({ version: z.unknown() }).safeParse(snapshot);
  if (!version.success) refuse('version', 'is missing: this is not a gravity state');
  if (version.data.version !== SNAPSHOT_VERSION)
    refuse('version', `is ${canonicalJson(version.data.version)}, not ${SNAPSHOT_VERSION}`);
  const parsed = GravitySnapshot.safeParse(snapshot);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  return refuse(path === '' ? 'state' : path, 'does not have the shape of a gravity state');
}

/** Lists of the state as its method has them, lags per slot. */
function refuseWrongShapes({ state, slots, lags }: GravitySnapshot): void {
  const lengths = state.method === 'bank' ? bankLengths(state) : sgdLengths(state);
  for (const [field, [list, length]] of lengths) checkLength(`state.${field}`, list, length);
  for (const [at, row] of lags.entries()) checkLength(`lags.${at}`, row, slots.length);
  for (const name of [...state.variables, ...state.symbols])
    if (!slots.includes(name)) refuse('state.variables', `names "${name}", which is no slot`);
}

function checkLength(field: string, list: readonly unknown[], length: number): void {
  if (list.length !== length) refuse(field, `has ${list.length} entries, not ${length}`);
}

function agree(field: string, saved: unknown, wanted: unknown): void {
  const [a, b] = [canonicalJson(saved ?? null), canonicalJson(wanted)];
  if (a !== b) refuse(field, `is ${a}, this run has ${b}`);
}

function refuse(field: string, reason: string): never {
  throw new PulseError('option-invalid', `gravity state: ${field} ${reason}`, {
    problems: [{ path: field, message: reason }],
  });
}

function copySteps(list: Retrodiction['scored']): z.infer<typeof Steps> {
  return list.map((steps) => ({
    variable: steps.variable,
    coreErrors: [...steps.coreErrors],
    correctedErrors: [...steps.correctedErrors],
    corrections: [...steps.corrections],
    drifts: [...steps.drifts],
  }));
}
