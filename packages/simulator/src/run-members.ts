import { ScenarioError, type Ensemble } from '@pulse-stream/worldstate';
import { exp, sigmoid } from './elementary.ts';
import { visitTree } from './expression-tree.ts';
import { KernelDoubt } from './law.ts';
import { kernelOf } from './model-kernel.ts';
import type { PathKernel } from './path-kernel.ts';
import {
  advancePath,
  beginPath,
  openMemberStreams,
  recordTargets,
  type PathRunner,
} from './path-runner.ts';
import { deriveStreamKey, seedStream } from './random-stream.ts';
import { countWords, SFC32_WORDS } from './sfc32.ts';
import { copySums } from './tally.ts';
import { applyActs, type Act } from './turn.ts';
import { fillNormals } from './ziggurat.ts';

/** How far a run has come, in member-turns (the control run counts as one member). */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Member-turns between two looks at whether to go on: about 50 ms of work. */
const TURNS_PER_SLICE = 20_000;

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

function openEnsemble({ plan }: PathRunner, { count, room }: MemberRange): Ensemble {
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
  let sinceYield = 0;
  for (let index = 0; index < count; index += 1) {
    const member = first + index;
    beginPath(runner, member);
    const streams = openMemberStreams(runner, seed, member);
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
      }
    }
    ensemble.exposureChanges[index] = exposureOf(runner, runner.path.x) - startTotal;
    countEvents(ensemble, runner.satisfied);
    closePath(runner);
    runner.draws += streams.declared.draws;
    for (const stream of streams.dynamic) runner.draws += stream.draws;
  }
  return ensemble;
}

function countEvents({ eventCounts }: Ensemble, satisfied: Uint8Array): void {
  for (let event = 0; event < eventCounts.length; event += 1)
    eventCounts[event] = (eventCounts[event] as number) + (satisfied[event] as number); // one per event
}

/** Counts the end of a member's path and what the corrector limited on it. */
function closePath({ corrector, path, tally }: PathRunner): void {
  addEnds(tally.ends, path.x);
  if (corrector === null) return;
  for (let index = 0; index < tally.clipped.length; index += 1)
    tally.clipped[index] = (tally.clipped[index] ?? 0) + (corrector.clipped[index] ?? 0);
}

function addEnds(ends: Float64Array, x: Float64Array): void {
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

/**
 * The path kernel for what a scenario looks at; null when there is none or it cannot run these
 * paths: they are corrected, do not begin at turn 0, or a dynamic overlay is looked at.
 */
export function findPathKernel({ plan, corrector, start }: PathRunner): PathKernel | null {
  const { compiled, size } = plan.program;
  const { targets, events } = plan;
  if (corrector !== null || start.turn !== 0) return null;
  if (size > compiled.names.length && looksAtDynamic(plan)) return null;
  return kernelOf(compiled).pathOf(keyOf(plan), {
    targets,
    events: events.map(({ condition }) => condition.tree),
  });
}

/** Tells what scenarios of one model look at apart; most look at what the model says. */
function keyOf({ program, targets, events }: PathRunner['plan']): string {
  const { compiled } = program;
  const usual =
    targets === compiled.targets &&
    events.length === compiled.events.length &&
    events.every(({ condition }, index) => condition === compiled.events[index]?.condition);
  if (usual) return '';
  return [targets.join(), ...events.map(({ condition }) => condition.source)].join('\n');
}

function looksAtDynamic({ program, targets, events }: PathRunner['plan']): boolean {
  const declared = program.compiled.names.length;
  let found = targets.some((slot) => slot >= declared);
  for (const { condition } of events)
    visitTree(condition.tree, (node) => {
      if (node.op === 'slot' && node.slot >= declared) found = true;
    });
  return found;
}

/**
 * Runs members on the path kernel. Equal to `runMembersByTurn` in every bit.
 * @throws KernelDoubt when a number was not finite on the way
 */
export function* runMembersByPath(
  runner: PathRunner,
  kernel: PathKernel,
  range: MemberRange,
): Generator<Progress, Ensemble> {
  const { seed, first, count, total } = range;
  const { plan, tally, convert } = runner;
  const { program, turns } = plan;
  const { x, normals, noisy, mostTurns } = kernel;
  const ensemble = openEnsemble(runner, range);
  const { values, exposureChanges } = ensemble;
  const horizons = new Int32Array(plan.horizons.length + 1);
  horizons.set(plan.horizons);
  const column = plan.horizons.length * count;
  const acts = plannedActs(runner);
  const startTotal = exposureOf(runner, runner.start.x);
  const key = deriveStreamKey(seed, 'noise');
  const hash = new Uint32Array(key.length);
  const state = new Uint32Array(SFC32_WORDS);
  kernel.open(program, runner.start);
  for (const [event, { from, to }] of plan.events.entries()) {
    kernel.windows[2 * event] = from;
    kernel.windows[2 * event + 1] = to;
  }
  let sinceYield = 0;
  for (let index = 0; index < count; index += 1) {
    kernel.begin();
    seedStream(state, key, first + index, hash);
    let nextAct = 0;
    for (let turn = 0; turn < turns;) {
      const act = acts[nextAct];
      if (act !== undefined && act.turn === turn + 1) {
        orDoubt(() => applyActs(program, act.acts, act.turn, convert, x, kernel.tally));
        nextAct += 1;
      }
      const stop = nextAct < acts.length ? (acts[nextAct]?.turn ?? 0) - 1 : turns; // in range
      const steps = Math.min(stop - turn, mostTurns);
      fillNormals(state, normals, steps * noisy);
      if (kernel.advance(steps, horizons, values, count, index, column) !== 0)
        throw new KernelDoubt();
      turn += steps;
      sinceYield += steps;
      if (sinceYield < TURNS_PER_SLICE) continue;
      sinceYield = 0;
      const saved = kernel.save();
      yield { done: turns * (index + 1) + turn, total };
      kernel.load(saved);
    }
    exposureChanges[index] = orDoubt(() => exposureOf(runner, x)) - startTotal;
    countEvents(ensemble, kernel.satisfied);
    addEnds(kernel.tally.ends, x);
    runner.draws += countWords(state);
  }
  convertTargets(runner, values, column);
  copySums(kernel.tally, tally);
  tally.turns += turns * count;
  runner.draws += drawUnseen(runner, seed, first, count);
  return ensemble;
}

/** Leaves every failure to the reference path, which knows the turn. */
function orDoubt<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ScenarioError) throw new KernelDoubt();
    throw error;
  }
}

