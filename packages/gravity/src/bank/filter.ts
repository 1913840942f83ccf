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
import { AVERAGING, POOL, type BankMemory } from './state.ts';
import { recordSupport } from './support.ts';
import { MOST_SHOCK, updateScales, weighExperts } from './weights.ts';

// `as (typeof priors)[number]` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as ExpertRange` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as Float64Array` below: indexes come from loops over arrays whose length the layout of the bank fixes
// `as number` below: indexes come from loops over arrays whose length the layout of the bank fixes

/** An error of so many standard deviations is a mistake in the data, not an error of the model. */
const TOO_LARGE = 1e100;
/** s² is at least this share of the s² it began with. */
const LEAST_VARIANCE = 1e-6;

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
  /** f of every expert of every variable, n × 74. */
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
  const forecast = new Float64Array(size * BANK);
  const mixture = new Float64Array(size);
  const error = new Float64Array(size * BANK);
  const isScored = new Uint8Array(size);
  const isObserved = new Uint8Array(size);
  const shared = new Float64Array(layout.shared);
  const widest = Math.max(1, ...layout.features);
  const factor = new Float64Array(widest * widest);
  const features = Array.from(layout.features, (width) => new Float64Array(width));
  const priors = Array.from(memory.scales, (scale, i) => priorOf(layout, i, scale || 1));
  const ranges = layout.variables.map((_, i) => rangeOf(i));
  const { started, scales, weight, theta, variance, longRun, count } = memory;

  return { forecast, mixture, predict, score, settle };

  // every index below is in range: arrays hold an entry per variable or per expert of a variable
  function predict({ from, drift, rest, rules, symbols }: BankStep): void {
    fillShared(layout, memory, from, memory.previous, symbols, shared);
    for (let i = 0; i < size; i += 1) {
      const at = i * BANK;
      predictExperts(GRID, memory, ranges[i] as ExpertRange, drift[i] as number, forecast);
      const change = regress(layout, i, rules, shared, theta, layout.vectorAt[i] as number);
      forecast[at + REGRESSION] = (from[i] as number) + (rest[i] as number) + change;
      let sum = 0;
      for (let k = at; k < at + BANK; k += 1)
        sum += (weight[k] as number) * (forecast[k] as number);
      mixture[i] = sum;
    }
  }

  function score(step: BankStep, observed: Float64Array): void {
    const { shocks, logWeight } = memory;
    let any = false;
    for (let i = 0; i < size; i += 1) {
      const y = observed[i] as number;
      const at = i * BANK;
      const known = !Number.isNaN(y) && started[i] === 1 && scales[i] !== 0;
      isObserved[i] = Number.isNaN(y) ? 0 : 1;
      isScored[i] = known ? 1 : 0;
      for (let k = at; k < at + BANK; k += 1) {
        const e = y - (forecast[k] as number);
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
      weighExperts(AVERAGING, logWeight, weight, at, error, variance);
    }
    if (!any) return;
    memory.next = (memory.next + 1) % POOL;
    memory.pooled = Math.min(POOL, memory.pooled + 1);
  }

  function recordCorrection(i: number, { from, drift }: BankStep, y: number): void {
    const causal = (from[i] as number) + (drift[i] as number);
    const ofModel = longRun[i * BANK + PURE_MODEL] as number;
    recordSupport(memory, i, (mixture[i] as number) - causal, y - causal, ofModel);
  }

  function learnRegression(i: number, step: BankStep, y: number): void {
    const { information, vector } = memory;
    const z = features[i] as Float64Array;
    const prior = priors[i] as (typeof priors)[number];
    const matrixAt = layout.matrixAt[i] as number;
    const vectorAt = layout.vectorAt[i] as number;
    const last = i * BANK + REGRESSION;
    fillFeatures(layout, i, step, shared, z);
    const sigma2 = longRun[last] as number;
    const observation = {
      features: z,
      target: y - (step.from[i] as number) - (step.rest[i] as number),
      variance: sigma2,
      weight: huberWeight(error[last] as number, sigma2),
    };
    updateInformation(information, matrixAt, vector, vectorAt, prior, observation, pace.forgetting);
    factorise(information, matrixAt, z.length, factor);
    solveFactored(factor, z.length, vector, vectorAt, theta, vectorAt);
  }

  function settle({ from }: BankStep, after: Float64Array): void {
    for (let i = 0; i < size; i += 1) {
      const y = after[i] as number;
      const at = i * BANK;
      const range = ranges[i] as ExpertRange;
      if (started[i] === 1) {
        const ofMean = shareOfMean(count[i] as number, pace.forgetting);
        moveExperts(GRID, memory, range, forecast, variance, y, ofMean);
      } else if (isObserved[i] === 1) {
        started[i] = 1;
        memory.level.fill(y, range.own, range.own + EXPERTS.length);
      }
      if (isScored[i] === 1) {
        const n = count[i] as number;
        const least = LEAST_VARIANCE * (scales[i] as number) * (scales[i] as number);
        updateScales(variance, longRun, at, BANK, error, pace.scale_forgetting, n, least);
        count[i] = n + 1;
      }
    }
    memory.previous.set(from);
    memory.current.set(after);
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
