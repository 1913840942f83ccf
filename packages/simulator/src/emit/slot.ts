import type { Code } from '../wasm/instructions.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import type { ExpressionEmitter } from './expression.ts';
import { findInside, isUnbounded } from './inside-bounds.ts';
import { addTo, type Place } from './places.ts';
import type { TurnPlaces } from './turn-places.ts';

/** Emits what is done to one slot: its bounds, and what is counted of it. */
export class SlotEmitter {
  readonly code: Code;
  readonly #compiled: CompiledModel;
  readonly #places: TurnPlaces;
  readonly #emitter: ExpressionEmitter;
  /** By slot: whether it is inside its bounds after decay and after every effect. */
  readonly #staysInside: readonly boolean[];

  /** @param emitter of the function that the code belongs to: its variables, its doubt */
  constructor(compiled: CompiledModel, places: TurnPlaces, emitter: ExpressionEmitter) {
    this.code = emitter.code;
    this.#compiled = compiled;
    this.#places = places;
    this.#emitter = emitter;
    this.#staysInside = findInside(compiled);
  }

  /** Whether a slot lacks a bound, so that it can grow beyond all numbers. */
  isUnbounded(slot: number): boolean {
    return isUnbounded(this.#compiled, slot);
  }

  /** Adds what a slot is about to change by. */
  addChange(sum: Place, to: number, x: Place): void {
    addTo(this.code, sum, () => {
      this.code.get(to);
      x.get();
      this.code.op('f64.sub');
    });
  }

  /** Notes how large the value of a slot is. */
  magnitude(slot: number): void {
    const { code } = this;
    const largest = this.#places.sum('largest', slot, slot);
    if (largest === null) return;
    const size = this.#emitter.take();
    this.#places.value(slot).get();
    code.op('f64.abs').tee(size);
    largest.get();
    code.op('f64.gt');
    code.open('if');
    largest.put(() => void code.get(size));
    code.close();
    this.#emitter.give(size);
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
    this.clip(slot, low, high, this.#places.sum('bounds', slot, slot));
  }

  /** @param value leaves what is compared on the stack; default: the slot */
  clip(
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

  /** Whether a slot is inside its bounds after decay and after every effect of a turn. */
  staysInside(slot: number): boolean {
    return this.#staysInside[slot] === true;
  }

  /** Counts as noise what chance moved a slot by beside what was due; both in local variables. */
  chance(slot: number, moved: number, due: number): void {
    const { code } = this;
    const sum = this.#places.sum('noise', slot, slot);
    if (sum !== null) addTo(code, sum, () => void code.get(moved).get(due).op('f64.sub'));
  }

  /** Adds a shock, in a local variable, to a slot. */
  shock(slot: number, shock: number): void {
    const { code } = this;
    const sum = this.#places.sum('noise', slot, slot);
    addTo(code, this.#places.value(slot), () => void code.get(shock));
    this.magnitude(slot);
    if (sum !== null) addTo(code, sum, () => void code.get(shock));
  }

  /** Remembers if the value of a slot is not finite. */
  check(slot: number): void {
    const value = this.#emitter.take();
    this.#places.value(slot).get();
    this.code.set(value);
    this.#emitter.remember(value);
    this.#emitter.give(value);
  }
}
