import { constantValue } from '../model/constant-value.ts';
import type { NumberTree } from '../language/tree.ts';
import type { Code } from '../wasm/instructions.ts';
import { ExpressionEmitter, NotEmitted } from './expression.ts';
import { FlowEmitter } from './flows.ts';
import { emitMoment } from './moment.ts';
import { emitShocks } from './shocks.ts';
import type { SlotEmitter } from './slot.ts';
import { ValueEmitter } from './values.ts';
import { addTo, type Place } from './places.ts';
import type { StepRule } from './step-plan.ts';
import {
  readCounter,
  readersOf,
  valuePlace,
  type Emitted,
  type Frame,
  type TurnPlaces,
} from './turn-places.ts';

/** A fixed delay of more steps is too long for code. */
const LONGEST_LINE = 64;

/** What is read for: the start of a step, or a later stage of it that counts so much. */
export type Stage = { readonly counts: number } | null;

/** Emits the parts of a step, as `Steps` of the interpreter runs them. */
export class StepEmitter {
  readonly code: Code;
  readonly #emitted: Emitted;
  readonly #frame: Frame;
  readonly #places: TurnPlaces;
  readonly #slots: SlotEmitter;
  readonly #start: ValueEmitter;
  readonly #later: ValueEmitter;
  readonly #flows: FlowEmitter;

  constructor(emitted: Emitted, frame: Frame, places: TurnPlaces, slots: SlotEmitter) {
    this.code = frame.code;
    this.#emitted = emitted;
    this.#frame = frame;
    this.#places = places;
    this.#slots = slots;
    this.#start = this.#readAt('start', (slot) => valuePlace(emitted, frame, slot).get);
    this.#later = this.#readAt('later', (slot) => this.#staged(slot));
    this.#flows = new FlowEmitter(emitted, frame, places, slots, this.#start.emitter);
  }

  #readAt(when: 'start' | 'later', slot: (slot: number) => () => void): ValueEmitter {
    const { compiled, numbers } = this.#emitted;
    const readers = readersOf(this.#emitted, this.#frame, 'rules', (at) => ({ get: slot(at) }));
    const emitter = new ExpressionEmitter(this.code, readers, numbers, this.#frame.doubt);
    return new ValueEmitter(compiled, emitter, this.#places, this.#frame.known[when], 'within');
  }

  /** The value of a slot in a later stage. */
  #staged(slot: number): () => void {
    const { compiled, steps } = this.#emitted;
    if (steps.staged.has(slot)) return this.#places.room('stage', slot).get;
    const { get } = valuePlace(this.#emitted, this.#frame, slot);
    if (compiled.kinds[slot] === 'value') return get;
    return () => {
      // what does not move gains 0, which makes a −0 a 0
      get();
      this.code.double(0).op('f64.add');
    };
  }

  /**
   * Another moment is read from now on.
   * @param later 1: of the next step
   * @param stage how much of the step is over
   */
  moment(later: 0 | 1, stage: number): void {
    emitMoment(this.#emitted, this.#frame, { inStep: true, later, stage, ended: false });
    this.#start.forget();
    this.#later.forget();
  }

  /** Whether a rule moves in this step. */
  choose({ rule, index }: StepRule): void {
    const { when } = rule;
    if (when === null) return;
    this.#start.need(when);
    this.#places.room('applies', index).put(() => {
      this.#start.emitter.condition(when);
      this.code.op('f64.convert_i32_s');
    });
  }

  /** Emits code that runs where a rule applies. */
  #where({ rule, index }: StepRule, values: ValueEmitter, emit: () => void): void {
    if (rule.when === null) return emit();
    this.#places.room('applies', index).get();
    this.code.double(0).op('f64.ne');
    this.code.open('if');
    values.inBranch(emit);
    this.code.close();
  }

