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
import { priorOf, type RegressionPrior } from './prior.ts';
import { factorise, huberWeight, solveFactored, updateInformation } from './regression.ts';
import { FIRST_SEASONAL, moveSeasonal, predictSeasonal, seasonEarned } from './season.ts';
import { AVERAGING, POOL, SEASONAL_AVERAGING, type BankMemory } from './state.ts';
import { recordSupport } from './support.ts';
import { leastVariance, rememberRow } from './wake-season.ts';
import { MOST_SHOCK, updateScales, weighExperts } from './weights.ts';

// `as RegressionPrior` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as ExpertRange` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as Float64Array` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** An error of so many standard deviations is a mistake in the data, not an error of the model. */
const TOO_LARGE = 1e100;

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
  return new Filter(layout, memory, pace);
}

// every index below is in range: arrays hold an entry per variable or per expert of a variable
class Filter implements BankFilter {
  readonly forecast: Float64Array;
  readonly mixture: Float64Array;
  readonly #layout: BankLayout;
  readonly #memory: BankMemory;
  readonly #pace: BankPace;
  readonly #error: Float64Array;
  readonly #isScored: Uint8Array;
  readonly #isObserved: Uint8Array;
  readonly #shared: Float64Array;
  readonly #factor: Float64Array;
  readonly #features: readonly Float64Array[];
  readonly #priors: readonly RegressionPrior[];
  readonly #ranges: readonly ExpertRange[];

  constructor(layout: BankLayout, memory: BankMemory, pace: BankPace) {
    const size = layout.variables.length;
    const widest = Math.max(1, ...layout.features);
    this.#layout = layout;
    this.#memory = memory;
    this.#pace = pace;
    this.forecast = new Float64Array(size * layout.experts);
    this.mixture = new Float64Array(size);
    this.#error = new Float64Array(size * layout.experts);
    this.#isScored = new Uint8Array(size);
    this.#isObserved = new Uint8Array(size);
    this.#shared = new Float64Array(layout.shared);
    this.#factor = new Float64Array(widest * widest);
    this.#features = Array.from(layout.features, (width) => new Float64Array(width));
    this.#priors = Array.from(memory.scales, (scale, i) => priorOf(layout, i, scale || 1));
    this.#ranges = layout.variables.map((_, i) => rangeOf(i, layout.experts));
  }

