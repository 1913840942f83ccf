import { BANK, EXPERTS, MEAN_ERROR, REGRESSION } from './experts.ts';
import type { BankLayout, BankStep } from './layout.ts';
import { bankSize, LEAST_SEASONS, seasonalCount, type SeasonalMemory } from './season.ts';
import type { SupportRecord } from './support.ts';
import type { Averaging } from './weights.ts';

/** Past steps whose shocks a forecast draws from. */
export const POOL = 180;
/** L starts as if it were the mean of so many squared errors. */
export const LONG_RUN_FROM = 30;

/** One row of the warm-up, kept until the last of them fixes m and s. */
export interface BankRow {
  readonly step: BankStep;
  /** By variable; NaN: missing. */
  readonly observed: Float64Array;
  /** The values the world took. */
  readonly after: Float64Array;
}

/**
 * All that method bank has learned, as a value. Names are sorted. n variables × 73 innovation
 * experts (`level`, `bias`) or × all experts (the others): the regression after these, then the
 * seasonal ones of a world with a season.
 */
export interface BankState extends SupportRecord, SeasonalMemory {
  readonly method: 'bank';
  readonly variables: readonly string[];
  readonly symbols: readonly string[];
  /** By variable: the rules that move it. */
  readonly rules: readonly (readonly string[])[];
  /** Turns in a season; 1: none. */
  readonly season: number;
  /** By variable: 1 once its seasonal experts know two seasons. */
  readonly awake: Uint8Array;
  /** By variable: observations so far. */
  readonly seen: Int32Array;
  /** n × two seasons: the values the world took, at the remainder of their row. */
  readonly recent: Float64Array;
  /** Index of the last row that was gone through. */
  readonly clock: number;
  /** Rows that fix m and s. */
  readonly warmup: number;
  /** Rows seen so far. */
  readonly rows: number;
  /** The rows of the warm-up after the first, until it ends; then empty. */
  readonly pending: readonly BankRow[];
  /** The first row, by variable; NaN: missing. */
  readonly first: Float64Array;
  /** m: mean over the warm-up. */
  readonly means: Float64Array;
  /** s: sd of one-step changes over the warm-up, > 0; 0 while unknown. */
  readonly scales: Float64Array;
  /** 1 from the first observation on. */
  readonly started: Uint8Array;
  /** By variable: rows since its last observation; 0: it was observed in the last one. */
  readonly waited: Int32Array;
  /** One-step innovations scored out of sample. */
  readonly scored: Int32Array;
  /** Corrections that met max_correction, among those whose variable was observed. */
  readonly limited: Int32Array;
  /** Errors in L, plus 30. */
  readonly count: Float64Array;
  /** The world at the last row, and one row earlier. */
  readonly current: Float64Array;
  readonly previous: Float64Array;
  readonly level: Float64Array;
  readonly bias: Float64Array;
  /** s², before the next error. */
  readonly variance: Float64Array;
  /** L. */
  readonly longRun: Float64Array;
  readonly logWeight: Float64Array;
  readonly weight: Float64Array;
  /** Λ (lower triangles), η and θ of the regressions. */
  readonly information: Float64Array;
  readonly vector: Float64Array;
  readonly theta: Float64Array;
  /** u of the last `POOL` steps, within ±5: index (i × 74 + k) × POOL + place; NaN: missing. */
  readonly shocks: Float32Array;
  /** Steps in the pool, and the place the next one goes to. */
  readonly pooled: number;
  readonly next: number;
}

/** The same while it changes; arrays are owned by whoever works on it. */
export type BankMemory = { -readonly [Key in keyof BankState]: BankState[Key] };

/**
 * Shares of the regression and of the mean error in the prior and in the floor of the weights; the
 * rest is spread evenly. Both are judged on the twin experiments.
 */
const REGRESSION_SHARE = 0.5;
const MEAN_ERROR_SHARE = 0.25;
const OTHER_SHARE = (1 - REGRESSION_SHARE - MEAN_ERROR_SHARE) / (BANK - 2);
/** The twin experiments want longer memory and less floor than .99 and .1. */
const FLOOR_SHARE = 0.05;
const MEMORY = 0.995;

const PRIOR = new Float64Array(BANK).fill(OTHER_SHARE);
PRIOR[REGRESSION] = REGRESSION_SHARE;
PRIOR[MEAN_ERROR] = MEAN_ERROR_SHARE;

/** Share of the seasonal experts together, once they are awake. */
const SEASON_SHARE = 0.1;

/** The averaging of the 74 experts of one variable. */
export const AVERAGING: Averaging = {
  logPrior: PRIOR.map(Math.log),
  floor: PRIOR,
  share: FLOOR_SHARE,
  memory: MEMORY,
};

