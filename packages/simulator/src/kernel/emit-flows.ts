import type { CompiledEffect } from '../model/compiled-model.ts';
import type { Code } from '../wasm/instructions.ts';
import type { ExpressionEmitter } from './emit-expression.ts';
import type { SlotEmitter } from './emit-slot.ts';
import { addTo } from './places.ts';
import { counterAt, placesOf, type Emitted, type Frame, type TurnPlaces } from './turn-places.ts';

/** What moves by a rate, and where its numbers are while code runs. */
export interface Rate {
  readonly effect: CompiledEffect;
  /** Index over all effects. */
  readonly at: number;
  /** Local variables: what it moves per unit of time in the last stage, and in the whole step. */
  readonly rate: number;
  readonly total: number;
}

/** How much of an amount rounding can be, as in `RateMover`. */
const ROUNDING = 1e-12;

/** Emits what moves slots at the end of a step: what flows out of one is never more than what is left there. */
export class FlowEmitter {
  readonly code: Code;
  readonly #emitted: Emitted;
  readonly #places: TurnPlaces;
  readonly #slots: SlotEmitter;
  readonly #emitter: ExpressionEmitter;
  /** By slot with a least value: the local variable with what flows can still take of it. */
  readonly #left = new Map<number, number>();

  constructor(emitted: Emitted, frame: Frame, slots: SlotEmitter, emitter: ExpressionEmitter) {
    this.code = frame.code;
    this.#emitted = emitted;
    this.#places = placesOf(emitted, frame);
    this.#slots = slots;
    this.#emitter = emitter;
  }

  /** A step begins: what every slot has above its least value can flow. */
  begin(rates: readonly Rate[]): void {
    const { lower } = this.#emitted.compiled;
    for (const { effect } of rates) {
      const { act, target } = effect;
      const least = lower[target] ?? -Infinity;
      if (act === 'rate' || least === -Infinity || this.#left.has(target)) continue;
      const left = this.code.local('d');
      this.#left.set(target, left);
      this.#places.value(target).get();
      this.code.double(least).op('f64.sub').set(left);
    }
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
      code.double(dt).get(rate.total).op('f64.mul').set(moved);
      // a mean of stages can leave the numbers although none of them does
      if (method === 'rk4' || dt > 1) this.#emitter.remember(moved);
      if (act !== 'rate')
        this.#limit(
          moved,
          act === 'outflow' ? target : null,
          act === 'outflow' ? (other?.effect.target ?? null) : target,
        );
      if (act !== 'outflow') this.#add(rate, moved);
      else {
        const given = this.#emitter.take();
        code.get(moved).op('f64.neg').set(given);
        this.#add(rate, given);
        this.#emitter.give(given);
        if (other !== null) this.#add(other, moved);
        if (other !== null) index += 1;
      }
      this.#emitter.give(moved);
    }
  }

  /** Keeps an amount to what is left where it comes from, and takes it from there. */
  #limit(moved: number, source: number | null, sink: number | null): void {
    const { code } = this;
    const giving = source === null ? undefined : this.#left.get(source);
    const taking = sink === null ? undefined : this.#left.get(sink);
    if (giving === undefined && taking === undefined) return;
    code.get(moved).double(0).op('f64.ge');
    code.open('if');
    if (giving !== undefined) this.#limitTo(moved, giving, source ?? 0, false);
    code.otherwise();
    if (taking !== undefined) this.#limitTo(moved, taking, sink ?? 0, true);
    code.close();
  }

  #limitTo(moved: number, left: number, giver: number, isBack: boolean): void {
    const { code } = this;
    const size = this.#emitter.take();
    code.get(moved).op('f64.abs').tee(size);
    code.get(left).op('f64.le', 'i32.eqz');
    code.open('if');
    // what is over by rounding alone was meant to take all
    code.get(size).get(left).op('f64.sub').double(ROUNDING).get(size).op('f64.mul', 'f64.gt');
    code.open('if');
    code.int(0).int(giver + 1);
    code.store('i32.store', counterAt(this.#emitted.layout, 'limited')).close();
    code.get(left).double(0).get(left).double(0).op('f64.gt', 'select').tee(size);
    if (isBack) code.op('f64.neg');
    code.set(moved).close();
    code.get(left).get(size).op('f64.sub').set(left);
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
