import type { CompiledEffect, CompiledModel } from '../model/compiled-model.ts';
import { intervalOf } from '../language/intervals.ts';
import type { NumberTree } from '../language/tree.ts';
import type { Code } from '../wasm/instructions.ts';
import { ExpressionEmitter } from './expression.ts';
import { emitCount } from './count.ts';
import { emitShocks } from './shocks.ts';
import { SlotEmitter } from './slot.ts';
import { ValueEmitter } from './values.ts';
import { emitMoment } from './moment.ts';
import { DOUBLE } from './memory-layout.ts';
import { mathIndex } from '../wasm/module-bytes.ts';
import { addTo, memoryOf } from './places.ts';
import { StepEmitter } from './steps.ts';
import {
  copyPlace,
  placesOf,
  readCounter,
  type Emitted,
  type Frame,
  type TurnPlaces,
} from './turn-places.ts';

/**
 * Emits the steps of the turn law for one model: what the interpreter does with arrays and trees,
 * unrolled. Whatever is known of the model (bounds, decay, signs) is left out or written as a
 * number, but every addition and comparison that remains is the interpreter's.
 * @see MODEL.md §3
 */
export class TurnEmitter {
  readonly code: Code;
  readonly slots: SlotEmitter;
  readonly #emitted: Emitted;
  readonly #frame: Frame;
  readonly #compiled: CompiledModel;
  readonly #places: TurnPlaces;
  readonly #rules: ExpressionEmitter;
  /** Auxiliaries as rules read them, and as whoever looks at the end of the turn does. */
  readonly #values: ValueEmitter;
  readonly #ends: ValueEmitter;
  readonly #measurements: ExpressionEmitter;

  /** What happens in the steps of a turn. */
  readonly steps: StepEmitter;

