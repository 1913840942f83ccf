import { NumericError } from '../math/numeric-error.ts';
import type { CompiledEffect } from '../model/compiled-model.ts';
import type { Program } from '../model/program.ts';
import { checkMean } from './chance.ts';
import type { PathReadings } from './path-readings.ts';
import { noteMagnitude, type Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

/** An effect that moves its target in every step. */
export interface RateEffect {
  readonly effect: CompiledEffect;
  /** Index over all effects of the model. */
  readonly at: number;
}

/** How much of an amount rounding can be. */
const ROUNDING = 1e-12;

// `as number` below: every array has an entry per slot or per effect

/** Moves slots by rates and flows: what flows out of one is never more than what is left there. */
export class RateMover {
  readonly #program: Program;
  readonly #at: PathReadings;
  /** What flows can still take of a slot in this step. */
  readonly #left: Float64Array;

  constructor(program: Program, at: PathReadings) {
    this.#program = program;
    this.#at = at;
    this.#left = new Float64Array(program.size);
  }

  /** A step begins: what every slot has above its least value can flow. */
  begin(work: Float64Array): void {
    const { lower } = this.#program.ofRules;
    for (let slot = 0; slot < this.#program.size; slot += 1)
      this.#left[slot] = (work[slot] as number) - (lower[slot] as number);
  }

  /**
   * Moves what the effects of one rule move in this step, in order.
   * @param totals by effect of the model: what it moves per unit of time
   * @throws NumericError `overflow`, `negative-mean`
   */
  move(
    effects: readonly RateEffect[],
    totals: Float64Array,
    scratch: TurnScratch,
    tally: Tally | null,
  ): void {
    const { dt } = this.#program.compiled.clock;
    const { chance } = scratch;
    for (let index = 0; index < effects.length; index += 1) {
      const { effect, at } = effects[index] as RateEffect; // in range
      const mean = dt * (totals[at] as number);
      const isFlow = effect.act !== 'rate';
      const other = effect.act === 'outflow' ? pairedAt(effects, index + 1) : null;
      const source = effect.act === 'outflow' ? effect.target : null;
      const sink = effect.act === 'outflow' ? (other?.effect.target ?? null) : effect.target;
      // what comes from outside is never short
      const available = source === null ? Infinity : (this.#left[source] as number);
      checkMean(effect, mean);
      // without a least value a source has what it holds
      const most = source !== null && available === Infinity ? scratch.work[source] : available;
      const drawn = chance === null ? mean : chance.count(effect, mean, this.#at.place, most ?? 0);
      const moved = isFlow ? this.#limit(drawn, source, sink, scratch) : drawn;
      // what chance takes or gives beside the mean is noise
      const due = drawn === mean ? moved : Math.min(mean, Math.max(0, available));
      if (isFlow) this.#take(moved, source, sink);
      if (effect.act === 'outflow') {
        this.#add(effect, at, -due, -moved, scratch, tally);
        if (other !== null) {
          this.#add(other.effect, other.at, due, moved, scratch, tally);
          index += 1;
        }
      } else this.#add(effect, at, due, moved, scratch, tally);
    }
  }

  /** What can flow: never more than is left where it comes from. */
  #limit(amount: number, source: number | null, sink: number | null, scratch: TurnScratch): number {
    const giver = amount >= 0 ? source : sink;
    if (giver === null) return amount;
    const left = this.#left[giver] as number;
    const size = Math.abs(amount);
    if (size <= left) return amount;
    // what is over by rounding alone was meant to take all
    if (size - left > ROUNDING * size) scratch.limited = giver;
    const most = Math.max(0, left);
    return amount >= 0 ? most : -most;
  }

  #take(moved: number, source: number | null, sink: number | null): void {
    const giver = moved >= 0 ? source : sink;
    if (giver !== null) this.#left[giver] = (this.#left[giver] as number) - Math.abs(moved);
  }

  /** Adds to a slot, keeps it inside the limits of the effect, and counts what moved it. */
  #add(
    { target, lower, upper }: CompiledEffect,
    at: number,
    due: number,
    moved: number,
    { work, contributions }: TurnScratch,
    tally: Tally | null,
  ): void {
    const value = (work[target] as number) + moved;
    if (!Number.isFinite(value))
      throw new NumericError(
        'overflow',
        `the value of ${this.#program.names[target]} is too large`,
      );
    const limited = value < lower ? lower : value > upper ? upper : value;
    work[target] = limited;
    const contribution = due + (limited - value);
    contributions[at] = (contributions[at] as number) + contribution;
    if (tally === null) return;
    noteMagnitude(tally, target, value);
    tally.effects[at] = (tally.effects[at] as number) + contribution;
    if (moved !== due) tally.noise[target] = (tally.noise[target] as number) + (moved - due);
  }
}

function pairedAt(effects: readonly RateEffect[], index: number): RateEffect | null {
  const next = effects[index];
  return next?.effect.paired === true ? next : null;
}
