import { fail } from '@pulse-stream/worldstate';
import {
  BANK,
  EXPERTS,
  GRID,
  moveExperts,
  predictExperts,
  PURE_MODEL,
  rangeOf,
  REGRESSION,
  shareOfMean,
  type ExpertRange,
} from './experts.ts';
import { fillFeatures, fillShared, regress } from './features.ts';
import type { BankLayout, BankStep } from './layout.ts';
import { priorOf } from './prior.ts';
import { factorise, huberWeight, solveFactored, updateInformation } from './regression.ts';
import {
  FIRST_SEASONAL,
  LEAST_SEASONS,
  moveSeasonal,
  openSeasonal,
  predictSeasonal,
  readSeasons,
  seasonEarned,
} from './season.ts';
import { AVERAGING, POOL, SEASONAL_AVERAGING, type BankMemory } from './state.ts';
import { recordSupport } from './support.ts';
import { joinExperts, MOST_SHOCK, updateScales, weighExperts } from './weights.ts';

// `as (typeof priors)[number]` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as ExpertRange` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as Float64Array` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** An error of so many standard deviations is a mistake in the data, not an error of the model. */
const TOO_LARGE = 1e100;
/** s² is at least this share of the s² it began with. */
const LEAST_VARIANCE = 1e-6;

/**
 * What the error of a season known from two of them is, of the squared difference of a change and the
 * one a season earlier: that difference has the noise twice, the error once and half again.
 */
const FRESH_SHARE = 0.75;

/** How fast a bank forgets. */
export interface BankPace {
  /** γ of the regressions and of the mean error. */
  readonly forgetting: number;
  /** d of the scales. */
  readonly scale_forgetting: number;
}

/**
 * A warm bank at work; after it is opened nothing is allocated per step. One step = `predict`, then
 * `score` with what was observed, then `settle` with the values the world took.
 */
export interface BankFilter {
  /** f of every expert of every variable. */
  readonly forecast: Float64Array;
  /** f of every variable: Σ w_k f_k. */
  readonly mixture: Float64Array;
  predict(step: BankStep): void;
  /**
   * Scores what was predicted and learns from it: regressions, weights, pool.
   * @param observed by variable; NaN: missing, and nothing is learned about that variable
   */
  score(step: BankStep, observed: Float64Array): void;
  /**
   * Moves levels and biases to the values the world took, then the scales of what was scored. A
   * variable whose observation was missing goes on as in a forecast.
   */
  settle(step: BankStep, after: Float64Array): void;
}

