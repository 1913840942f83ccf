import type { ScenarioConfig } from '@pulse-stream/worldstate';
import { ARC_OVERLAYS, createArcReader, type ArcReader, type ArcScore } from '../symbols/arc.ts';
import { convertOrNaN } from '../math/attempt-number.ts';
import { Interpreter } from '../law/interpreter.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { KernelUser } from '../kernel/kernel-user.ts';
import type { Recording } from '../kernel/recorder.ts';
import type { EventWatch } from './event-watch.ts';
import type { DrivenKernel } from './find-kernel.ts';
import type { PlainActs } from './plain-acts.ts';
import type { PlainMembers } from './plain-members.ts';
import { PlainStart } from './plain-start.ts';
import { attributedTargets, type ScenarioPlan } from '../scenario/plan-scenario.ts';
import type { LaggedPath } from '../law/lagged-path.ts';
import type { Program } from '../model/program.ts';
import type { PartSums } from './part-sums.ts';
import { toNatural } from '../math/transform.ts';

// `as number` below: every array has an entry per slot, target or horizon

/**
 * Runs of scenarios that differ in overrides, seeds, parameters and interventions only: what
 * `simulateRun` finds, left in arrays that the next run overwrites. No plan and no maps are made per
 * scenario; those were nine tenths of a run of a few turns.
 */
export class PlainRun implements KernelUser {
  readonly plan: ScenarioPlan;
  /** Takes the overrides of every scenario. */
  readonly start: PlainStart;
  /** Natural value of every slot at the end. */
  readonly final: Float64Array;
  /** Natural value of target t at horizon h: index t × horizons.length + h. Lies in the memory of the kernel. */
  values: Float64Array;
  /** By event: 1 when the path satisfied it. */
  readonly satisfied: Uint8Array;
  /** By target that is attributed, transformed units: at turn 0, at the end, and the largest on the way. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly scales: Float64Array;
  /** What moved them, one target after the other. */
  readonly parts: PartSums;
  readonly #attributed: readonly number[];
  /** null: the control run is all there is, or all members would be it; else the changes above are those of the members. */
  readonly members: PlainMembers | null;
  /** Index of the tag; −1: none. */
  tag = -1;
  readonly #kernel: Kernel;
  readonly #drives: Float64Array;
  readonly #events: EventWatch;
  readonly #recording: Recording;
  readonly #law: Interpreter;
  /** What the kernel is open for; null: it has to be opened. */
  #prepared: Program | null = null;
  readonly #acts: PlainActs;
  readonly #usesTags: boolean;
  readonly #arc: ArcReader | null;
  readonly #arcSlots: Int32Array;
  /** Where the values of the arc's overlays begin in `values`; null: not every turn of them is there. */
  readonly #arcColumns: Int32Array | null;
  /** Whether the values at the end are those that the kernel holds. */
  readonly #isFinalThere: boolean;
  /** Slots whose natural values have to be computed. */
  readonly #transformed: Int32Array;

