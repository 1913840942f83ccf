import { CASH, type Ensemble } from '@pulse-stream/worldstate/internal';
import { convertOrNaN } from '../math/attempt-number.ts';
import { convertTargets } from './convert-targets.ts';
import { KernelDoubt } from '../law/law.ts';
import type { PlainActs } from './plain-acts.ts';
import type { LaggedPath } from '../law/lagged-path.ts';
import type { PartSums } from './part-sums.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Recording } from '../kernel/recorder.ts';
import type { EventWatch } from './event-watch.ts';
import type { DrivenKernel } from './find-kernel.ts';
import { Chance } from '../law/chance.ts';
import { deriveStreamKey, seedStream } from '../random/random-stream.ts';
import { addEnds, countEvents } from './run-members.ts';
import type { ScenarioPlan } from '../scenario/plan-scenario.ts';
import { toNatural } from '../math/transform.ts';

// `as number` below: every array has an entry per slot, target or event

/**
 * The members of scenarios that differ in overrides, seeds, parameters and interventions only: what
 * `runMembersByPath` finds, left in arrays that the next run overwrites.
 */
export class PlainMembers {
  /** Valid until the next run. */
  readonly ensemble: Ensemble;
  /** What moved the targets, averaged over the members, one target after the other. */
  readonly parts: PartSums;
  /** Total exposure at turn 0: capital without cash, natural units. */
  startExposure = 0;
  /** Cash at turn 0; 0: there is none. */
  startCash = 0;
  readonly #plan: ScenarioPlan;
  readonly #kernel: Kernel;
  readonly #drives: Float64Array;
  readonly #events: EventWatch;
  readonly #recording: Recording;
  readonly #hash: Uint32Array;
  readonly #acts: PlainActs;
  readonly #exposed: readonly number[];
  /** Slot of the cash; −1: the model has none. */
  readonly #cash: number;

  /**
   * @param plan has members
   * @param recording what the kernel records of them
   * @param values where it does
   */
  constructor(
    plan: ScenarioPlan,
    { kernel, drives }: DrivenKernel,
    watch: EventWatch,
    parts: PartSums,
    recording: Recording,
    values: Float64Array,
    acts: PlainActs,
  ) {
    const { members, events, program } = plan;
    this.#plan = plan;
    this.#kernel = kernel;
    this.#drives = drives;
    this.#events = watch;
    this.#recording = recording;
    this.#acts = acts;
    this.parts = parts;
    this.ensemble = {
      members,
      values,
      eventCounts: new Int32Array(events.length),
      exposureChanges: new Float64Array(members),
    };
    this.#hash = new Uint32Array(deriveStreamKey(0, 'noise').length);
    const { exposed, index, kinds } = program.compiled;
    this.#exposed = exposed;
    const cash = index.get(CASH) ?? -1;
    this.#cash = kinds[cash] === 'capital' ? cash : -1;
  }

  /** Largest amount of a slot on the way, and the mean of its last values. */
  largest(slot: number): number {
    return this.#kernel.tally.largest[slot] as number;
  }

  end(slot: number): number {
    return (this.#kernel.tally.ends[slot] as number) / this.ensemble.members;
  }

  /** The mean of a number that all members have, summed as that of numbers of their own is. */
  mean(number: number): number {
    const { members } = this.ensemble;
    let sum = 0;
    for (let member = 0; member < members; member += 1) sum += number;
    return sum / members;
  }

  /**
   * @param start of every member
   * @param seed effective seed
   * @returns false: something is not as usual, `simulateRun` must tell what
   */
  run(start: LaggedPath, seed: number | string): boolean {
    const { horizons } = this.#plan;
    const kernel = this.#kernel;
    const { ensemble } = this;
    this.startExposure = this.#exposureOf(start.x);
    this.startCash = this.#cash < 0 ? 0 : this.#natural(start.x, this.#cash);
    const known = this.startExposure + this.startCash;
    let doubt = known - known;
    ensemble.eventCounts.fill(0);
    const { byCode, turns } = this.#events;
    const { program } = this.#acts;
    const options = { noise: true, events: byCode, finals: turns === 1 };
    kernel.open(program, start, options, this.#drives);
    this.#events.open(program.params);
    const chance = this.#plan.hasOwnNumbers ? new Chance(program, seed) : null;
    kernel.chance.of = chance;
    kernel.recorder.open(this.#recording);
    const key = deriveStreamKey(seed, 'noise');
    for (let member = 0; member < ensemble.members; member += 1) {
      chance?.begin(member, null);
      doubt += this.#runMember(member, key);
    }
    if (doubt !== 0 || kernel.limited >= 0) return false;
    kernel.recorder.settle();
    try {
      convertTargets(this.#plan, ensemble.values, horizons.length * ensemble.members);
    } catch (error) {
      if (error instanceof KernelDoubt) return false;
      throw error;
    }
    this.parts.collect(ensemble.members);
    return true;
  }

  /** @returns 0, or NaN */
  #runMember(member: number, key: Uint32Array): number {
    const { turns } = this.#plan;
    const kernel = this.#kernel;
    const { ensemble } = this;
    kernel.begin(member);
    this.#events.begin();
    seedStream(kernel.stream, key, member, this.#hash);
    let doubt = 0;
    const acts = this.#acts;
    acts.begin();
    for (let turn = 0; turn < turns;) {
      if (!acts.act(kernel, turn)) return NaN;
      const most = Math.min(kernel.mostTurns, this.#events.turns, acts.turnsFrom(turn));
      const steps = Math.min(turns - turn, most);
      doubt += kernel.advance(steps);
      turn += steps;
      if (!this.#events.look(turn)) return NaN;
    }
    const change = this.#exposureOf(kernel.x) - this.startExposure;
    ensemble.exposureChanges[member] = change;
    countEvents(ensemble, this.#events.satisfied);
    addEnds(kernel.tally.ends, kernel.x);
    return doubt + (change - change);
  }

  #exposureOf(x: Float64Array): number {
    let total = 0;
    for (let index = 0; index < this.#exposed.length; index += 1)
      total += this.#natural(x, this.#exposed[index] as number);
    return total;
  }

  /** NaN where there is no number. */
  #natural(x: Float64Array, slot: number): number {
    const transform = this.#plan.program.transforms[slot] as 'identity'; // one per slot
    const value = x[slot] as number;
    return transform === 'identity' ? value : convertOrNaN(toNatural, transform, value);
  }
}