const SEASONAL_PRIOR = Float64Array.from({ length: bankSize(2) }, (_, k) =>
  k < BANK ? (1 - SEASON_SHARE) * (PRIOR[k] ?? 0) : SEASON_SHARE / seasonalCount(2),
);

/** The averaging where the season is known. */
export const SEASONAL_AVERAGING: Averaging = {
  logPrior: SEASONAL_PRIOR.map(Math.log),
  floor: SEASONAL_PRIOR,
  share: FLOOR_SHARE,
  memory: MEMORY,
};

/** A bank that has learned nothing. */
export function openBank(layout: BankLayout, warmup: number): BankMemory {
  const { variables, symbols, rules, season, experts, vectorAt, matrixAt } = layout;
  const size = variables.length;
  const seasonal = size * seasonalCount(season);
  const weight = new Float64Array(size * experts);
  const logWeight = new Float64Array(size * experts);
  for (let i = 0; i < size; i += 1) {
    logWeight.set(AVERAGING.logPrior, i * experts);
    weight.set(AVERAGING.logPrior.map(Math.exp), i * experts);
  }
  return {
    method: 'bank',
    variables,
    symbols,
    rules,
    season,
    awake: new Uint8Array(size),
    seen: new Int32Array(size),
    recent: new Float64Array(season > 1 ? size * LEAST_SEASONS * season : 0).fill(Number.NaN),
    clock: 0,
    seasonLevel: new Float64Array(seasonal),
    seasonBias: new Float64Array(seasonal),
    seasonal: new Float64Array(seasonal * season),
    warmup,
    rows: 0,
    pending: [],
    first: new Float64Array(size).fill(Number.NaN),
    means: new Float64Array(size),
    scales: new Float64Array(size),
    started: new Uint8Array(size),
    waited: new Int32Array(size),
    scored: new Int32Array(size),
    limited: new Int32Array(size),
    count: new Float64Array(size).fill(LONG_RUN_FROM),
    current: new Float64Array(size),
    previous: new Float64Array(size),
    level: new Float64Array(size * EXPERTS.length),
    bias: new Float64Array(size * EXPERTS.length),
    variance: new Float64Array(size * experts),
    longRun: new Float64Array(size * experts),
    logWeight,
    weight,
    agreed: new Float64Array(size),
    moved: new Float64Array(size),
    information: new Float64Array(matrixAt[size] ?? 0),
    vector: new Float64Array(vectorAt[size] ?? 0),
    theta: new Float64Array(vectorAt[size] ?? 0),
    shocks: new Float32Array(size * experts * POOL).fill(Number.NaN),
    pooled: 0,
    next: 0,
  };
}

/** An independent copy. */
export function copyBank(state: BankState): BankMemory {
  return {
    ...state,
    awake: state.awake.slice(),
    seen: state.seen.slice(),
    recent: state.recent.slice(),
    seasonLevel: state.seasonLevel.slice(),
    seasonBias: state.seasonBias.slice(),
    seasonal: state.seasonal.slice(),
    first: state.first.slice(),
    means: state.means.slice(),
    scales: state.scales.slice(),
    started: state.started.slice(),
    waited: state.waited.slice(),
    scored: state.scored.slice(),
    limited: state.limited.slice(),
    count: state.count.slice(),
    current: state.current.slice(),
    previous: state.previous.slice(),
    level: state.level.slice(),
    bias: state.bias.slice(),
    variance: state.variance.slice(),
    longRun: state.longRun.slice(),
    logWeight: state.logWeight.slice(),
    weight: state.weight.slice(),
    agreed: state.agreed.slice(),
    moved: state.moved.slice(),
    information: state.information.slice(),
    vector: state.vector.slice(),
    theta: state.theta.slice(),
    shocks: state.shocks.slice(),
  };
}

/** Whether m and s are fixed, so that rows are corrected, scored and learned from as they come. */
export function isBankWarm(state: BankState): boolean {
  return state.rows >= state.warmup;
}

/** Whether variable i is corrected in a forecast: scored often enough, and lately. */
export function isBankTaught(
  state: BankState,
  i: number,
  { min_observations }: { readonly min_observations: number },
): boolean {
  return (state.scored[i] ?? 0) >= min_observations && hasShock(state, i);
}

/** Whether the pool knows a shock of variable i: it was observed in the last `POOL` steps. */
function hasShock({ shocks, pooled, season }: BankState, i: number): boolean {
  const at = i * bankSize(season) * POOL;
  for (let place = 0; place < pooled; place += 1)
    if (!Number.isNaN(shocks[at + place])) return true;
  return false;
}