  constructor(
    plan: ScenarioPlan,
    { kernel, drives }: DrivenKernel,
    watch: EventWatch,
    recording: Recording,
    parts: PartSums,
    members: PlainMembers | null,
    acts: PlainActs,
    usesTags: boolean,
  ) {
    const { transforms, names } = plan.program;
    this.plan = plan;
    this.#kernel = kernel;
    this.#drives = drives;
    this.#law = new Interpreter(plan.program);
    this.#acts = acts;
    this.#events = watch;
    this.#recording = recording;
    this.#usesTags = usesTags;
    this.parts = parts;
    this.#attributed = attributedTargets(plan);
    this.members = members;
    this.start = new PlainStart(plan.program);
    this.#transformed = Int32Array.from(
      [...names.keys()].filter((slot) => transforms[slot] !== 'identity'),
    );
    const isThere = this.#transformed.length === 0 && kernel.x.length === names.length;
    this.#isFinalThere = isThere && members === null;
    this.final = this.#isFinalThere ? kernel.x : new Float64Array(names.length);
    this.values = new Float64Array();
    this.satisfied = watch.satisfied;
    this.starts = new Float64Array(this.#attributed.length);
    this.ends = new Float64Array(this.#attributed.length);
    this.scales = new Float64Array(this.#attributed.length);
    const arcSlots = ARC_OVERLAYS.map((name) => names.indexOf(name));
    this.#arcSlots = Int32Array.from(arcSlots);
    this.#arc = !usesTags || arcSlots.includes(-1) ? null : createArcReader();
    const isEveryTurn = plan.horizons.length === plan.turns;
    const columns = arcSlots.map((slot) => plan.targets.indexOf(slot) * plan.turns);
    const isRecorded = isEveryTurn && columns.every((column) => column >= 0);
    this.#arcColumns = isRecorded ? Int32Array.from(columns) : null;
  }

  /**
   * Takes the parameters and the interventions of the next scenario.
   * @returns false: it cannot, or not without a warning
   */
  adopt(config: ScenarioConfig): boolean {
    if (!this.#acts.adopt(this.plan.program, config)) return false;
    this.#law.useParams(this.#acts.program.params);
    return true;
  }

  /**
   * @param seed effective seed
   * @returns false: something is not as usual, `simulateRun` must tell what
   */
  run(seed: number | string): boolean {
    if (!this.#begin() || !this.#advance() || !this.#convert()) return false;
    this.#readArc();
    if (this.#usesTags) this.tag = this.#kernel.findTag(this.final, this.plan.turns);
    if (Number.isNaN(this.tag)) return false;
    if (this.members === null) this.parts.collect();
    else {
      // they run with noise
      this.#prepared = null;
      if (!this.members.run(this.start.path, seed)) return false;
    }
    this.#readChanges();
    return true;
  }

  #readChanges(): void {
    const { members } = this;
    const targets = this.#attributed;
    const { x, tally } = this.#kernel;
    for (let target = 0; target < targets.length; target += 1) {
      const slot = targets[target] as number;
      const start = this.start.path.x[slot] as number;
      const largest = members === null ? (tally.largest[slot] as number) : members.largest(slot);
      const from = members === null || !this.plan.hasOwnNumbers ? start : members.mean(start);
      const size = Math.abs(from);
      this.starts[target] = from;
      this.ends[target] = members === null ? (x[slot] as number) : members.end(slot);
      this.scales[target] = largest > size ? largest : size;
    }
  }

  /** The arc of the run; null when the model has none or nobody asks. */
  arc(): ArcScore | null {
    return this.#arc === null ? null : this.#arc.score();
  }

  #begin(): boolean {
    const { program } = this.#acts;
    const { path } = this.start;
    if (!this.start.begin(program, this.#law)) return false;
    // a failure of the long way, which prints the start too
    if (!this.#hasNaturals(path.x)) return false;
    const kernel = this.#kernel;
    if (this.#prepared === program) kernel.reopen(path);
    else if (!this.#prepare(program, path)) return false;
    kernel.begin(0);
    this.#events.begin();
    return true;
  }

  /** @returns false: there is no room for what is recorded */
  #prepare(program: Program, path: LaggedPath): boolean {
    const kernel = this.#kernel;
    kernel.take(this);
    const options = { noise: false, events: this.#events.byCode, finals: true };
    kernel.open(program, path, options, this.#drives);
    this.#events.open(program.params);
    const values = kernel.recorder.open(this.#recording);
    if (values === null) return false;
    this.values = values;
    this.#prepared = program;
    return true;
  }

  /** Somebody else takes the kernel, in which nothing is left to be saved between two runs. */
  leave(): void {
    this.#prepared = null;
  }

  #advance(): boolean {
    const { turns } = this.plan;
    const kernel = this.#kernel;
    // an arc is read from every turn: afterwards, when the forecast has them all
    const arc = this.#arcColumns === null ? this.#arc : null;
    arc?.reset();
    let doubt = 0;
    this.#acts.begin();
    for (let turn = 0; turn < turns;) {
      if (!this.#acts.act(kernel, turn)) return false;
      const most = Math.min(kernel.mostTurns, this.#events.turns, this.#acts.turnsFrom(turn));
      const steps = arc === null ? Math.min(turns - turn, most) : 1;
      doubt += kernel.advance(steps);
      turn += steps;
      if (!this.#events.look(turn)) return false;
      if (arc === null) continue;
      const hope = this.#natural(this.#arcSlots[0] as number);
      const despair = this.#natural(this.#arcSlots[1] as number);
      const rage = this.#natural(this.#arcSlots[2] as number);
      const fatigue = this.#natural(this.#arcSlots[3] as number);
      arc.read(hope, despair, rage, fatigue);
      const sum = hope + despair + rage + fatigue;
      doubt += sum - sum;
    }
    kernel.recorder.settle();
    // a flow that was limited is told
    return doubt === 0 && kernel.limited < 0;
  }

  /** Reads the arc from the forecast. */
  #readArc(): void {
    const arc = this.#arc;
    const columns = this.#arcColumns;
    if (arc === null || columns === null) return;
    const { values } = this;
    const [hope, despair] = [columns[0] as number, columns[1] as number];
    const [rage, fatigue] = [columns[2] as number, columns[3] as number];
    arc.reset();
    for (let turn = 0; turn < this.plan.turns; turn += 1)
      arc.read(
        values[hope + turn] as number,
        values[despair + turn] as number,
        values[rage + turn] as number,
        values[fatigue + turn] as number,
      );
  }

  #natural(slot: number): number {
    const value = this.#kernel.x[slot] as number;
    const transform = this.plan.program.transforms[slot] as 'identity'; // one per slot
    return transform === 'identity' ? value : convertOrNaN(toNatural, transform, value);
  }

  /** Everything that is printed in natural units. */
  #convert(): boolean {
    if (this.#isFinalThere) return true;
    const { program, targets, horizons } = this.plan;
    const { x } = this.#kernel;
    const { final, values } = this;
    for (let slot = 0; slot < x.length; slot += 1) final[slot] = x[slot] as number;
    for (let slot = x.length; slot < final.length; slot += 1) final[slot] = this.#decay(slot);
    if (this.#transformed.length === 0) return true;
    if (!this.#hasNaturals(x)) return false;
    for (const slot of this.#transformed) final[slot] = this.#natural(slot);
    for (const [target, slot] of targets.entries()) {
      const transform = program.transforms[slot] as 'identity'; // one per slot
      if (transform === 'identity') continue;
      const from = target * horizons.length;
      for (let at = from; at < from + horizons.length; at += 1) {
        const value = values[at] as number;
        values[at] = convertOrNaN(toNatural, transform, value);
        if (Number.isNaN(values[at])) return false;
      }
    }
    return true;
  }

  /** A dynamic overlay at the end: nothing but decay moves it, and nobody reads it. */
  #decay(slot: number): number {
    const { turns, program } = this.plan;
    const decay = program.decay[slot] as number;
    let value = this.start.path.x[slot] as number;
    if (decay === 0) return value;
    for (let turn = 0; turn < turns && value > 0; turn += 1) value = Math.max(0, value - decay);
    return value;
  }

  #hasNaturals(x: Float64Array): boolean {
    for (const slot of this.#transformed) {
      const transform = this.plan.program.transforms[slot] as 'identity'; // one per slot
      const value = x[slot] as number;
      if (Number.isNaN(convertOrNaN(toNatural, transform, value))) return false;
    }
    return true;
  }
}
