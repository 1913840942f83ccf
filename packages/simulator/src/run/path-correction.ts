import type { Corrector } from '@pulse-stream/worldstate';
import { CORRECTION_KINDS, type CorrectionNumbers } from '@pulse-stream/worldstate/internal';
import type { Kernel } from '../kernel/kernel.ts';
import type { Tally } from '../law/tally.ts';
import type { Program } from '../model/program.ts';
import {
  correctedEffects,
  layOutCorrection,
  type Places,
} from '../correction/correction-layout.ts';
import * as at from '../correction/correction-places.ts';

// `as number` below: every index is one of the numbers of a corrector, or a place of the layout

/** Turns of which shocks are drawn at a time. */
const turnsAtOnce = ({ mostTurns }: Kernel, turns: number): number => Math.min(turns, mostTurns);

/** Whether the memory of a kernel holds a corrector, for so many paths of so many turns. */
export function holdsCorrector(
  kernel: Kernel,
  { numbers }: Corrector,
  { turns, paths }: { readonly turns: number; readonly paths: number },
): boolean {
  const { correction } = kernel;
  if (numbers === undefined || correction === null) return false;
  const { wholes, doubles } = layOutCorrection(numbers, turnsAtOnce(kernel, turns), paths);
  return wholes <= correction.plan.length && doubles <= correction.room.length;
}

/**
 * The corrector of a run in the memory of a kernel, whose code corrects by it. Everything that is not
 * on the path, as what a member draws, stays the corrector's.
 */
export class PathCorrection {
  readonly #corrector: Corrector;
  readonly #numbers: CorrectionNumbers;
  readonly #places: Places;
  readonly #kernel: Kernel;
  readonly #plan: Int32Array;
  readonly #room: Float64Array;
  /** Where the shocks of a series lie; 0: nowhere yet. */
  readonly #seriesAt: Int32Array;
  #series: number;
  /** Shocks of a turn that are drawn, and whether there are such. */
  readonly #drawn: Float64Array;
  #draws = false;
  #isFresh = true;

  /**
   * @param hasChance whether paths have chance of their own: then shocks of 0 are added too
   * @throws Error when no code computes the corrector
   */
  constructor(
    corrector: Corrector,
    program: Program,
    kernel: Kernel,
    { turns, paths }: { readonly turns: number; readonly paths: number },
    hasChance: boolean,
  ) {
    const { numbers, slots } = corrector;
    const { correction } = kernel;
    if (numbers === undefined || correction === null)
      throw new Error('a corrector that no code computes');
    const places = layOutCorrection(numbers, turnsAtOnce(kernel, turns), paths);
    const { plan, room, quiet } = correction;
    this.#corrector = corrector;
    this.#numbers = numbers;
    this.#places = places;
    this.#kernel = kernel;
    this.#plan = plan;
    this.#room = room;
    this.#seriesAt = new Int32Array(numbers.shocks.series);
    this.#series = places.series;
    this.#drawn = new Float64Array(slots.length);
    room.fill(0, 0, places.series);
    quiet.fill(0);
    for (const slot of slots) quiet[slot] = corrector.drawsShocks === true ? 1 : 0;
    this.#write(program, hasChance);
  }

