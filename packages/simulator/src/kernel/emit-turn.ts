import type { CompiledEffect, CompiledModel } from '../model/compiled-model.ts';
import { intervalOf } from '../language/intervals.ts';
import type { NumberTree } from '../language/tree.ts';
import { ExpressionEmitter, requireEmittable, type Readers } from './emit-expression.ts';
import type { Code } from '../wasm/instructions.ts';
import { addTo, type Place } from './places.ts';
import { findInside, isUnbounded } from './inside-bounds.ts';
import { ConstantFinder, type RunNumbers } from './run-numbers.ts';

/** The sums of a tally that the turn law adds to, by effect or by slot. */
export type CountedPart = 'effects' | 'decay' | 'measurement' | 'noise' | 'bounds' | 'largest';

/** Where the code of a kernel finds what the turn law reads and changes. */
export interface TurnPlaces {
  readonly rules: Readers;
  /** Measurements read the turn that just ended: it counts, and their lags are one step shorter. */
  readonly measurements: Readers;
  /** The value of a slot now. */
  value(slot: number): Place;
  /** A sum of the tally; null: nobody asks for it. */
  sum(part: CountedPart, index: number, slot: number): Place | null;
  /** Leaves the normal of this turn for the noisy slot at an index on the stack. */
  normal(index: number): void;
  /** Notes that a rule has fired. */
  fired(rule: number): void;
  /** Where the contribution of an effect goes; null: nowhere. */
  contribution(effect: number): Place | null;
  /** Leaves 1 on the stack where the values of slots that nobody reads are wanted too. */
  finals(): void;
  /** Whether a value that is too large must show at the end of step 3, not only in the end. */
  readonly eager: boolean;
}

/**
 * Emits the steps of the turn law for one model: what the interpreter does with arrays and trees,
 * unrolled. Whatever is known of the model (bounds, decay, signs) is left out or written as a
 * number, but every addition and comparison that remains is the interpreter's.
 * @see MODEL.md §3
 */
export class TurnEmitter {
  readonly code: Code;
  readonly #compiled: CompiledModel;
  readonly #places: TurnPlaces;
  readonly #numbers: RunNumbers;
  readonly #rules: ExpressionEmitter;
  readonly #measurements: ExpressionEmitter;
  readonly #constants = new ConstantFinder();
  /** By slot: whether it is inside its bounds after decay and after every effect. */
  readonly #staysInside: readonly boolean[];

  /** @param doubt local variable: 0, or NaN once a number was not finite */
  constructor(
    compiled: CompiledModel,
    code: Code,
    places: TurnPlaces,
    numbers: RunNumbers,
    doubt: number,
  ) {
    this.#compiled = compiled;
    this.code = code;
    this.#places = places;
    this.#numbers = numbers;
    this.#rules = new ExpressionEmitter(code, places.rules, numbers, doubt);
    this.#measurements = new ExpressionEmitter(code, places.measurements, numbers, doubt);
    this.#staysInside = findInside(compiled);
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
    if (sum !== null) this.#addChange(sum, lowered, x);
    x.put(() => void code.get(lowered));
    this.#rules.give(lowered);
  }

