import { fail } from '@pulse-stream/worldstate';
import type { SgdOptions } from '../options/sgd-options.ts';
import { rmsOf, type SgdState } from './state.ts';

/** How much each of the three causes of fragility counts. */
const WEIGHTS_SHARE = 0.5;
const VOLATILITY_SHARE = 0.3;
const TRIPS_SHARE = 0.2;
/** Breaker trips that count as fully fragile. */
const MOST_TRIPS = 10;
/** The strength never falls below this share of λ by fragility alone. */
const LEAST_STRENGTH = 0.1;
/** Below it a change of g is not called volatile. */
const LEAST_SWING = 1e-6;
/** Two g up to here add up to a finite number. */
const GREATEST = Number.MAX_VALUE / 2;

/**
 * The correction of some rows of a state, laid out so that a turn allocates nothing: `correctRows`
 * reads the inputs and fills the outputs.
 */
export interface SgdKernel {
  readonly columns: number;
  /** B of these rows, row by row. */
  readonly weights: Float64Array;
  /** 0.5·min(1, rms(B)/fragility_threshold), of the whole matrix. */
  readonly weightsTerm: number;
  readonly lambda: number;
  /** g of the step before, per row. */
  readonly previous: Float64Array;
  readonly trips: Float64Array;
  /** Output: g = B·s, before any limit. */
  readonly gravity: Float64Array;
  /** Output: the correction in units of s_i. */
  readonly correction: Float64Array;
  /** Output: 1 where |g| was beyond the breaker. */
  readonly tripped: Uint8Array;
  /** Output: 1 where the breaker or max_correction cut something off. */
  readonly limited: Uint8Array;
}

/** Lays out the given rows of a state. */
export function openKernel(
  state: SgdState,
  rows: readonly number[],
  options: SgdOptions,
): SgdKernel {
  const columns = state.symbols.length;
  const weights = new Float64Array(rows.length * columns);
  for (const [at, row] of rows.entries())
    weights.set(state.weights.subarray(row * columns, (row + 1) * columns), at * columns);
  return {
    columns,
    weights,
    weightsTerm: WEIGHTS_SHARE * Math.min(1, rmsOf(state.weights) / options.fragility_threshold),
    lambda: state.lambda,
    previous: Float64Array.from(rows, (row) => state.previous[row] ?? 0),
    trips: Float64Array.from(rows, (row) => state.trips[row] ?? 0),
    gravity: new Float64Array(rows.length),
    correction: new Float64Array(rows.length),
    tripped: new Uint8Array(rows.length),
    limited: new Uint8Array(rows.length),
  };
}

/**
 * g = B·s; k = λ, if adaptive k = λ·max(0.1, 1 − f) with the fragility
 * f = min(1, 0.5·min(1, rms(B)/fragility_threshold) + 0.3·volatility + 0.2·min(1, trips/10));
 * beyond the breaker g is cut to it and k halved; c = k·g within ±max_correction.
 * @param symbols value per column; NaN: absent, counts 0
 * @throws ScenarioError `overflow` when B·s leaves the finite numbers
 * @see FORECAST.md §1.1
 */
export function correctRows(
  kernel: SgdKernel,
  symbols: ArrayLike<number>,
  options: SgdOptions,
): void {
  const { columns, weights, weightsTerm, lambda, previous, trips } = kernel;
  const breaker = options.circuit_breaker_threshold;
  const most = options.max_correction;
  for (let row = 0; row < previous.length; row += 1) {
    let g = 0;
    for (let column = 0; column < columns; column += 1) {
      const symbol = symbols[column] ?? Number.NaN;
      if (!Number.isNaN(symbol)) g += (weights[row * columns + column] ?? 0) * symbol;
    }
    if (!(Math.abs(g) <= GREATEST)) refuseOverflow();
    kernel.gravity[row] = g;
    let k = lambda;
    if (options.enable_adaptive_lambda) {
      const last = previous[row] ?? 0;
      const volatility = Math.abs(g - last) / Math.max(LEAST_SWING, Math.abs(g) + Math.abs(last));
      const tripsTerm = TRIPS_SHARE * Math.min(1, (trips[row] ?? 0) / MOST_TRIPS);
      const fragility = Math.min(1, weightsTerm + VOLATILITY_SHARE * volatility + tripsTerm);
      k = lambda * Math.max(LEAST_STRENGTH, 1 - fragility);
    }
    const tripped = Math.abs(g) > breaker;
    const c = tripped ? (k / 2) * Math.sign(g) * breaker : k * g;
    const cut = most > 0 && Math.abs(c) > most;
    // + 0 turns −0 into 0: nothing learned must be exactly nothing
    kernel.correction[row] = (cut ? Math.sign(c) * most : c) + 0;
    kernel.tripped[row] = tripped ? 1 : 0;
    kernel.limited[row] = tripped || cut ? 1 : 0;
  }
}

/** After a turn: this g becomes the previous one and trips are counted. */
export function rememberTurn(kernel: SgdKernel): void {
  kernel.previous.set(kernel.gravity);
  for (let row = 0; row < kernel.trips.length; row += 1)
    kernel.trips[row] = (kernel.trips[row] ?? 0) + (kernel.tripped[row] ?? 0);
}

/** What `correctSgd` says about one step, per row of the state. */
export type SgdCorrection = Pick<SgdKernel, 'gravity' | 'correction' | 'tripped' | 'limited'>;

/**
 * The correction a state gives for these symbols, in units of s_i (`correctRows` on all rows).
 * @param symbols value per column of the state; NaN: absent
 */
export function correctSgd(
  state: SgdState,
  symbols: ArrayLike<number>,
  options: SgdOptions,
): SgdCorrection {
  const kernel = openKernel(state, [...state.variables.keys()], options);
  correctRows(kernel, symbols, options);
  return kernel;
}

function refuseOverflow(): never {
  return fail('overflow', 'gravity', 'weights times symbols of gravity overflow', {
    path: 'gravity.learning_rate',
    hint: 'a smaller learning_rate keeps them finite',
  });
}
