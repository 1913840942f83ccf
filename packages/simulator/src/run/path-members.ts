import { ScenarioError } from '@pulse-stream/worldstate';
import type { Ensemble } from '@pulse-stream/worldstate/internal';
import type { Scenario } from './engine.ts';
import { convertTargets } from './convert-targets.ts';
import { readsSlot } from '../language/tree.ts';
import { KernelDoubt } from '../law/law.ts';
import { kernelOf } from '../kernel/model-kernel.ts';
import type { PathKernel } from '../kernel/path-kernel.ts';
import type { PathRunner } from './path-runner.ts';
import type { Lens } from '../kernel/path-text.ts';
import type { Program } from '../model/program.ts';
import { deriveStreamKey, seedStream } from '../random/random-stream.ts';
import {
  addEnds,
  countEvents,
  exposureOf,
  openEnsemble,
  TURNS_PER_SLICE,
  type MemberRange,
  type Progress,
} from './run-members.ts';
import type { ScenarioPlan } from '../scenario/plan-scenario.ts';
import { countWords, SFC32_WORDS } from '../random/sfc32.ts';
import { copySums } from '../law/tally.ts';
import { applyActs, type Act } from '../law/turn.ts';
import { fillNormals } from '../random/ziggurat.ts';

/**
 * The path kernel for what a scenario looks at; null when there is none or it cannot run these
 * paths: they are corrected, do not begin at turn 0, or a dynamic overlay is looked at.
 */
export function findPathKernel({ plan, corrector, start }: Scenario): PathKernel | null {
  const { compiled, size } = plan.program;
  if (corrector !== null || start.turn !== 0 || plan.needsInterpreter) return null;
  if (size > compiled.names.length && looksAtDynamic(plan)) return null;
  const { key, lens } = lensOf(plan);
  return kernelOf(compiled).pathOf(key, lens);
}

/** What a scenario looks at, and a key that tells it from other lenses of its model. */
export function lensOf(plan: ScenarioPlan): { readonly key: string; readonly lens: Lens } {
  const { targets, events, program } = plan;
  const unitWeights = keepsUnitWeights(program);
  return {
    key: unitWeights ? keyOf(plan) : `w${keyOf(plan)}`,
    lens: { targets, events: events.map(({ condition }) => condition.tree), unitWeights },
  };
}

function keepsUnitWeights({ compiled, weights }: Program): boolean {
  return (
    weights === compiled.weights ||
    compiled.weights.every((weight, rule) => weight !== 1 || weights[rule] === 1)
  );
}

/** Tells what scenarios of one model look at apart; most look at what the model says. */
function keyOf({ program, targets, events }: ScenarioPlan): string {
  const { compiled } = program;
  const usual =
    targets === compiled.targets &&
    events.length === compiled.events.length &&
    events.every(({ condition }, index) => condition === compiled.events[index]?.condition);
  if (usual) return '';
  return JSON.stringify([targets, ...events.map(({ condition }) => condition.source)]);
}

function looksAtDynamic({ program, targets, events }: ScenarioPlan): boolean {
  const declared = program.compiled.names.length;
  const isDynamic = (slot: number): boolean => slot >= declared;
  return (
    targets.some(isDynamic) || events.some(({ condition }) => readsSlot(condition.tree, isDynamic))
  );
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
  const members = new PathMembers(runner, kernel, range);
  while (!members.advance(TURNS_PER_SLICE)) {
    const saved = kernel.save();
    yield { done: members.done, total: range.total };
    kernel.load(saved);
  }
  return members.close();
}

/**
 * The members of one scenario on their way through the kernel. A class and not a part of the
 * generator above, because what the engine knows of a generator's variables is lost at every yield:
 * written there, this cost 150 ns more per member.
 */
class PathMembers {
  readonly #runner: PathRunner;
  readonly #kernel: PathKernel;
  readonly #range: MemberRange;
  readonly #ensemble: Ensemble;
  /** Ascending, then 0. */
  readonly #horizons: Int32Array;
  readonly #acts: readonly ActsOfTurn[];
  readonly #startTotal: number;
  readonly #key: Uint32Array;
  readonly #hash: Uint32Array;
  /** The member on its way, the turns it has done and the next of `#acts`. */
  #index = 0;
  #turn = 0;
  #nextAct = 0;

