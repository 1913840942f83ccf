import type { Ensemble } from '@pulse-stream/worldstate/internal';
import { countedValue } from '../law/error-scale.ts';
import {
  advancePath,
  beginPath,
  beginStreams,
  openMemberStreams,
  recordTargets,
  type PathRunner,
} from './path-runner.ts';

/** How far a run has come, in member-turns (the control run counts as one member). */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Member-turns between two looks at whether to go on: about 50 ms of work. */
export const TURNS_PER_SLICE = 20_000;

/** Which members are run, and with which numbers. */
export interface MemberRange {
  readonly seed: number | string;
  readonly first: number;
  readonly count: number;
  /** Member-turns of the whole run. */
  readonly total: number;
  /** null: the values get an array of their own. */
  readonly room: EnsembleRoom | null;
}

/** Where the values of an ensemble are written; kept by whoever simulates many scenarios. */
export interface EnsembleRoom {
  /** Replaced by a longer one when it is too short. */
  values: Float64Array;
}

export function openEnsemble({ plan }: PathRunner, { count, room }: MemberRange): Ensemble {
  const length = plan.targets.length * plan.horizons.length * count;
  return {
    members: count,
    values: room === null ? new Float64Array(length) : takeRoom(room, length),
    eventCounts: new Int32Array(plan.events.length),
    exposureChanges: new Float64Array(count),
  };
}

function takeRoom(room: EnsembleRoom, length: number): Float64Array {
  if (room.values.length < length) room.values = new Float64Array(length);
  return room.values.length === length ? room.values : room.values.subarray(0, length);
}

/** Runs members turn by turn: with a corrector, for large models, and on the reference path. */
export function* runMembersByTurn(
  runner: PathRunner,
  range: MemberRange,
): Generator<Progress, Ensemble> {
  const { seed, first, count, total } = range;
  const { horizons, turns } = runner.plan;
  const ensemble = openEnsemble(runner, range);
  const startTotal = exposureOf(runner, runner.start.x);
  runner.memory?.open();
  const streams = openMemberStreams(runner, seed);
  let sinceYield = 0;
  for (let index = 0; index < count; index += 1) {
    beginStreams(streams, first + index);
    beginPath(runner, streams);
    const ownStart = runner.own === null ? startTotal : exposureOf(runner, runner.path.x);
    for (let turn = 1, horizon = 0; turn <= turns; turn += 1) {
      advancePath(runner, streams);
      if (turn === horizons[horizon]) {
        recordTargets(runner, horizon, ensemble.values, count, index);
        horizon += 1;
      }
      sinceYield += 1;
      if (sinceYield >= TURNS_PER_SLICE) {
        sinceYield = 0;
        yield { done: turns * (index + 1) + turn, total };
        runner.memory?.take();
      }
    }
    ensemble.exposureChanges[index] = exposureOf(runner, runner.path.x) - ownStart;
    countEvents(ensemble, runner.satisfied);
    closePath(runner);
    runner.draws += streams.declared.draws + (streams.chance?.draws ?? 0);
    for (const stream of streams.dynamic) runner.draws += stream.draws;
  }
  return ensemble;
}

export function countEvents({ eventCounts }: Ensemble, satisfied: Uint8Array): void {
  for (let event = 0; event < eventCounts.length; event += 1)
    eventCounts[event] = (eventCounts[event] as number) + (satisfied[event] as number); // one per event
}

/** Counts the end of a member's path and what the corrector limited on it. */
function closePath({ corrector, path, tally }: PathRunner): void {
  const { ends } = tally;
  for (let slot = 0; slot < ends.length; slot += 1)
    ends[slot] = (ends[slot] as number) + countedValue(tally.program, slot, path.x[slot] as number); // an entry per slot
  if (corrector === null) return;
  for (let index = 0; index < tally.clipped.length; index += 1)
    tally.clipped[index] = (tally.clipped[index] ?? 0) + (corrector.clipped[index] ?? 0);
}

export function addEnds(ends: Float64Array, x: Float64Array): void {
  for (let slot = 0; slot < ends.length; slot += 1)
    ends[slot] = (ends[slot] as number) + (x[slot] as number); // x has an entry per slot
}

/** Total exposure: capital without cash, natural units. */
export function exposureOf({ plan, convert }: PathRunner, x: Float64Array): number {
  let total = 0;
  for (const slot of plan.program.compiled.exposed)
    total += convert.toNatural(slot, x[slot] as number); // one entry per slot
  return total;
}