  constructor(emitted: Emitted, frame: Frame) {
    const { compiled, numbers } = emitted;
    const { code, doubt } = frame;
    const places = placesOf(emitted, frame);
    this.#emitted = emitted;
    this.#frame = frame;
    this.#compiled = compiled;
    this.code = code;
    this.#places = places;
    this.#rules = new ExpressionEmitter(code, places.rules, numbers, doubt);
    this.#measurements = new ExpressionEmitter(code, places.measurements, numbers, doubt);
    this.#values = new ValueEmitter(compiled, this.#rules, places, frame.known.rules, 'within');
    this.#ends = new ValueEmitter(compiled, this.#measurements, places, frame.known.ends, 'ended');
    this.slots = new SlotEmitter(compiled, places, this.#rules);
    this.steps = new StepEmitter(emitted, frame, places, this.slots);
  }

  /** Simultaneous rules read copies of what they change. */
  copy(): void {
    for (const slot of this.#emitted.frozen)
      copyPlace(this.#emitted, this.#frame, slot).put(this.#places.value(slot).get);
  }

  /** Sets the clock to the start of the turn, or to its end. */
  clock(ended: boolean): void {
    emitMoment(this.#emitted, this.#frame, { inStep: false, later: 0, stage: 0, ended });
  }

  /** The turn becomes a row of the history, behind the present one. */
  pushRow(): void {
    const { history, rows, rowBytes } = this.#emitted.layout;
    const row = rows + (history.depth + 1) * rowBytes;
    for (const [index, slot] of history.slots.entries())
      memoryOf(this.code, row + index * DOUBLE, this.#frame.past).put(this.#places.value(slot).get);
  }

  /** Step 2 for one slot. */
  decay(slot: number): void {
    const amount = this.#compiled.decay[slot] ?? 0;
    if (amount === 0) return;
    const { code } = this;
    const x = this.#places.value(slot);
    const sum = this.#places.sum('decay', slot, slot);
    const lowered = this.#rules.take();
    x.get();
    code.double(amount).op('f64.sub').set(lowered);
    code.double(0).get(lowered).get(lowered).double(0).op('f64.lt', 'select').set(lowered);
    if (sum !== null) this.slots.addChange(sum, lowered, x);
    x.put(() => void code.get(lowered));
    this.#rules.give(lowered);
  }

  /** Step 3 for one rule, whose first effect has this index among all: what it does once a turn. */
  rule(index: number, firstEffect: number): void {
    const rule = this.#compiled.rules[index];
    if (rule === undefined || rule.isOnlyRates) return;
    const branch = (): void => {
      this.#places.fired(index);
      for (const [position, effect] of rule.effects.entries())
        if (effect.act === 'add' || effect.act === 'set')
          this.#effect(effect, firstEffect + position);
    };
    if (rule.when === null) return branch();
    this.#values.need(rule.when);
    this.#rules.condition(rule.when);
    this.code.open('if');
    this.#values.inBranch(branch);
    this.code.close();
  }

  #effect(effect: CompiledEffect, index: number): void {
    const { code, slots } = this;
    const { act, add, weight, target, lower, upper } = effect;
    const x = this.#places.value(target);
    this.#values.need(add);
    const { doubtful, sign } = this.#rules.amount(add, weight);
    const [amount, before] = [this.#rules.take(), this.#rules.take()];
    code.set(amount);
    if (doubtful) this.#rules.remember(amount);
    const mean = effect.draw === null ? amount : this.#draw(effect, index, amount);
    if (act === 'add') addTo(code, x, () => void code.get(amount));
    else this.#set(target, amount);
    slots.magnitude(target);
    slots.bounds(target, mean === amount && act === 'add' && slots.staysInside(target) ? sign : 0);
    const isLimited = lower > -Infinity || upper < Infinity;
    if (isLimited || (slots.isUnbounded(target) && this.#places.eager)) {
      x.get();
      code.set(before);
      if (slots.isUnbounded(target)) this.#rules.remember(before);
    }
    if (isLimited) slots.clip(target, lower, upper, null, () => void code.get(before));
    this.#values.forget();
    // Adding 0 makes a −0 a 0, as the interpreter does.
    const added = (): void => {
      code.get(mean);
      if (isLimited) {
        x.get();
        code.get(before).op('f64.sub');
      } else code.double(0);
      code.op('f64.add');
    };
    this.#places.contribution(index)?.put(added);
    const sum = this.#places.sum('effects', index, target);
    if (sum !== null) addTo(code, sum, isLimited ? added : () => void code.get(mean));
    if (mean !== amount) {
      slots.chance(target, amount, mean);
      this.#rules.give(mean);
    }
    this.#rules.give(before);
    this.#rules.give(amount);
  }

  /** Makes a count of an amount. @returns the local variable with what the amount was */
  #draw(effect: CompiledEffect, at: number, amount: number): number {
    const mean = this.#rules.take();
    this.code.get(amount).set(mean);
    emitCount(this.#emitted, this.#frame, this.#rules, {
      effect,
      at,
      amount,
      inStep: false,
      available: () => void this.code.double(0),
    });
    return mean;
  }

  /** Sets a slot to an amount, which becomes what that adds. */
  #set(target: number, amount: number): void {
    const { code } = this;
    const x = this.#places.value(target);
    const old = this.#rules.take();
    x.get();
    code.set(old);
    x.put(() => void code.get(amount));
    code.get(amount).get(old).op('f64.sub').set(amount);
    this.#rules.give(old);
  }

  /** Step 5 for the slots whose noise is drawn in every turn. */
  noise(): void {
    const { turnNoise } = this.#compiled;
    if (turnNoise.slots.length === 0) return;
    readCounter(this.code, this.#emitted.layout, 'noise');
    this.code.open('if');
    this.#ends.forget();
    emitShocks(this.#ends, this.slots, {
      compiled: this.#compiled,
      group: turnNoise,
      normal: (index) => {
        this.#places.normal(index);
      },
      scale: null,
      quiet: this.#emitted.layout.correction?.quiet ?? null,
    });
    this.#ends.forget();
    this.code.close();
  }

  /** Step 4, and the shocks that a correction has for its slots. */
  correct(): void {
    const { layout } = this.#emitted;
    if (layout.correction === null) return;
    const { plan, room } = layout.correction;
    this.#spill('out');
    const sums = (part: 'largest' | 'noise'): number => layout.sums + layout.begins[part] * DOUBLE;
    this.code.get(this.#frame.doubt);
    for (const address of [plan, room, layout.values, layout.contributions]) this.code.int(address);
    this.code.int(sums('largest')).int(sums('noise')).call(mathIndex('correctTurn'));
    this.code.op('f64.add').set(this.#frame.doubt);
    this.#spill('in');
    this.#values.forget();
    this.#ends.forget();
  }

  /** What a correction learns of a turn that is over. */
  settle(): void {
    const { correction, values } = this.#emitted.layout;
    if (correction === null) return;
    this.#spill('out');
    for (const address of [correction.plan, correction.room, values]) this.code.int(address);
    this.code.call(mathIndex('settleTurn'));
  }

  /** Values that are in variables, to the memory or back. */
  #spill(way: 'in' | 'out'): void {
    const { code } = this;
    for (const [slot, local] of (this.#frame.values ?? []).entries()) {
      const address = this.#emitted.layout.values + slot * DOUBLE;
      if (way === 'in') code.int(0).load('f64.load', address).set(local);
      else code.int(0).get(local).store('f64.store', address);
    }
  }

  /**
   * Step 7 for one measurement.
   * @param isRead false: its value is often not wanted, it must only be known whether it exists
   */
  measure(index: number, isRead: boolean): void {
    const measurement = this.#compiled.measurements[index];
    if (measurement === undefined) return;
    const { slot, tree } = measurement;
    this.#ends.need(tree);
    if (isRead) this.#measure(slot, tree);
    else {
      this.#places.finals();
      this.code.open('if');
      this.#measure(slot, tree);
      this.code.otherwise();
      this.#measurements.checked(tree.op === 'sigmoid' ? tree.of[0] : tree);
      this.code.op('drop').close();
    }
    this.#ends.forget();
  }

  #measure(slot: number, tree: NumberTree): void {
    const { code } = this;
    const x = this.#places.value(slot);
    const sum = this.#places.sum('measurement', slot, slot);
    const before = this.#measurements.take();
    x.get();
    code.set(before);
    x.put(() => this.#measurements.checked(tree));
    const { lower, upper } = this.#compiled;
    const { low, high } = intervalOf(tree, []);
    const [least, most] = [lower[slot] ?? -Infinity, upper[slot] ?? Infinity];
    if (!(low >= least && high <= most)) this.slots.clip(slot, least, most, null);
    if (sum !== null)
      addTo(code, sum, () => {
        x.get();
        code.get(before).op('f64.sub');
      });
    this.#measurements.give(before);
  }

  /** An auxiliary at the end of the turn. */
  value(index: number): void {
    this.#ends.compute(index);
  }
}