  /** What does not change in a run. */
  #write({ noise }: Program, hasChance: boolean): void {
    const { slots } = this.#corrector;
    const [numbers, places, plan, room] = [this.#numbers, this.#places, this.#plan, this.#room];
    for (const [key, value] of Object.entries(places.head)) plan[Number(key)] = value;
    room[at.MOST_LEVEL] = numbers.mostLevel;
    room[at.MOST_CHANGE] = numbers.mostChange;
    room[at.NEUTRAL] = numbers.neutral;
    room[at.DECAY] = numbers.shocks.decay;
    room.set(numbers.waves, places.head[at.WAVES_AT]);
    for (const [j, slot] of numbers.variables.entries()) {
      const own = this.#variable(j);
      plan.set([slot, own], (places.head[at.VARIABLES_AT] as number) + j * at.VARIABLE_ROW);
      room[own + at.MEAN] = numbers.means[j] as number;
      room[own + at.SCALE] = numbers.scales[j] as number;
    }
    const rules = places.head[at.RULES_AT] as number;
    for (const [index, effect] of correctedEffects(numbers).entries()) {
      const row = (places.head[at.EFFECTS_AT] as number) + index * at.EFFECT_ROW;
      const variable = numbers.effectVariable[effect] as number;
      plan.set(
        [effect, this.#variable(variable), rules + (numbers.effectRule[effect] as number)],
        row,
      );
    }
    plan.set(numbers.symbols, places.head[at.SYMBOLS_AT]);
    for (const [index, slot] of slots.entries()) {
      const variable = numbers.corrected[index] as number;
      const row = this.#row(index);
      const [first, end] = [numbers.ruleAt[variable], numbers.ruleAt[variable + 1]] as const;
      plan[row + at.SLOT] = slot;
      plan[row + at.VARIABLE_OF] = this.#variable(variable);
      plan[row + at.NUMBERS_OF] = this.#own(index);
      plan[row + at.THETA_AT] = places.theta + (numbers.thetaAt[variable] as number);
      plan[row + at.FIRST_RULE] = rules + (first as number);
      plan[row + at.RULE_COUNT] = (end as number) - (first as number);
      plan[row + at.SEASONAL_AT] = places.seasonal + variable * numbers.season;
      plan[row + at.NOISY] = hasChance || noise[slot] !== 0 ? 1 : 0;
      const own = this.#own(index);
      room[own + at.SHARE] = numbers.shares[index] as number;
      room[own + at.LIMIT] = numbers.limits[index] as number;
      room[own + at.EARNED] = numbers.earned[variable] as number;
    }
  }

  #row(index: number): number {
    return (this.#places.head[at.CORRECTED_AT] as number) + index * at.CORRECTED_ROW;
  }

  #own(index: number): number {
    return this.#places.corrected + index * at.CORRECTED_NUMBERS;
  }

