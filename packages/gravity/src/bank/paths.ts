import type { Rng } from '@pulse-stream/worldstate';
import { CONTROL_RUN, type CorrectionStep, type OpenRng } from '@pulse-stream/worldstate/internal';
import {
  EXPERTS,
  GRID,
  moveExperts,
  predictExperts,
  rangeOf,
  REGRESSION,
  shareOfMean,
  type ExpertMemory,
  type ExpertRange,
} from './experts.ts';
import { fillShared, regress } from './features.ts';
import { createStep, readStep, type BankLayout, type BankStep } from './layout.ts';
import { BankMember } from './member.ts';
import {
  FIRST_SEASONAL,
  moveSeasonal,
  predictSeasonal,
  seasonEarned,
  SEASONAL_GRID,
  type SeasonalMemory,
} from './season.ts';
import type { BankState } from './state.ts';

// `as ExpertRange` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as Rng | null` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** What moves a corrected value, apart; the parts a corrector names, in this order. */
const PARTS = ['gravity.level', 'gravity.drift', 'gravity.bias', 'gravity.rls'];

/** The parts of a world with a season, or without. */
export function bankParts(season: number): string[] {
  return season > 1 ? [...PARTS, 'gravity.season'] : PARTS;
}

/**
 * The experts on the path that is being simulated. On the control run all of them go along, weighed;
 * on a member one per variable. What was learned stays as it is: weights, scales, strengths.
 */
export interface BankPaths {
  readonly step: BankStep;
  /** By variable: the expert of the member. */
  readonly expert: Int32Array;
  /** What the member drew, on its way. */
  readonly member: BankMember;
  /** By variable: how far the waves of its regression count. */
  readonly waves: Float64Array;
  /** The stream of past steps of the member. */
  readonly shocks: Rng | null;
  begin(member: number): void;
  /** Takes in the turn; what people changed by hand shifts every expert. */
  read(turn: CorrectionStep): void;
  /** Writes what variable i's experts want to add to the causal value, part by part. */
  correct(i: number, parts: Float64Array, at: number): void;
  /** @param y the value variable i took */
  settle(i: number, y: number): void;
  /** Ends the turn, after every corrected variable settled. */
  close(): void;
}

/**
 * @param chosen the variables that are corrected, ascending
 * @param forgetting γ
 */
export function openPaths(
  layout: BankLayout,
  state: BankState,
  chosen: readonly number[],
  forgetting: number,
  openRng: OpenRng,
  seed: number | string,
): BankPaths {
  const member = new BankMember(layout, state, chosen, forgetting, (number, purpose) =>
    openRng(seed, number, purpose),
  );
  return new Paths(layout, state, member, forgetting);
}

// every index below is in range: arrays hold an entry per variable or per expert of a variable
class Paths implements BankPaths {
  readonly step: BankStep;
  readonly expert: Int32Array;
  readonly member: BankMember;
  readonly waves: Float64Array;
  shocks: Rng | null = null;
  readonly #layout: BankLayout;
  readonly #state: BankState;
  /** What the experts of the control run keep. */
  readonly #memory: ExpertMemory & SeasonalMemory;
  readonly #forecast: Float64Array;
  readonly #previous: Float64Array;
  readonly #shared: Float64Array;
  readonly #ofMean: Float64Array;
  readonly #ranges: readonly ExpertRange[];
  #isControl = true;
  #isFresh = true;
  /** Turns since the history ended, the present one counted. */
  #turns = 0;
  /** Position in the season of the present turn, and of the one before. */
  #position = 0;
  #before = 0;