  /** Adds what a slot is about to change by. */
  #addChange(sum: Place, to: number, x: Place): void {
    addTo(this.code, sum, () => {
      this.code.get(to);
      x.get();
      this.code.op('f64.sub');
    });
  }

  /** Step 3 for one rule, whose first effect has this index among all. */
  rule(index: number, firstEffect: number): void {
    const rule = this.#compiled.rules[index];
    if (rule === undefined) return;
    if (rule.when !== null) {
      requireEmittable(rule.when);
      this.#rules.condition(rule.when);
      this.code.open('if');
    }
    this.#places.fired(index);
    for (const [position, effect] of rule.effects.entries())
      this.#effect(effect, index, firstEffect + position);
    if (rule.when !== null) this.code.close();
  }

  #effect(effect: CompiledEffect, rule: number, index: number): void {
    const { code } = this;
    const { target, lower, upper } = effect;
    const x = this.#places.value(target);
    const { doubtful, sign } = this.#amount(effect, rule);
    const [amount, before] = [this.#rules.take(), this.#rules.take()];
    code.set(amount);
    if (doubtful) this.#rules.remember(amount);
    addTo(code, x, () => void code.get(amount));
    this.#magnitude(target);
    this.bounds(target, this.#staysInside[target] === true ? sign : 0);
    const isLimited = lower > -Infinity || upper < Infinity;
    if (isLimited || (isUnbounded(this.#compiled, target) && this.#places.eager)) {
      x.get();
      code.set(before);
      if (isUnbounded(this.#compiled, target)) this.#rules.remember(before);
    }
    if (isLimited) this.#limit(effect, before);
    // Adding 0 makes a −0 a 0, as the interpreter does.
    const added = (): void => {
      code.get(amount);
      if (isLimited) {
        x.get();
        code.get(before).op('f64.sub');
      } else code.double(0);
      code.op('f64.add');
    };
    this.#places.contribution(index)?.put(added);
    const sum = this.#places.sum('effects', index, target);
    if (sum !== null) addTo(code, sum, isLimited ? added : () => void code.get(amount));
    this.#rules.give(before);
    this.#rules.give(amount);
  }

  /** The effect's own limits. */
  #limit({ target, lower, upper }: CompiledEffect, before: number): void {
    this.#clip(target, lower, upper, null, () => void this.code.get(before));
  }

  /** Leaves what an effect adds on the stack. */
  #amount({ add, scaled }: CompiledEffect, rule: number): { doubtful: boolean; sign: number } {
    requireEmittable(add);
    const { code } = this;
    const constancy = this.#constants.of(add);
    const number = (tree: NumberTree | null, of: number | null): void =>
      this.#places.rules.number(this.#numbers.indexOf(tree, of));
    if (constancy === 'literal') {
      const value = this.#constants.valueOf(add);
      if (!Number.isNaN(value)) {
        if (scaled) number(add, rule);
        else code.double(value);
        // A weight is never negative.
        return { doubtful: false, sign: Math.sign(value) };
      }
    }
    if (constancy !== 'turn') {
      number(add, scaled ? rule : null);
      return { doubtful: add.op !== 'param', sign: 0 };
    }
    const doubtful = this.#rules.unchecked(add);
    if (scaled) {
      number(null, rule);
      code.op('f64.mul');
    }
    return { doubtful, sign: 0 };
  }

  /** Step 5 for one slot: adds the shock. */
  noise(slot: number, index: number): void {
    const { code } = this;
    const x = this.#places.value(slot);
    const sum = this.#places.sum('noise', slot, slot);
    const shock = this.#rules.take();
    this.#places.normal(index);
    code
      .double(this.#compiled.noise[slot] ?? 0)
      .op('f64.mul')
      .set(shock);
    addTo(code, x, () => void code.get(shock));
    this.#magnitude(slot);
    if (sum !== null) addTo(code, sum, () => void code.get(shock));
    this.#rules.give(shock);
  }

  #magnitude(slot: number): void {
    const { code } = this;
    const largest = this.#places.sum('largest', slot, slot);
    if (largest === null) return;
    const size = this.#rules.take();
    this.#places.value(slot).get();
    code.op('f64.abs').tee(size);
    largest.get();
    code.op('f64.gt');
    code.open('if');
    largest.put(() => void code.get(size));
    code.close();
    this.#rules.give(size);
  }

  /**
   * Puts a slot inside its bounds.
   * @param moved the sign of the amount that was added to a value inside them: only the bound on
   *   that side can be crossed; 0: any
   */
  bounds(slot: number, moved: number): void {
    const { lower, upper } = this.#compiled;
    const low = moved <= 0 ? (lower[slot] ?? -Infinity) : -Infinity;
    const high = moved >= 0 ? (upper[slot] ?? Infinity) : Infinity;
    this.#clip(slot, low, high, this.#places.sum('bounds', slot, slot));
  }

  /** @param value leaves what is compared on the stack; default: the slot */
  #clip(
    slot: number,
    low: number,
    high: number,
    sum: Place | null,
    value = () => this.#places.value(slot).get(),
  ): void {
    const { code } = this;
    const x = this.#places.value(slot);
    const sides = [
      { bound: low, beyond: 'f64.lt' as const },
      { bound: high, beyond: 'f64.gt' as const },
    ].filter(({ bound }) => Number.isFinite(bound));
    for (const [index, { bound, beyond }] of sides.entries()) {
      if (index > 0) code.otherwise();
      value();
      code.double(bound).op(beyond);
      code.open('if');
      if (sum !== null)
        addTo(code, sum, () => {
          code.double(bound);
          x.get();
          code.op('f64.sub');
        });
      x.put(() => void code.double(bound));
    }
    for (const _ of sides) code.close();
  }

  /** Whether step 6 can find the slot outside its bounds. */
  needsBounds(slot: number): boolean {
    return (this.#compiled.noise[slot] ?? 0) !== 0 || this.#staysInside[slot] !== true;
  }

  /** Remembers if the value of a slot is not finite. */
  check(slot: number): void {
    const value = this.#rules.take();
    this.#places.value(slot).get();
    this.code.set(value);
    this.#rules.remember(value);
    this.#rules.give(value);
  }

  /**
   * Step 7 for one measurement.
   * @param isRead false: its value is often not wanted, it must only be known whether it exists
   */
  measure(index: number, isRead: boolean): void {
    const measurement = this.#compiled.measurements[index];
    if (measurement === undefined) return;
    const { slot, tree } = measurement;
    requireEmittable(tree);
    if (isRead) return this.#measure(slot, tree);
    this.#places.finals();
    this.code.open('if');
    this.#measure(slot, tree);
    this.code.otherwise();
    this.#measurements.checked(tree.op === 'sigmoid' ? tree.of[0] : tree);
    this.code.op('drop').close();
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
    if (!(low >= least && high <= most)) this.#clip(slot, least, most, null);
    if (sum !== null)
      addTo(code, sum, () => {
        x.get();
        code.get(before).op('f64.sub');
      });
    this.#measurements.give(before);
  }
}