  #variable(j: number): number {
    return this.#places.variables + j * at.VARIABLE_NUMBERS;
  }

  /** Begins the path of a member, whose values at turn 0 lie in the kernel. */
  begin(member: number): void {
    const plan = this.#plan;
    const room = this.#room;
    const numbers = this.#numbers;
    this.#corrector.begin(member);
    this.#isFresh = true;
    plan[at.POSITION] = numbers.clock % numbers.season;
    plan[at.REGRESSIONS] = 0;
    room[at.FADE] = 1;
    for (let index = 0; index < numbers.corrected.length; index += 1) this.#beginSlot(index);
    const regressions = plan[at.REGRESSIONS];
    if (regressions > 0) {
      this.#kernel.contributions.fill(0);
      this.#fillGroups(regressions);
    }
    const { x } = this.#kernel;
    for (let j = 0; j < numbers.variables.length; j += 1) {
      const own = this.#variable(j);
      const value = x[numbers.variables[j] as number] as number;
      room[own + at.FROM] = value;
      room[own + at.BEFORE] = value;
      room[own + at.PREVIOUS] = numbers.previous[j] as number;
    }
    this.#readSymbols();
  }

  /** What is no whole group is filled up with the last: it is computed more than once, to the same value. */
  #fillGroups(regressions: number): void {
    const first = this.#places.head[at.REGRESSIONS_AT] as number;
    const end = Math.ceil(regressions / at.GROUP) * at.GROUP;
    const last = this.#plan[first + regressions - 1] as number;
    this.#plan.fill(last, first + regressions, first + end);
  }

  #beginShocks(index: number): void {
    const { seriesOf, longRun, excess, write, steps } = this.#numbers.shocks;
    const row = this.#row(index);
    const own = this.#own(index);
    const series = seriesOf[index] as number;
    if (series < 0) {
      this.#draws = true;
      this.#plan[row + at.SERIES_AT] = -1;
      return;
    }
    let place = this.#seriesAt[series] as number;
    if (place === 0) {
      place = this.#series;
      this.#series += steps;
      this.#seriesAt[series] = place;
      write(series, this.#room.subarray(place, place + steps));
    }
    this.#plan[row + at.SERIES_AT] = place;
    this.#room[own + at.LONG_RUN] = longRun[index] as number;
    this.#room[own + at.EXCESS] = excess[index] as number;
  }

  /** What the member drew for one slot. */
  #beginSlot(index: number): void {
    const numbers = this.#numbers;
    const { theta: thetaAt, seasonal: seasonalAt } = this.#places;
    const [plan, room] = [this.#plan, this.#room];
    const kind = numbers.kinds[index] as number;
    const variable = numbers.corrected[index] as number;
    plan[this.#row(index) + at.KIND] = kind;
    this.#beginShocks(index);
    if (kind === CORRECTION_KINDS.none) return;
    if (kind === CORRECTION_KINDS.regression) {
      const place = plan[at.REGRESSIONS] as number;
      plan[(this.#places.head[at.REGRESSIONS_AT] as number) + place] = this.#row(index);
      plan[at.REGRESSIONS] = place + 1;
      const end = numbers.thetaAt[variable + 1] as number;
      for (let f = numbers.thetaAt[variable] as number; f < end; f += 1)
        room[thetaAt + f] = numbers.theta[f] as number;
      return;
    }
    const own = this.#own(index);
    room[own + at.LEVEL] = numbers.level[variable] as number;
    room[own + at.BIAS] = numbers.bias[variable] as number;
    room[own + at.TRUST] = numbers.trust[variable] as number;
    room[own + at.DAMPING] = numbers.damping[variable] as number;
    room[own + at.KEPT] = numbers.kept[variable] as number;
    room[own + at.LEARNING] = numbers.learning[variable] as number;
    room[own + at.MOST] = numbers.most[variable] as number;
    if (kind !== CORRECTION_KINDS.seasonal) return;
    room[own + at.SEASON_GAIN] = numbers.seasonGain[variable] as number;
    const first = variable * numbers.season;
    for (let place = first; place < first + numbers.season; place += 1)
      room[seasonalAt + place] = numbers.seasonal[place] as number;
  }

  /** After interventions on the values in the kernel: experts move along, and no change is seen. */
  act(): void {
    const numbers = this.#numbers;
    for (let j = 0; j < numbers.variables.length; j += 1) {
      const own = this.#variable(j);
      const value = this.#kernel.x[numbers.variables[j] as number] as number;
      this.#shift(j, value - (this.#room[own + at.FROM] as number));
      this.#room[own + at.FROM] = value;
    }
    this.#readSymbols();
  }

  /**
   * Prepares for turns of the path.
   * @param turns that the next call takes
   */
  enter(turns: number): void {
    const plan = this.#plan;
    const room = this.#room;
    if (this.#isFresh)
      for (let j = 0; j < this.#numbers.variables.length; j += 1) {
        const start = room[this.#variable(j) + at.BEFORE] as number;
        // what a scenario sets by hand where the history ended
        this.#shift(j, start - (this.#numbers.current[j] as number));
      }
    this.#isFresh = false;
    const { shocks } = this.#numbers;
    const { shocks: shocksAt, steps } = this.#places;
    const width = this.#numbers.corrected.length;
    plan[at.SHOCKS_AT] = shocksAt;
    plan[at.STEP_AT] = steps;
    for (let turn = 0; turn < turns; turn += 1) {
      plan[steps + turn] = shocks.draw(this.#drawn);
      if (this.#draws) room.set(this.#drawn, shocksAt + turn * width);
    }
  }

  /** A what-if is no news about the error. */
  #shift(j: number, amount: number): void {
    if (amount === 0) return;
    const previous = this.#variable(j) + at.PREVIOUS;
    this.#room[previous] = (this.#room[previous] as number) + amount;
    for (let index = 0; index < this.#numbers.corrected.length; index += 1) {
      if (this.#numbers.corrected[index] !== j) continue;
      const level = this.#own(index) + at.LEVEL;
      this.#room[level] = (this.#room[level] as number) + amount;
    }
  }

  #readSymbols(): void {
    const { symbols } = this.#numbers;
    const first = this.#places.head[at.VALUES_AT] as number;
    for (let s = 0; s < symbols.length; s += 1)
      this.#room[first + s] = this.#kernel.x[symbols[s] as number] as number;
  }

  /** Adds what was corrected on all paths. */
  collect(tally: Tally): void {
    const { slots, parts } = this.#corrector;
    for (let index = 0; index < slots.length; index += 1) {
      const own = this.#own(index);
      const sum = (place: number): number => this.#room[own + place] as number;
      tally.correction[index] = sum(at.CORRECTION);
      tally.absoluteCorrection[index] = sum(at.ABSOLUTE_CORRECTION);
      tally.absoluteDrift[index] = sum(at.ABSOLUTE_DRIFT);
      tally.clipped[index] = sum(at.CLIPPED);
      for (let part = 0; part < parts.length; part += 1)
        tally.gravity[index * parts.length + part] = sum(at.PART_SUMS + part);
    }
  }
}