  /** What a rule moves per unit of time at the present moment. */
  read(rule: StepRule, stage: Stage): void {
    const values = stage === null ? this.#start : this.#later;
    const rates = rule.rates.filter(({ effect }) => !effect.paired);
    const rateOf = (at: number): Place => this.#places.room('rate', at);
    for (const { effect } of rates) values.need(effect.add);
    if (stage === null && rule.rule.when !== null)
      for (const { as } of rates) rateOf(as).put(() => void this.code.double(0));
    this.#where(rule, values, () => {
      for (const { effect, as } of rates) {
        const rate = values.emitter.take();
        const { doubtful } = values.emitter.amount(effect.add, effect.weight);
        this.code.set(rate);
        if (doubtful) values.emitter.remember(rate);
        rateOf(as).put(() => void this.code.get(rate));
        values.emitter.give(rate);
        this.#count(rateOf(as), this.#places.room('total', as), stage);
      }
    });
  }

  #count(rate: Place, total: Place, stage: Stage): void {
    if (this.#emitted.compiled.clock.method === 'euler') return;
    if (stage === null) return total.put(rate.get);
    addTo(this.code, total, () => {
      this.code.double(stage.counts);
      rate.get();
      this.code.op('f64.mul');
    });
  }

  /** What the state of a delay gains per unit of time at the present moment. */
  gain(index: number, stage: Stage): void {
    const delay = this.#emitted.compiled.hidden[index];
    if (delay === undefined) return;
    const values = stage === null ? this.#start : this.#later;
    values.need(delay.time);
    values.need(delay.rate);
    this.#requireTime(values.emitter, delay.time);
    const gain = this.#places.room('gain', index);
    gain.put(() => values.emitter.checked(delay.rate));
    this.#count(gain, this.#places.room('gains', index), stage);
  }

  /** A delay takes more than no time. */
  #requireTime(emitter: ExpressionEmitter, time: NumberTree): void {
    if ((constantValue(time) ?? 0) > 0) return;
    const { code } = this;
    emitter.checked(time);
    code.double(0).op('f64.gt', 'i32.eqz');
    code.open('if');
    emitter.giveUp();
    code.close();
  }

  /** What enters a fixed delay. */
  input(index: number): void {
    const line = this.#emitted.compiled.lines[index];
    if (line === undefined) return;
    this.#start.need(line.input);
    this.#places.room('input', index).put(() => this.#start.emitter.checked(line.input));
  }

  /** The value of a slot in the next stage, a part of the step later. */
  stage(slot: number, part: number): void {
    const { code } = this;
    this.#places.room('stage', slot).put(() => {
      valuePlace(this.#emitted, this.#frame, slot).get();
      code.double(part * this.#emitted.compiled.clock.dt);
      this.#slope(slot);
      code.op('f64.mul', 'f64.add');
    });
  }

  /** Leaves what a slot gains per unit of time by the rates of the last stage. */
  #slope(slot: number): void {
    const { code } = this;
    const { compiled, steps } = this.#emitted;
    code.double(0);
    for (const { effect, as } of steps.ratesOf.get(slot) ?? []) {
      this.#places.room('rate', as).get();
      if (effect.act === 'outflow') code.op('f64.neg');
      code.op('f64.add');
    }
    for (const [index, hidden] of compiled.hidden.entries())
      if (hidden.slot === slot) {
        this.#places.room('gain', index).get();
        code.op('f64.add');
      }
  }

  /** Totals become weighted means of the four stages. */
  average(part: 'total' | 'gains', index: number): void {
    const total = this.#places.room(part, index);
    total.put(() => {
      total.get();
      this.code.double(6).op('f64.div');
    });
  }

  /** A slot can give what it has. */
  give(slot: number): void {
    this.#flows.begin(slot);
  }

  /** Moves what a rule moves. */
  move(rule: StepRule): void {
    this.#where(rule, this.#start, () => {
      this.#flows.move(rule.rates);
    });
  }

  /** Moves the state of a delay. */
  moveDelay(index: number): void {
    const { hidden, clock } = this.#emitted.compiled;
    const slot = hidden[index]?.slot ?? 0;
    addTo(this.code, this.#places.value(slot), () => {
      this.code.double(clock.dt);
      this.#places.room(clock.method === 'rk4' ? 'gains' : 'gain', index).get();
      this.code.op('f64.mul');
    });
    this.#slots.check(slot);
  }

  /** Moves a fixed delay on. */
  moveLine(index: number): void {
    const line = this.#emitted.compiled.lines[index];
    if (line === undefined) return;
    if (line.length > LONGEST_LINE) throw new NotEmitted('a fixed delay of many steps');
    const last = line.first + line.length - 1;
    for (let slot = line.first; slot < last; slot += 1)
      this.#places.value(slot).put(this.#places.value(slot + 1).get);
    this.#places.value(last).put(this.#places.room('input', index).get);
  }

  /** Noise per time, after the step. */
  shake(): void {
    const { compiled, layout } = this.#emitted;
    const { stepNoise, clock } = compiled;
    if (stepNoise.slots.length === 0) return;
    readCounter(this.code, layout, 'noise');
    this.code.open('if');
    this.moment(1, 0);
    this.#start.inBranch(() => {
      emitShocks(this.#start, this.#slots, {
        compiled,
        group: stepNoise,
        normal: (index) => {
          this.#places.normal(index);
        },
        scale: Math.sqrt(clock.dt),
        quiet: null,
      });
    });
    this.code.close();
  }

  /** Keeps a slot inside its bounds. */
  bound(slot: number): void {
    if (this.#emitted.steps.moved.has(slot) || !this.#slots.staysInside(slot))
      this.#slots.bounds(slot, 0);
  }
}