  constructor(runner: PathRunner, kernel: PathKernel, range: MemberRange) {
    const { plan, start } = runner;
    this.#runner = runner;
    this.#kernel = kernel;
    this.#range = range;
    this.#ensemble = openEnsemble(runner, range);
    this.#horizons = new Int32Array(plan.horizons.length + 1);
    this.#horizons.set(plan.horizons);
    this.#acts = plannedActs(runner);
    this.#startTotal = exposureOf(runner, start.x);
    this.#key = deriveStreamKey(range.seed, 'noise');
    this.#hash = new Uint32Array(this.#key.length);
    kernel.open(plan.program, start);
    for (const [event, { from, to }] of plan.events.entries()) {
      kernel.windows[2 * event] = from;
      kernel.windows[2 * event + 1] = to;
    }
  }

  /** Member-turns done, the control run included. */
  get done(): number {
    return this.#runner.plan.turns * (this.#index + 1) + this.#turn;
  }

  /**
   * Goes on for about so many member-turns.
   * @returns whether all members have arrived
   */
  advance(memberTurns: number): boolean {
    let left = memberTurns;
    while (this.#index < this.#range.count) {
      if (left <= 0) return false;
      left -= this.#advanceMember(left);
    }
    return true;
  }

  /** @returns the turns done */
  #advanceMember(most: number): number {
    const { turns } = this.#runner.plan;
    if (this.#turn === 0) this.#begin();
    const from = this.#turn;
    while (this.#turn < turns && this.#turn - from < most) this.#advanceBlock();
    const done = this.#turn - from;
    if (this.#turn === turns) this.#end();
    return done;
  }

  #begin(): void {
    this.#kernel.begin();
    seedStream(this.#kernel.stream, this.#key, this.#range.first + this.#index, this.#hash);
    this.#nextAct = 0;
  }

  /** As many turns as the kernel takes at once, up to the next intervention. */
  #advanceBlock(): void {
    const { plan } = this.#runner;
    if (this.#acts[this.#nextAct]?.turn === this.#turn + 1) this.#act();
    let steps = Math.min(plan.turns - this.#turn, this.#kernel.mostTurns());
    const act = this.#acts[this.#nextAct];
    if (act !== undefined && act.turn - 1 - this.#turn < steps) steps = act.turn - 1 - this.#turn;
    const { values, members } = this.#ensemble;
    const column = plan.horizons.length * members;
    const doubt = this.#kernel.advance(steps, this.#horizons, values, members, this.#index, column);
    if (doubt !== 0) throw new KernelDoubt();
    this.#turn += steps;
  }

  #act(): void {
    const { plan, convert } = this.#runner;
    const { x, tally } = this.#kernel;
    const { turn, acts } = this.#acts[this.#nextAct] as ActsOfTurn; // the caller saw it
    orDoubt(() => applyActs(plan.program, acts, turn, convert, x, tally));
    this.#nextAct += 1;
  }

  #end(): void {
    const { x, satisfied, stream, tally } = this.#kernel;
    const { exposureChanges } = this.#ensemble;
    exposureChanges[this.#index] = this.#exposureOf(x) - this.#startTotal;
    countEvents(this.#ensemble, satisfied);
    addEnds(tally.ends, x);
    this.#runner.draws += countWords(stream);
    this.#index += 1;
    this.#turn = 0;
  }

  #exposureOf(x: Float64Array): number {
    const { exposed } = this.#runner.plan.program.compiled;
    return exposed.length === 0 ? 0 : orDoubt(() => exposureOf(this.#runner, x));
  }

  /** What all members together amount to. */
  close(): Ensemble {
    const { plan, tally } = this.#runner;
    const { values, members } = this.#ensemble;
    convertTargets(plan, values, plan.horizons.length * members);
    copySums(this.#kernel.tally, tally);
    tally.turns += plan.turns * members;
    this.#runner.draws += drawUnseen(this.#runner, this.#range);
    return this.#ensemble;
  }
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
function drawUnseen({ plan }: PathRunner, { seed, first, count }: MemberRange): number {
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