/** The kernel records transformed values; all of a target are converted at once, in a tight loop. */
function convertTargets({ plan }: PathRunner, values: Float64Array, column: number): void {
  const { transforms } = plan.program;
  for (const [target, slot] of plan.targets.entries()) {
    const transform = transforms[slot];
    if (transform === 'log100' || transform === 'logit')
      convertAll(values, target * column, (target + 1) * column, transform === 'log100');
  }
}

function convertAll(values: Float64Array, from: number, to: number, log100: boolean): void {
  let doubt = 0;
  for (let index = from; index < to; index += 1) {
    const x = values[index] as number; // in range
    const natural = log100 ? exp(x / 100) : sigmoid(x);
    values[index] = natural;
    doubt += natural - natural;
  }
  if (doubt !== 0) throw new KernelDoubt();
}

interface ActsOfTurn {
  readonly turn: number;
  readonly acts: readonly Act[];
}

/** What happens to declared slots, by turn. */
function plannedActs({ plan }: PathRunner): ActsOfTurn[] {
  const declared = plan.program.compiled.names.length;
  return [...plan.acts]
    .map(([turn, acts]) => ({ turn, acts: acts.filter(({ slot }) => slot < declared) }))
    .filter(({ turn, acts }) => turn <= plan.turns && acts.length > 0)
    .toSorted((a, b) => a.turn - b.turn);
}

/**
 * Draws what dynamic overlays draw whom nobody looks at: their values cannot be seen, but how many
 * numbers a run has drawn can.
 */
function drawUnseen(
  { plan }: PathRunner,
  seed: number | string,
  first: number,
  count: number,
): number {
  const { program, turns } = plan;
  if (program.size === program.compiled.names.length) return 0;
  const state = new Uint32Array(SFC32_WORDS);
  const normals = new Float64Array(Math.min(turns, 1024));
  let draws = 0;
  for (let slot = program.compiled.names.length; slot < program.size; slot += 1) {
    if (program.noise[slot] === 0) continue;
    const key = deriveStreamKey(seed, `noise:${program.names[slot]}`);
    for (let index = 0; index < count; index += 1) {
      seedStream(state, key, first + index);
      for (let left = turns; left > 0; left -= normals.length)
        fillNormals(state, normals, Math.min(left, normals.length));
      draws += countWords(state);
    }
  }
  return draws;
}
