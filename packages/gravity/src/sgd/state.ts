import type { SgdOptions } from '../options/sgd-options.ts';

/** What one warm-up row leaves behind until the scales are known. NaN: missing. */
export interface WarmupRow {
  /** Symbol values before the step, in the order of `SgdState.symbols`. */
  readonly symbols: readonly number[];
  /** Prediction of the causal model; NaN for a first row that nothing predicted. */
  readonly predicted: readonly number[];
  readonly observed: readonly number[];
}

/**
 * All that method sgd has learned: a value, never changed in place. Rows are variables, columns are
 * symbols, both sorted by name, so that no sum depends on the order of slots or columns.
 */
export interface SgdState {
  readonly method: 'sgd';
  readonly variables: readonly string[];
  readonly symbols: readonly string[];
  /** Rows that fix the scales. */
  readonly warmup: number;
  /** Rows seen so far. */
  readonly rows: number;
  /** The warm-up rows, until the last of them has come; then empty. */
  readonly pending: readonly WarmupRow[];
  /** s_i: sd of one-step changes over the warm-up rows, > 0; 0 while unknown. */
  readonly scales: readonly number[];
  /** B, row by row: what one unit of a symbol adds to a variable, in units of s_i. */
  readonly weights: Float64Array;
  /** V, as B. */
  readonly momentum: Float64Array;
  /** λ, shared by all variables. */
  readonly lambda: number;
  /** The last mean |residual|s, oldest first, at most adaptive_lambda_window_size. */
  readonly residuals: readonly number[];
  /** g = B·s of the last observed step, before any limit. */
  readonly previous: Float64Array;
  /** How often |g| was beyond the circuit breaker. */
  readonly trips: readonly number[];
  /** How many corrections met a limit. */
  readonly limited: readonly number[];
  /** Updates, warm-up included. */
  readonly updates: readonly number[];
  /** One-step innovations scored out of sample. */
  readonly scored: readonly number[];
}

/**
 * s_i is never smaller than this share of the largest value (of 1 where all are 0): what is smaller
 * is the rounding of the values themselves. A share, so that the unit of a variable changes nothing.
 */
const LEAST_SCALE = 64 * Number.EPSILON;

/** Observed one-step changes from which an sd can be taken. */
const LEAST_CHANGES = 2;

/**
 * A state that has learned nothing.
 * @param variables names of the variables it may correct, any order, no duplicates
 * @param symbols names of the regressors, any order, no duplicates
 * @param warmup rows that fix the scales
 */
export function openSgdState(
  variables: readonly string[],
  symbols: readonly string[],
  warmup: number,
  options: SgdOptions,
): SgdState {
  const rows = variables.length;
  const none = () => variables.map(() => 0);
  return {
    method: 'sgd',
    variables: variables.toSorted(),
    symbols: symbols.toSorted(),
    warmup,
    rows: 0,
    pending: [],
    scales: none(),
    weights: new Float64Array(rows * symbols.length),
    momentum: new Float64Array(rows * symbols.length),
    lambda: options.lambda,
    residuals: [],
    previous: new Float64Array(rows),
    trips: none(),
    limited: none(),
    updates: none(),
    scored: none(),
  };
}

/** Whether a variable is corrected in a forecast: enough of its innovations were scored. */
export function isTaught(
  state: SgdState,
  row: number,
  options: Pick<SgdOptions, 'min_observations'>,
): boolean {
  return (state.scored[row] ?? 0) >= options.min_observations;
}

/** rms(B) over the whole matrix; 0 for an empty one. */
export function rmsOf(weights: Float64Array): number {
  if (weights.length === 0) return 0;
  let sum = 0;
  for (const weight of weights) sum += weight * weight;
  return Math.sqrt(sum / weights.length);
}

/**
 * s_i of one variable: the standard deviation (about the mean, over n) of its changes in one row. What
 * changed over g rows, as those between were not observed, counts as g means and g variances.
 * @param values one per row, NaN where missing
 * @returns > 0, also when nothing changed; 0 with fewer than two such changes, when nothing can be said
 */
export function scaleOfChanges(values: readonly number[]): number {
  const changes: { readonly change: number; readonly rows: number }[] = [];
  let before = Number.NaN;
  let rows = 0;
  let largest = 0;
  for (const value of values) {
    rows += 1;
    if (Number.isNaN(value)) continue;
    const change = value - before;
    if (Math.abs(value) > largest) largest = Math.abs(value);
    if (Number.isFinite(change)) changes.push({ change, rows });
    before = value;
    rows = 0;
  }
  if (changes.length < LEAST_CHANGES) return 0;
  let [sum, all] = [0, 0];
  for (const { change, rows: over } of changes) {
    sum += change;
    all += over;
  }
  const mean = sum / all;
  let squares = 0;
  for (const { change, rows: over } of changes) squares += (change - over * mean) ** 2 / over;
  return Math.max(LEAST_SCALE * (largest || 1), Math.sqrt(squares / changes.length));
}