  constructor(layout: BankLayout, state: BankState, member: BankMember, forgetting: number) {
    const size = layout.variables.length;
    this.step = createStep(layout);
    this.expert = member.expert;
    this.member = member;
    this.waves = Float64Array.from(layout.variables, (_, i) => seasonEarned(state, i));
    this.#layout = layout;
    this.#state = state;
    this.#memory = {
      level: state.level.slice(),
      bias: state.bias.slice(),
      seasonLevel: state.seasonLevel.slice(),
      seasonBias: state.seasonBias.slice(),
      seasonal: state.seasonal.slice(),
    };
    this.#forecast = new Float64Array(size * layout.experts);
    this.#previous = state.previous.slice();
    this.#shared = new Float64Array(layout.shared);
    this.#ofMean = state.count.map((count) => shareOfMean(count, forgetting));
    this.#ranges = layout.variables.map((_, i) => rangeOf(i, layout.experts));
  }

  begin(member: number): void {
    const state = this.#state;
    const memory = this.#memory;
    this.#isControl = member === CONTROL_RUN;
    this.#isFresh = true;
    this.#turns = 0;
    this.#previous.set(state.previous);
    if (this.#isControl) {
      memory.level.set(state.level);
      memory.bias.set(state.bias);
      memory.seasonLevel.set(state.seasonLevel);
      memory.seasonBias.set(state.seasonBias);
      memory.seasonal.set(state.seasonal);
    }
    this.shocks = this.#isControl ? null : this.member.begin(member);
  }

  read(turn: CorrectionStep): void {
    const layout = this.#layout;
    const state = this.#state;
    const { step } = this;
    const { season } = layout;
    readStep(layout, step, turn);
    this.#before = (state.clock + this.#turns) % season;
    this.#turns += 1;
    this.#position = (state.clock + this.#turns) % season;
    for (let i = 0; i < layout.variables.length; i += 1) {
      const start = turn.before[layout.slots[i] as number] as number;
      // an intervention of this turn; in the first one also an override since the last row
      this.#shift(i, (step.from[i] as number) - start);
      if (this.#isFresh) this.#shift(i, start - (state.current[i] as number));
    }
    this.#isFresh = false;
    if (!this.#isControl && !this.member.regresses) return;
    const { from, symbols } = step;
    fillShared(layout, state, from, this.#previous, symbols, this.#position, this.#shared);
  }

  /** A what-if is no news about the error: levels move along, and no change is seen. */
  #shift(i: number, amount: number): void {
    if (amount === 0) return;
    const previous = this.#previous;
    previous[i] = (previous[i] as number) + amount;
    if (!this.#isControl) {
      const { level } = this.member;
      level[i] = (level[i] as number) + amount;
      return;
    }
    const { level, seasonLevel } = this.#memory;
    for (let k = i * EXPERTS.length; k < (i + 1) * EXPERTS.length; k += 1)
      level[k] = (level[k] as number) + amount;
    if (this.#state.awake[i] !== 1) return;
    for (let k = i * SEASONAL_GRID.size; k < (i + 1) * SEASONAL_GRID.size; k += 1)
      seasonLevel[k] = (seasonLevel[k] as number) + amount;
  }

  correct(i: number, parts: Float64Array, at: number): void {
    if (this.#isControl) this.#correctAll(i, parts, at);
    else this.#correctOne(i, parts, at);
  }

  /** The control run: every expert by its weight, strengths at their mean. */
  #correctAll(i: number, parts: Float64Array, at: number): void {
    const { weight, awake, theta } = this.#state;
    const { level, bias } = this.#memory;
    const range = this.#ranges[i] as ExpertRange;
    const x = this.step.from[i] as number;
    const drift = this.step.drift[i] as number;
    predictExperts(GRID, this.#memory, range, drift, this.#forecast);
    let ofLevel = 0;
    let ofDrift = 0;
    let ofBias = 0;
    for (let k = range.first; k < range.end; k += 1) {
      const share = weight[range.at + k] as number;
      ofLevel += share * ((level[range.own + k] as number) - x);
      ofDrift += share * ((GRID.trust[k] as number) - 1) * drift;
      ofBias += share * (GRID.damping[k] as number) * (bias[range.own + k] as number);
    }
    parts[at] = ofLevel;
    parts[at + 1] = ofDrift;
    parts[at + 2] = ofBias;
    if (this.#layout.season > 1) parts[at + 4] = 0;
    if (awake[i] === 1) this.#addSeasonal(i, x, drift, parts, at);
    parts[at + 3] = (weight[range.at + REGRESSION] as number) * this.#ofRegression(i, theta);
  }

  /** Adds what the seasonal experts want of the control run. */
  #addSeasonal(i: number, x: number, drift: number, parts: Float64Array, at: number): void {
    const { season, experts } = this.#layout;
    const { weight } = this.#state;
    const memory = this.#memory;
    const first = i * experts + FIRST_SEASONAL;
    predictSeasonal(memory, season, i, this.#position, drift, this.#forecast, first);
    let ofLevel = parts[at] as number;
    let ofBias = parts[at + 2] as number;
    let ofSeason = 0;
    for (let k = 0; k < SEASONAL_GRID.size; k += 1) {
      const share = weight[first + k] as number;
      const own = i * SEASONAL_GRID.size + k;
      const now = memory.seasonal[own * season + this.#before] as number;
      const next = memory.seasonal[own * season + this.#position] as number;
      ofLevel += share * ((memory.seasonLevel[own] as number) + now - x);
      ofBias += share * (SEASONAL_GRID.damping[k] as number) * (memory.seasonBias[own] as number);
      ofSeason += share * (next - now);
    }
    parts[at] = ofLevel;
    parts[at + 2] = ofBias;
    parts[at + 4] = ofSeason;
  }

  /** A member: the expert it drew. */
  #correctOne(i: number, parts: Float64Array, at: number): void {
    const { season } = this.#layout;
    const drawn = this.member;
    const expert = drawn.expert[i] as number;
    const isRegression = expert === REGRESSION;
    let ofLevel = 0;
    let ofDrift = 0;
    let ofBias = 0;
    let ofSeason = 0;
    if (!isRegression) {
      const drift = this.step.drift[i] as number;
      let start = drawn.level[i] as number;
      const trust = drawn.trust[i] as number;
      ofBias = (drawn.damping[i] as number) * (drawn.bias[i] as number);
      if (expert > REGRESSION) {
        const now = drawn.seasonal[i * season + this.#before] as number;
        ofSeason = (drawn.seasonal[i * season + this.#position] as number) - now;
        start += now;
      }
      drawn.forecast[i] = start + trust * drift + ofBias + ofSeason;
      ofLevel = start - (this.step.from[i] as number);
      ofDrift = (trust - 1) * drift;
    }
    parts[at] = ofLevel;
    parts[at + 1] = ofDrift;
    parts[at + 2] = ofBias;
    if (season > 1) parts[at + 4] = ofSeason;
    parts[at + 3] = isRegression ? this.#ofRegression(i, drawn.theta) : 0;
  }

  /** θ'z in the place of the drift of the rules. */
  #ofRegression(i: number, theta: Float64Array): number {
    const { step } = this;
    const at = this.#layout.vectorAt[i] as number;
    const waves = this.waves[i] as number;
    const change = regress(this.#layout, i, step.rules, this.#shared, waves, theta, at);
    return change + (step.rest[i] as number) - (step.drift[i] as number);
  }

  settle(i: number, y: number): void {
    if (!this.#isControl) return this.member.settle(i, y, this.#position);
    const { variance, awake } = this.#state;
    const { season } = this.#layout;
    const memory = this.#memory;
    const forecast = this.#forecast;
    const range = this.#ranges[i] as ExpertRange;
    moveExperts(GRID, memory, range, forecast, variance, y, this.#ofMean[i] as number);
    if (awake[i] === 1) {
      const at = range.at + FIRST_SEASONAL;
      moveSeasonal(memory, season, i, this.#position, forecast, variance, at, y);
    }
  }

  close(): void {
    this.#previous.set(this.step.from);
  }
}