  predict({ from, drift, rest, rules, symbols }: BankStep): void {
    const layout = this.#layout;
    const memory = this.#memory;
    const { forecast } = this;
    const shared = this.#shared;
    const { experts, season } = layout;
    const { awake, weight, theta } = memory;
    const position = (memory.clock + 1) % season;
    fillShared(layout, memory, from, memory.previous, symbols, position, shared);
    for (let i = 0; i < layout.variables.length; i += 1) {
      const at = i * experts;
      const move = drift[i] as number;
      predictExperts(GRID, memory, this.#ranges[i] as ExpertRange, move, forecast);
      const waves = seasonEarned(memory, i);
      const change = regress(layout, i, rules, shared, waves, theta, layout.vectorAt[i] as number);
      forecast[at + REGRESSION] = (from[i] as number) + (rest[i] as number) + change;
      if (awake[i] === 1)
        predictSeasonal(memory, season, i, position, move, forecast, at + FIRST_SEASONAL);
      let sum = 0;
      for (let k = at; k < at + this.#expertsOf(i); k += 1)
        sum += (weight[k] as number) * (forecast[k] as number);
      this.mixture[i] = sum;
    }
  }

  /**
   * Steps from the last observation of variable i to the row that is scored. What went unobserved was
   * filled with what was expected, so an error is that of so many steps: n times the variance of one.
   */
  #stepsOf(i: number): number {
    return (this.#memory.waited[i] as number) + 1;
  }

  /** Experts of variable i that say something. */
  #expertsOf(i: number): number {
    return this.#memory.awake[i] === 1 ? this.#layout.experts : BANK;
  }

  score(step: BankStep, observed: Float64Array): void {
    const memory = this.#memory;
    const { experts } = this.#layout;
    let any = false;
    for (let i = 0; i < this.#layout.variables.length; i += 1) {
      const y = observed[i] as number;
      const known = !Number.isNaN(y) && memory.started[i] === 1 && memory.scales[i] !== 0;
      this.#isObserved[i] = Number.isNaN(y) ? 0 : 1;
      this.#isScored[i] = known ? 1 : 0;
      this.#recordErrors(i, y, known);
      if (!known) continue;
      any = true;
      this.#recordCorrection(i, step, y);
      this.#learnRegression(i, step, y);
      const averaging = memory.awake[i] === 1 ? SEASONAL_AVERAGING : AVERAGING;
      const { logWeight, weight, variance } = memory;
      weighExperts(averaging, logWeight, weight, i * experts, this.#error, variance);
    }
    if (!any) return;
    memory.next = (memory.next + 1) % POOL;
    memory.pooled = Math.min(POOL, memory.pooled + 1);
  }

  /** The errors of the experts of variable i, and what they put into the pool; unless known: nothing. */
  #recordErrors(i: number, y: number, known: boolean): void {
    const { forecast } = this;
    const error = this.#error;
    const { shocks, variance, next } = this.#memory;
    const spread = Math.sqrt(this.#stepsOf(i));
    const at = i * this.#layout.experts;
    const end = at + this.#expertsOf(i);
    for (let k = at; k < end; k += 1) {
      const e = (y - (forecast[k] as number)) / spread;
      error[k] = e;
      const shock = known ? e / Math.sqrt(variance[k] as number) : Number.NaN;
      if (shock > TOO_LARGE || shock < -TOO_LARGE) failOverflow(this.#layout, i);
      shocks[k * POOL + next] =
        shock > MOST_SHOCK ? MOST_SHOCK : shock < -MOST_SHOCK ? -MOST_SHOCK : shock;
    }
  }

  #recordCorrection(i: number, { from, drift }: BankStep, y: number): void {
    const causal = (from[i] as number) + (drift[i] as number);
    const ofModel = this.#memory.longRun[i * this.#layout.experts + PURE_MODEL] as number;
    const wanted = (this.mixture[i] as number) - causal;
    recordSupport(this.#memory, i, wanted, y - causal, this.#stepsOf(i) * ofModel);
  }

  #learnRegression(i: number, step: BankStep, y: number): void {
    const layout = this.#layout;
    const factor = this.#factor;
    const { information, vector, longRun, theta } = this.#memory;
    const z = this.#features[i] as Float64Array;
    const matrixAt = layout.matrixAt[i] as number;
    const vectorAt = layout.vectorAt[i] as number;
    const last = i * layout.experts + REGRESSION;
    fillFeatures(layout, i, step, this.#shared, seasonEarned(this.#memory, i), z);
    const sigma2 = longRun[last] as number;
    const observation = {
      features: z,
      target: y - (step.from[i] as number) - (step.rest[i] as number),
      variance: this.#stepsOf(i) * sigma2,
      weight: huberWeight(this.#error[last] as number, sigma2),
    };
    updateInformation(
      information,
      matrixAt,
      vector,
      vectorAt,
      this.#priors[i] as RegressionPrior,
      observation,
      this.#pace.forgetting,
    );
    factorise(information, matrixAt, z.length, factor);
    solveFactored(factor, z.length, vector, vectorAt, theta, vectorAt);
  }

  settle({ from, drift }: BankStep, after: Float64Array): void {
    const memory = this.#memory;
    const { season } = this.#layout;
    const { started, waited } = memory;
    for (let i = 0; i < this.#layout.variables.length; i += 1) {
      const y = after[i] as number;
      if (started[i] === 1) this.#moveLevels(i, y);
      else if (this.#isObserved[i] === 1) {
        started[i] = 1;
        memory.level.fill(y, i * EXPERTS.length, (i + 1) * EXPERTS.length);
      }
      if (this.#isScored[i] === 1) this.#moveScales(i);
      waited[i] = this.#isObserved[i] === 1 ? 0 : (waited[i] as number) + 1;
      if (season > 1) rememberRow(memory, i, y, drift[i] as number, this.#isObserved[i] === 1);
    }
    memory.clock += 1;
    memory.previous.set(from);
    memory.current.set(after);
  }

  #moveLevels(i: number, y: number): void {
    const memory = this.#memory;
    const { season, experts } = this.#layout;
    const { variance, awake, count } = memory;
    const ofMean = shareOfMean(count[i] as number, this.#pace.forgetting);
    moveExperts(GRID, memory, this.#ranges[i] as ExpertRange, this.forecast, variance, y, ofMean);
    if (awake[i] !== 1) return;
    const position = (memory.clock + 1) % season;
    const at = i * experts + FIRST_SEASONAL;
    moveSeasonal(memory, season, i, position, this.forecast, variance, at, y);
  }

  #moveScales(i: number): void {
    const { variance, longRun, count } = this.#memory;
    const n = count[i] as number;
    updateScales(
      variance,
      longRun,
      i * this.#layout.experts,
      this.#expertsOf(i),
      this.#error,
      this.#pace.scale_forgetting,
      n,
      leastVariance(this.#memory, i),
    );
    count[i] = n + 1;
  }
}

function failOverflow({ variables }: BankLayout, i: number): never {
  return fail(
    'overflow',
    'gravity',
    `the prediction error of "${variables[i]}" overflows in units of its changes`,
    { path: 'observations' },
  );
}
