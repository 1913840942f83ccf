import type { Code } from '../wasm/instructions.ts';
import type { ExpressionEmitter } from './emit-expression.ts';
import type { SlotEmitter } from './emit-slot.ts';
import { addTo, type Place } from './places.ts';
import type { Rate } from './step-plan.ts';
import { counterAt, type Emitted, type TurnPlaces } from './turn-places.ts';

/** How much of an amount rounding can be, as in `RateMover`. */
const ROUNDING = 1e-12;

/** Emits what moves slots at the end of a step: what flows out of one is never more than what is left there. */
export class FlowEmitter {
  readonly code: Code;
  readonly #emitted: Emitted;
  readonly #places: TurnPlaces;
  readonly #slots: SlotEmitter;
  readonly #emitter: ExpressionEmitter;

  constructor(
    emitted: Emitted,
    places: TurnPlaces,
    slots: SlotEmitter,
    emitter: ExpressionEmitter,
  ) {
    this.code = emitter.code;
    this.#emitted = emitted;
    this.#places = places;
    this.#slots = slots;
    this.#emitter = emitter;
  }

  /** A step begins: what a slot has above its least value can flow. */
  begin(slot: number): void {
    this.#places.room('left', slot).put(() => {
      this.#places.value(slot).get();
      this.code.double(this.#emitted.compiled.lower[slot] ?? 0).op('f64.sub');
    });
  }

  /** Moves what the effects of one rule move in this step, in order. */
  move(rates: readonly Rate[]): void {
    const { code } = this;
    const { dt, method } = this.#emitted.compiled.clock;
    for (let index = 0; index < rates.length; index += 1) {
      const rate = rates[index] as Rate; // in range
      const { act, target } = rate.effect;
      const next = rates[index + 1];
      const other = act === 'outflow' && next?.effect.paired === true ? next : null;
      const moved = this.#emitter.take();
      code.double(dt);
      this.#places.room(method === 'rk4' ? 'total' : 'rate', rate.as).get();
      code.op('f64.mul').set(moved);
      // a mean of stages can leave the numbers although none of them does
      if (method === 'rk4' || dt > 1) this.#emitter.remember(moved);
      const sink = act === 'outflow' ? (other?.effect.target ?? null) : target;
      if (act !== 'rate') this.#limit(moved, act === 'outflow' ? target : null, sink);
      if (act === 'outflow') {
        const given = this.#emitter.take();
        code.get(moved).op('f64.neg').set(given);
        this.#add(rate, given);
        this.#emitter.give(given);
        if (other !== null) this.#add(other, moved);
        if (other !== null) index += 1;
      } else this.#add(rate, moved);
      this.#emitter.give(moved);
    }
  }

  /** Keeps an amount to what is left where it comes from, and takes it from there. */
  #limit(moved: number, source: number | null, sink: number | null): void {
    const { code } = this;
    const { givers } = this.#emitted.steps;
    const isGiver = (slot: number | null): slot is number => slot !== null && givers.has(slot);
    if (!isGiver(source) && !isGiver(sink)) return;
    code.get(moved).double(0).op('f64.ge');
    code.open('if');
    if (isGiver(source)) this.#limitTo(moved, source, false);
    code.otherwise();
    if (isGiver(sink)) this.#limitTo(moved, sink, true);
    code.close();
  }

  #limitTo(moved: number, giver: number, isBack: boolean): void {
    const { code } = this;
    const left: Place = this.#places.room('left', giver);
    const [size, most] = [this.#emitter.take(), this.#emitter.take()];
    left.get();
    code.set(most).get(moved).op('f64.abs').tee(size);
    code.get(most).op('f64.le', 'i32.eqz');
    code.open('if');
    // what is over by rounding alone was meant to take all
    code.get(size).get(most).op('f64.sub').double(ROUNDING).get(size).op('f64.mul', 'f64.gt');
    code.open('if');
    code.int(0).int(giver + 1);
    code.store('i32.store', counterAt(this.#emitted.layout, 'limited')).close();
    code.get(most).double(0).get(most).double(0).op('f64.gt', 'select').tee(size);
    if (isBack) code.op('f64.neg');
    code.set(moved).close();
    left.put(() => void code.get(most).get(size).op('f64.sub'));
    this.#emitter.give(most);
    this.#emitter.give(size);
  }

  /** Adds to a slot, keeps it inside the limits of the effect, and counts what moved it. */
  #add({ effect, at }: Rate, moved: number): void {
    const { code } = this;
    const { target, lower, upper } = effect;
    const x = this.#places.value(target);
    addTo(code, x, () => void code.get(moved));
    this.#slots.magnitude(target);
    this.#slots.check(target);
    const sum = this.#places.sum('effects', at, target);
    if (lower === -Infinity && upper === Infinity) {
      if (sum !== null) addTo(code, sum, () => void code.get(moved));
      return;
    }
    const before = this.#emitter.take();
    x.get();
    code.set(before);
    this.#slots.clip(target, lower, upper, null, () => void code.get(before));
    if (sum !== null)
      addTo(code, sum, () => {
        code.get(moved);
        x.get();
        code.get(before).op('f64.sub', 'f64.add');
      });
    this.#emitter.give(before);
  }
}
