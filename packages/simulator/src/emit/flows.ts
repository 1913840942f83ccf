import type { Code } from '../wasm/instructions.ts';
import { emitCount } from './count.ts';
import type { ExpressionEmitter } from './expression.ts';
import type { SlotEmitter } from './slot.ts';
import { addTo, type Place } from './places.ts';
import type { Rate } from './step-plan.ts';
import { counterAt, type Emitted, type Frame, type TurnPlaces } from './turn-places.ts';

/** How much of an amount rounding can be, as in `RateMover`. */
const ROUNDING = 1e-12;

/** Local variables: what moves, and what was due where chance has its part in it; null: all of it was. */
interface Amounts {
  readonly moved: number;
  readonly due: number | null;
}

/** Emits what moves slots at the end of a step: what flows out of one is never more than what is left there. */
export class FlowEmitter {
  readonly code: Code;
  readonly #emitted: Emitted;
  readonly #frame: Frame;
  readonly #places: TurnPlaces;
  readonly #slots: SlotEmitter;
  readonly #emitter: ExpressionEmitter;

  constructor(
    emitted: Emitted,
    frame: Frame,
    places: TurnPlaces,
    slots: SlotEmitter,
    emitter: ExpressionEmitter,
  ) {
    this.code = emitter.code;
    this.#emitted = emitted;
    this.#frame = frame;
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
      const source = act === 'outflow' ? target : null;
      const sink = act === 'outflow' ? (other?.effect.target ?? null) : target;
      const limit = (): void => {
        if (act !== 'rate') this.#limit(moved, source, sink);
      };
      const due = rate.effect.draw === null ? moved : this.#draw(rate, moved, source, limit);
      if (due === moved) limit();
      const amounts = { moved, due: due === moved ? null : due };
      if (act === 'outflow') {
        this.#take(rate, amounts);
        if (other !== null) this.#add(other, amounts);
        if (other !== null) index += 1;
      } else this.#add(rate, amounts);
      if (due !== moved) this.#emitter.give(due);
      this.#emitter.give(moved);
    }
  }

  /** Takes from a slot. */
  #take(rate: Rate, { moved, due }: Amounts): void {
    const [given, owed] = [this.#emitter.take(), this.#emitter.take()];
    this.code.get(moved).op('f64.neg').set(given);
    if (due !== null) this.code.get(due).op('f64.neg').set(owed);
    this.#add(rate, { moved: given, due: due === null ? null : owed });
    this.#emitter.give(owed);
    this.#emitter.give(given);
  }

  /**
   * Draws the count of an amount and limits it.
   * @param moved local variable with the mean; it receives what moves
   * @returns a local variable with what was due: the rest of what moves is noise
   */
  #draw({ effect, at }: Rate, moved: number, source: number | null, limit: () => void): number {
    const { code } = this;
    const take = (): number => this.#emitter.take();
    const [mean, drawn, available, due] = [take(), take(), take(), take()];
    code.get(moved).set(mean);
    const isGiver = source !== null && this.#emitted.steps.givers.has(source);
    if (isGiver) this.#places.room('left', source).get();
    else code.double(Infinity);
    code.set(available);
    emitCount(this.#emitted, this.#frame, this.#emitter, {
      effect,
      at,
      amount: moved,
      inStep: true,
      // without a least value a source has what it holds
      available: () =>
        source === null || isGiver ? void code.get(available) : this.#places.value(source).get(),
    });
    code.get(moved).set(drawn);
    limit();
    // the lesser of the mean and of what there was
    code.get(available).double(0).get(available).double(0).op('f64.gt', 'select').set(due);
    code.get(mean).get(due).get(mean).get(due).op('f64.lt', 'select').set(due);
    code.get(moved).get(due).get(drawn).get(mean).op('f64.eq', 'select').set(due);
    for (const local of [available, drawn, mean]) this.#emitter.give(local);
    return due;
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
  #add({ effect, at }: Rate, { moved, due: drawnDue }: Amounts): void {
    const { code } = this;
    const { target, lower, upper } = effect;
    const due = drawnDue ?? moved;
    const x = this.#places.value(target);
    addTo(code, x, () => void code.get(moved));
    this.#slots.magnitude(target);
    this.#slots.check(target);
    if (drawnDue !== null) this.#slots.chance(target, moved, drawnDue);
    const sum = this.#places.sum('effects', at, target);
    if (lower === -Infinity && upper === Infinity) {
      if (sum !== null) addTo(code, sum, () => void code.get(due));
      return;
    }
    const before = this.#emitter.take();
    x.get();
    code.set(before);
    this.#slots.clip(target, lower, upper, null, () => void code.get(before));
    if (sum !== null)
      addTo(code, sum, () => {
        code.get(due);
        x.get();
        code.get(before).op('f64.sub', 'f64.add');
      });
    this.#emitter.give(before);
  }
}
