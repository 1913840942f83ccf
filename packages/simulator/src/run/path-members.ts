import { ScenarioError } from '@pulse-stream/worldstate';
import type { Ensemble } from '@pulse-stream/worldstate/internal';
import { mostPaths, type DrivenKernel } from './find-kernel.ts';
import { convertTargets } from './convert-targets.ts';
import { EventWatch } from './event-watch.ts';
import { PathCorrection } from './path-correction.ts';
import { copyPath } from '../law/lagged-path.ts';
import {
  actOnParams,
  beginOwnNumbers,
  chanceOf,
  drawsOwn,
  type OwnNumbers,
} from './own-numbers.ts';
import { KernelDoubt } from '../law/law.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { KernelUser, SavedKernel } from '../kernel/kernel-user.ts';
import type { PathRunner } from './path-runner.ts';
import type { ActsOfTurn } from './plain-acts.ts';
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
import { countWords, SFC32_WORDS } from '../random/sfc32.ts';
import { copySums } from '../law/tally.ts';
import { applyActs, type Act } from '../law/turn.ts';
import { fillNormals } from '../random/ziggurat.ts';

/**
 * Runs members on the kernel. Equal to `runMembersByTurn` in every bit.
 * @throws KernelDoubt when a number was not finite on the way
 */
export function* runMembersByPath(
  runner: PathRunner,
  kernel: DrivenKernel,
  range: MemberRange,
): Generator<Progress, Ensemble> {
  const members = new PathMembers(runner, kernel, range);
  while (!members.advance(TURNS_PER_SLICE)) yield { done: members.done, total: range.total };
  return members.close();
}

/**
 * The members of one scenario on their way through the kernel. A class and not a part of the
 * generator above, because what the engine knows of a generator's variables is lost at every yield:
 * written there, this cost 150 ns more per member.
 */
class PathMembers implements KernelUser {
  readonly #runner: PathRunner;
  readonly #kernel: Kernel;
  readonly #range: MemberRange;
  readonly #ensemble: Ensemble;
  readonly #events: EventWatch;
  readonly #acts: readonly ActsOfTurn[];
  /** Whether members have values at turn 0, or parameters, of their own. */
  readonly #draws: boolean;
  readonly #hasParams: boolean;
  /** null: nothing is corrected. */
  readonly #correction: PathCorrection | null;
  #startTotal: number;
  readonly #key: Uint32Array;
  readonly #hash: Uint32Array;
  /** Paths that are recorded before their values are taken out, and the first of those on their way. */
  readonly #paths: number;
  #first = 0;
  readonly #cells: Float64Array;
  /** The member on its way, the turns it has done and the next of `#acts`. */
  #index = 0;
  #turn = 0;
  #nextAct = 0;
  /** What lay in the memory of the kernel when another run took it; null: it is there. */
  #saved: SavedKernel | null = null;