/** @param memory warm; changed in place */
export function openFilter(layout: BankLayout, memory: BankMemory, pace: BankPace): BankFilter {
  const size = layout.variables.length;
  const { experts, season } = layout;
  const forecast = new Float64Array(size * experts);
  const mixture = new Float64Array(size);
  const error = new Float64Array(size * experts);
  const isScored = new Uint8Array(size);
  const isObserved = new Uint8Array(size);
  const shared = new Float64Array(layout.shared);
  const widest = Math.max(1, ...layout.features);
  const factor = new Float64Array(widest * widest);
  const features = Array.from(layout.features, (width) => new Float64Array(width));
  const priors = Array.from(memory.scales, (scale, i) => priorOf(layout, i, scale || 1));
  const ranges = layout.variables.map((_, i) => rangeOf(i, experts));
  const { started, scales, weight, theta, variance, longRun, count, awake, waited } = memory;

  return { forecast, mixture, predict, score, settle };

  // every index below is in range: arrays hold an entry per variable or per expert of a variable
  function predict({ from, drift, rest, rules, symbols }: BankStep): void {
    const position = (memory.clock + 1) % season;
    fillShared(layout, memory, from, memory.previous, symbols, position, shared);
    for (let i = 0; i < size; i += 1) {
      const at = i * experts;
      predictExperts(GRID, memory, ranges[i] as ExpertRange, drift[i] as number, forecast);
      const waves = seasonEarned(memory, i);
      const change = regress(layout, i, rules, shared, waves, theta, layout.vectorAt[i] as number);
      forecast[at + REGRESSION] = (from[i] as number) + (rest[i] as number) + change;
      if (awake[i] === 1)
        predictSeasonal(
          memory,
          season,
          i,
          position,
          drift[i] as number,
          forecast,
          at + FIRST_SEASONAL,
        );
      let sum = 0;
      for (let k = at; k < at + expertsOf(i); k += 1)
        sum += (weight[k] as number) * (forecast[k] as number);
      mixture[i] = sum;
    }
  }

  /**
   * Steps from the last observation of variable i to the row that is scored. What went unobserved was
   * filled with what was expected, so an error is that of so many steps: n times the variance of one.
   */
  function stepsOf(i: number): number {
    return (waited[i] as number) + 1;
  }

  /** Experts of variable i that say something. */
  function expertsOf(i: number): number {
    return awake[i] === 1 ? experts : BANK;
  }

  function score(step: BankStep, observed: Float64Array): void {
    const { shocks, logWeight } = memory;
    let any = false;
    for (let i = 0; i < size; i += 1) {
      const y = observed[i] as number;
      const at = i * experts;
      const known = !Number.isNaN(y) && started[i] === 1 && scales[i] !== 0;
      isObserved[i] = Number.isNaN(y) ? 0 : 1;
      isScored[i] = known ? 1 : 0;
      const spread = Math.sqrt(stepsOf(i));
      for (let k = at; k < at + expertsOf(i); k += 1) {
        const e = (y - (forecast[k] as number)) / spread;
        error[k] = e;
        const shock = known ? e / Math.sqrt(variance[k] as number) : Number.NaN;
        if (shock > TOO_LARGE || shock < -TOO_LARGE) failOverflow(i);
        shocks[k * POOL + memory.next] =
          shock > MOST_SHOCK ? MOST_SHOCK : shock < -MOST_SHOCK ? -MOST_SHOCK : shock;
      }
      if (!known) continue;
      any = true;
      recordCorrection(i, step, y);
      learnRegression(i, step, y);
      const averaging = awake[i] === 1 ? SEASONAL_AVERAGING : AVERAGING;
      weighExperts(averaging, logWeight, weight, at, error, variance);
    }
    if (!any) return;
    memory.next = (memory.next + 1) % POOL;
    memory.pooled = Math.min(POOL, memory.pooled + 1);
  }

  function recordCorrection(i: number, { from, drift }: BankStep, y: number): void {
    const causal = (from[i] as number) + (drift[i] as number);
    const ofModel = longRun[i * experts + PURE_MODEL] as number;
    const wanted = (mixture[i] as number) - causal;
    recordSupport(memory, i, wanted, y - causal, stepsOf(i) * ofModel);
  }

  function learnRegression(i: number, step: BankStep, y: number): void {
    const { information, vector } = memory;
    const z = features[i] as Float64Array;
    const prior = priors[i] as (typeof priors)[number];
    const matrixAt = layout.matrixAt[i] as number;
    const vectorAt = layout.vectorAt[i] as number;
    const last = i * experts + REGRESSION;
    fillFeatures(layout, i, step, shared, seasonEarned(memory, i), z);
    const sigma2 = longRun[last] as number;
    const observation = {
      features: z,
      target: y - (step.from[i] as number) - (step.rest[i] as number),
      variance: stepsOf(i) * sigma2,
      weight: huberWeight(error[last] as number, sigma2),
    };
    updateInformation(information, matrixAt, vector, vectorAt, prior, observation, pace.forgetting);
    factorise(information, matrixAt, z.length, factor);
    solveFactored(factor, z.length, vector, vectorAt, theta, vectorAt);
  }

  function settle({ from, drift }: BankStep, after: Float64Array): void {
    const position = (memory.clock + 1) % season;
    for (let i = 0; i < size; i += 1) {
      const y = after[i] as number;
      const at = i * experts;
      const range = ranges[i] as ExpertRange;
      if (started[i] === 1) {
        const ofMean = shareOfMean(count[i] as number, pace.forgetting);
        moveExperts(GRID, memory, range, forecast, variance, y, ofMean);
        if (awake[i] === 1)
          moveSeasonal(memory, season, i, position, forecast, variance, at + FIRST_SEASONAL, y);
      } else if (isObserved[i] === 1) {
        started[i] = 1;
        memory.level.fill(y, range.own, range.own + EXPERTS.length);
      }
      if (isScored[i] === 1) {
        const n = count[i] as number;
        const least = LEAST_VARIANCE * (scales[i] as number) * (scales[i] as number);
        updateScales(variance, longRun, at, expertsOf(i), error, pace.scale_forgetting, n, least);
        count[i] = n + 1;
      }
      waited[i] = isObserved[i] === 1 ? 0 : (waited[i] as number) + 1;
      if (season > 1) remember(i, y, drift[i] as number);
    }
    memory.clock += 1;
    memory.previous.set(from);
    memory.current.set(after);
  }

  /** Keeps the value of the row being settled; after two seasons of them the seasonal experts wake. */
  function remember(i: number, y: number, drift: number): void {
    const length = LEAST_SEASONS * season;
    const row = memory.clock + 1;
    memory.recent[i * length + (row % length)] = started[i] === 1 ? y : Number.NaN;
    if (isObserved[i] === 1) memory.seen[i] = (memory.seen[i] as number) + 1;
    if (awake[i] === 1 || (memory.seen[i] as number) < length || scales[i] === 0) return;
    const values = Float64Array.from(
      { length },
      (_, at) => memory.recent[i * length + ((row + 1 + at) % length)] as number,
    );
    if (values.some(Number.isNaN)) return;
    const seasons = readSeasons(values, season, (row + 1) % season);
    openSeasonal(memory, season, i, row % season, y, drift, seasons);
    const at = i * experts + FIRST_SEASONAL;
    const end = (i + 1) * experts;
    const pure = i * experts + PURE_MODEL;
    const usual = variance[pure] as number;
    const least = LEAST_VARIANCE * (scales[i] as number) * (scales[i] as number);
    const start = Math.min(usual, Math.max(least, FRESH_SHARE * seasons.square));
    variance.fill(start, at, end);
    longRun.fill(start, at, end);
    for (let k = at; k < end; k += 1)
      memory.shocks.copyWithin(k * POOL, pure * POOL, (pure + 1) * POOL);
    joinExperts(SEASONAL_AVERAGING, memory.logWeight, weight, i * experts, BANK);
    awake[i] = 1;
  }

  function failOverflow(i: number): never {
    return fail(
      'overflow',
      'gravity',
      `the prediction error of "${layout.variables[i]}" overflows in units of its changes`,
      { path: 'observations' },
    );
  }
}
