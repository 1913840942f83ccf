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
  type ExpertRange,
} from './experts.ts';
import { fillShared, regress } from './features.ts';
import { createStep, readStep, type BankLayout, type BankStep } from './layout.ts';
import { openMember, type BankMember } from './member.ts';
import {
  FIRST_SEASONAL,
  moveSeasonal,
  predictSeasonal,
  seasonEarned,
  SEASONAL_GRID,
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
  const size = layout.variables.length;
  const step = createStep(layout);
  const drawn = openMember(layout, state, chosen, forgetting, (member, purpose) =>
    openRng(seed, member, purpose),
  );
  const { expert } = drawn;
  const { season, experts } = layout;
  const memory = {
    level: state.level.slice(),
    bias: state.bias.slice(),
    seasonLevel: state.seasonLevel.slice(),
    seasonBias: state.seasonBias.slice(),
    seasonal: state.seasonal.slice(),
  };
  const { level, bias } = memory;
  const forecast = new Float64Array(size * experts);
  const previous = state.previous.slice();
  const shared = new Float64Array(layout.shared);
  const ofMean = state.count.map((count) => shareOfMean(count, forgetting));
  const ranges = layout.variables.map((_, i) => rangeOf(i, experts));
  const waves = Float64Array.from(layout.variables, (_, i) => seasonEarned(state, i));
  let isControl = true;
  let isFresh = true;
  /** Turns since the history ended, the present one counted. */
  let turns = 0;
  /** Position in the season of the present turn, and of the one before. */
  let position = 0;
  let before = 0;

  const paths = {
    step,
    expert,
    member: drawn,
    waves,
    shocks: null as Rng | null,
    begin,
    read,
    correct: (i: number, parts: Float64Array, at: number): void =>
      isControl ? correctAll(i, parts, at) : correctOne(i, parts, at),
    settle(i: number, y: number): void {
      if (!isControl) return drawn.settle(i, y, position);
      const range = ranges[i] as ExpertRange;
      moveExperts(GRID, memory, range, forecast, state.variance, y, ofMean[i] as number);
      if (state.awake[i] === 1) {
        const at = range.at + FIRST_SEASONAL;
        moveSeasonal(memory, season, i, position, forecast, state.variance, at, y);
      }
    },
    close(): void {
      for (let i = 0; i < size; i += 1) previous[i] = step.from[i] as number;
    },
  };
  return paths;

  // every index below is in range: arrays hold an entry per variable or per expert of a variable
  function begin(member: number): void {
    isControl = member === CONTROL_RUN;
    isFresh = true;
    turns = 0;
    for (let i = 0; i < size; i += 1) previous[i] = state.previous[i] as number;
    if (isControl) {
      level.set(state.level);
      bias.set(state.bias);
      memory.seasonLevel.set(state.seasonLevel);
      memory.seasonBias.set(state.seasonBias);
      memory.seasonal.set(state.seasonal);
    }
    paths.shocks = isControl ? null : drawn.begin(member);
  }

  function read(turn: CorrectionStep): void {
    readStep(layout, step, turn);
    before = (state.clock + turns) % season;
    turns += 1;
    position = (state.clock + turns) % season;
    for (let i = 0; i < size; i += 1) {
      const start = turn.before[layout.slots[i] as number] as number;
      // an intervention of this turn; in the first one also an override since the last row
      shift(i, (step.from[i] as number) - start);
      if (isFresh) shift(i, start - (state.current[i] as number));
    }
    isFresh = false;
    if (isControl || drawn.regresses)
      fillShared(layout, state, step.from, previous, step.symbols, position, shared);
  }

  /** A what-if is no news about the error: levels move along, and no change is seen. */
  function shift(i: number, amount: number): void {
    if (amount === 0) return;
    previous[i] = (previous[i] as number) + amount;
    if (!isControl) {
      drawn.level[i] = (drawn.level[i] as number) + amount;
      return;
    }
    for (let k = i * EXPERTS.length; k < (i + 1) * EXPERTS.length; k += 1)
      level[k] = (level[k] as number) + amount;
    if (state.awake[i] !== 1) return;
    const { seasonLevel } = memory;
    for (let k = i * SEASONAL_GRID.size; k < (i + 1) * SEASONAL_GRID.size; k += 1)
      seasonLevel[k] = (seasonLevel[k] as number) + amount;
  }

  /** The control run: every expert by its weight, strengths at their mean. */
  function correctAll(i: number, parts: Float64Array, at: number): void {
    const range = ranges[i] as ExpertRange;
    const x = step.from[i] as number;
    const drift = step.drift[i] as number;
    predictExperts(GRID, memory, range, drift, forecast);
    let ofLevel = 0;
    let ofDrift = 0;
    let ofBias = 0;
    for (let k = range.first; k < range.end; k += 1) {
      const weight = state.weight[range.at + k] as number;
      ofLevel += weight * ((level[range.own + k] as number) - x);
      ofDrift += weight * ((GRID.trust[k] as number) - 1) * drift;
      ofBias += weight * (GRID.damping[k] as number) * (bias[range.own + k] as number);
    }
    let ofSeason = 0;
    if (state.awake[i] === 1) {
      const first = range.at + FIRST_SEASONAL;
      predictSeasonal(memory, season, i, position, drift, forecast, first);
      for (let k = 0; k < SEASONAL_GRID.size; k += 1) {
        const weight = state.weight[first + k] as number;
        const own = i * SEASONAL_GRID.size + k;
        const now = memory.seasonal[own * season + before] as number;
        const next = memory.seasonal[own * season + position] as number;
        ofLevel += weight * ((memory.seasonLevel[own] as number) + now - x);
        ofBias +=
          weight * (SEASONAL_GRID.damping[k] as number) * (memory.seasonBias[own] as number);
        ofSeason += weight * (next - now);
      }
    }
    parts[at] = ofLevel;
    parts[at + 1] = ofDrift;
    parts[at + 2] = ofBias;
    if (season > 1) parts[at + 4] = ofSeason;
    parts[at + 3] = (state.weight[range.at + REGRESSION] as number) * ofRegression(i, state.theta);
  }

  /** A member: the expert it drew. */
  function correctOne(i: number, parts: Float64Array, at: number): void {
    const isRegression = expert[i] === REGRESSION;
    let ofLevel = 0;
    let ofDrift = 0;
    let ofBias = 0;
    let ofSeason = 0;
    if (!isRegression) {
      const drift = step.drift[i] as number;
      let start = drawn.level[i] as number;
      const trust = drawn.trust[i] as number;
      ofBias = (drawn.damping[i] as number) * (drawn.bias[i] as number);
      if ((expert[i] as number) > REGRESSION) {
        const now = drawn.seasonal[i * season + before] as number;
        ofSeason = (drawn.seasonal[i * season + position] as number) - now;
        start += now;
      }
      drawn.forecast[i] = start + trust * drift + ofBias + ofSeason;
      ofLevel = start - (step.from[i] as number);
      ofDrift = (trust - 1) * drift;
    }
    parts[at] = ofLevel;
    parts[at + 1] = ofDrift;
    parts[at + 2] = ofBias;
    if (season > 1) parts[at + 4] = ofSeason;
    parts[at + 3] = isRegression ? ofRegression(i, drawn.theta) : 0;
  }

  /** θ'z in the place of the drift of the rules. */
  function ofRegression(i: number, theta: Float64Array): number {
    const at = layout.vectorAt[i] as number;
    const change = regress(layout, i, step.rules, shared, waves[i] as number, theta, at);
    return change + (step.rest[i] as number) - (step.drift[i] as number);
  }
}