  constructor(runner: PathRunner, { kernel, drives }: DrivenKernel, range: MemberRange) {
    const { plan, start, own, corrector } = runner;
    const { program, targets, horizons } = plan;
    this.#runner = runner;
    this.#kernel = kernel;
    this.#range = range;
    this.#ensemble = openEnsemble(runner, range);
    this.#acts = plannedActs(runner);
    this.#startTotal = exposureOf(runner, start.x);
    this.#draws = own !== null && drawsOwn(plan, own);
    this.#hasParams = this.#draws || plan.paramActs.size > 0;
    this.#key = deriveStreamKey(range.seed, 'noise');
    this.#hash = new Uint32Array(this.#key.length);
    this.#events = new EventWatch(plan, kernel);
    const { byCode, turns } = this.#events;
    kernel.take(this);
    // a stream nobody reads from need not run; that of paths with chance of their own does
    const noise = corrector?.drawsShocks !== true || runner.scratch.declares || own !== null;
    kernel.open(program, start, { noise, events: byCode, finals: turns === 1 }, drives);
    this.#correction =
      corrector === null
        ? null
        : new PathCorrection(
            corrector,
            program,
            kernel,
            { turns: plan.turns, paths: range.count },
            own !== null,
          );
    this.#events.open(own?.params ?? program.params);
    this.#paths = Math.min(range.count, mostPaths(kernel, plan));
    const cells = kernel.recorder.open({ targets, horizons, paths: this.#paths });
    if (cells === null) throw new Error('more paths are recorded than there is room for');
    this.#cells = cells;
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
    this.#kernel.take(this);
    if (this.#saved !== null) this.#kernel.load(this.#saved);
    this.#saved = null;
    let left = memberTurns;
    while (this.#index < this.#range.count) {
      if (left <= 0) return false;
      left -= this.#advanceMember(left);
    }
    return true;
  }

  leave(): void {
    this.#saved = this.#kernel.save();
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
    if (this.#index - this.#first === this.#paths) this.#takeOut();
    if (this.#runner.own !== null) this.#beginOwn(this.#runner.own);
    this.#kernel.begin(this.#index - this.#first);
    this.#events.begin();
    seedStream(this.#kernel.stream, this.#key, this.#range.first + this.#index, this.#hash);
    this.#correction?.begin(this.#range.first + this.#index);
    this.#nextAct = 0;
  }

  /** Gives a member its parameters and its values at turn 0. */
  #beginOwn(own: OwnNumbers): void {
    const { plan, path, start } = this.#runner;
    const { seed, first } = this.#range;
    const member = first + this.#index;
    copyPath(path, start);
    orDoubt(() => beginOwnNumbers(own, plan, path, { seed, member }));
    const chance = chanceOf(own, plan.program, seed);
    chance.begin(member, null);
    this.#kernel.chance.of = chance;
    if (this.#hasParams) this.#kernel.useParams(plan.program, own.params);
    if (!this.#draws) return;
    this.#kernel.startFrom(path);
    this.#startTotal = this.#exposureOf(path.x);
  }

  /** As many turns as the kernel takes at once, up to the next intervention. */
  #advanceBlock(): void {
    const { plan } = this.#runner;
    if (this.#acts[this.#nextAct]?.turn === this.#turn + 1) this.#act();
    let steps = Math.min(plan.turns - this.#turn, this.#kernel.mostTurns, this.#events.turns);
    const act = this.#acts[this.#nextAct];
    if (act !== undefined && act.turn - 1 - this.#turn < steps) steps = act.turn - 1 - this.#turn;
    this.#correction?.enter(steps);
    const doubt = this.#kernel.advance(steps);
    this.#turn += steps;
    if (doubt !== 0 || !this.#events.look(this.#turn)) throw new KernelDoubt();
  }

  #act(): void {
    const { plan, convert } = this.#runner;
    const { x, tally } = this.#kernel;
    const { turn, acts } = this.#acts[this.#nextAct] as ActsOfTurn; // the caller saw it
    orDoubt(() => actOnKernel(this.#runner, this.#kernel, turn));
    orDoubt(() => applyActs(plan.program, acts, turn, convert, x, tally));
    this.#correction?.act();
    this.#nextAct += 1;
  }

  #end(): void {
    const { x, stream, tally } = this.#kernel;
    const { exposureChanges } = this.#ensemble;
    exposureChanges[this.#index] = this.#exposureOf(x) - this.#startTotal;
    countEvents(this.#ensemble, this.#events.satisfied);
    addEnds(tally.ends, x);
    this.#runner.draws += countWords(stream) + (this.#runner.own?.chance?.draws ?? 0);
    this.#index += 1;
    this.#turn = 0;
  }

  /** Takes the values of the paths that are recorded to where the ensemble has them. */
  #takeOut(): void {
    const { values, members } = this.#ensemble;
    this.#kernel.recorder.settle();
    if (this.#paths === members) return values.set(this.#cells);
    const count = this.#index - this.#first;
    for (let at = 0, to = this.#first; to < values.length; at += this.#paths, to += members)
      values.set(this.#cells.subarray(at, at + count), to);
    this.#first = this.#index;
  }

  #exposureOf(x: Float64Array): number {
    const { exposed } = this.#runner.plan.program.compiled;
    return exposed.length === 0 ? 0 : orDoubt(() => exposureOf(this.#runner, x));
  }

  /** What all members together amount to. */
  close(): Ensemble {
    const { plan, tally, scratch } = this.#runner;
    const { values, members } = this.#ensemble;
    this.#takeOut();
    convertTargets(plan, values, plan.horizons.length * members);
    this.#runner.memory?.open();
    copySums(this.#kernel.tally, tally);
    this.#correction?.collect(tally);
    if (this.#kernel.limited >= 0) scratch.limited = this.#kernel.limited;
    this.#kernel.release(this);
    tally.turns += plan.turns * members;
    this.#runner.draws += drawUnseen(this.#runner, this.#range);
    return this.#ensemble;
  }
}

/** Interventions on parameters before a turn. */
export function actOnKernel({ plan, own }: PathRunner, kernel: Kernel, turn: number): void {
  const acts = own === null ? undefined : plan.paramActs.get(turn);
  if (own === null || acts === undefined) return;
  actOnParams(own, acts, turn);
  kernel.useParams(plan.program, own.params);
}

/** Leaves every failure to the reference path, which knows the turn. */
export function orDoubt<T>(compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ScenarioError) throw new KernelDoubt();
    throw error;
  }
}

/** What happens to declared slots, by turn. */
function plannedActs({ plan }: PathRunner): ActsOfTurn[] {
  const declared = plan.program.compiled.names.length;
  const isDeclared = ({ slot }: Act): boolean => slot < declared;
  return [...new Set([...plan.acts.keys(), ...plan.paramActs.keys()])]
    .map((turn) => ({ turn, acts: plan.acts.get(turn)?.filter(isDeclared) ?? [] }))
    .filter(({ turn, acts }) => acts.length > 0 || plan.paramActs.has(turn))
    .filter(({ turn }) => turn <= plan.turns)
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
