/**
 * Bayesian linear regression in information form with stabilised forgetting (Kulhavy & Zarrop 1993):
 * what is forgotten is replaced by the prior, so Λ never degenerates. Matrices are p × p, row by
 * row; only the lower triangle is kept up to date. `at` is where a matrix (or vector) begins in a
 * shared array.
 */

/** An error beyond so many standard deviations is weighted down (Huber). */
export const HUBER = 2;

/** One observation of a regression: r = θ'z + noise of variance σ². */
export interface Observation {
  readonly features: Float64Array;
  readonly target: number;
  /** σ². */
  readonly variance: number;
  /** 0..1: how far it counts. */
  readonly weight: number;
}

/** w = min(1, limit/|e/σ|). */
export function huberWeight(error: number, variance: number, limit = HUBER): number {
  const surprise = Math.abs(error) / Math.sqrt(variance);
  return surprise > limit ? limit / surprise : 1;
}

/** Sets Λ = Λ0 (diagonal) and η = Λ0 θ0. */
export function openInformation(
  information: Float64Array,
  at: number,
  vector: Float64Array,
  vectorAt: number,
  prior: { readonly precision: Float64Array; readonly mean: Float64Array },
): void {
  const size = prior.precision.length;
  information.fill(0, at, at + size * size);
  for (let row = 0; row < size; row += 1) {
    const precision = prior.precision[row] as number; // in range, here and below
    information[at + row * size + row] = precision;
    vector[vectorAt + row] = precision * (prior.mean[row] as number);
  }
}

/**
 * Λ ← γΛ + (1−γ)Λ0 + w z zᵀ/σ²; η ← γη + (1−γ)Λ0θ0 + w z r/σ².
 * @param forgetting γ, 0..1; 1 forgets nothing
 */
export function updateInformation(
  information: Float64Array,
  at: number,
  vector: Float64Array,
  vectorAt: number,
  prior: { readonly precision: Float64Array; readonly mean: Float64Array },
  observation: Observation,
  forgetting: number,
): void {
  const { features, target, variance, weight } = observation;
  const size = prior.precision.length;
  const strength = weight / variance;
  const renewed = 1 - forgetting;
  for (let row = 0; row < size; row += 1) {
    const start = at + row * size;
    const pull = strength * (features[row] as number);
    for (let column = 0; column <= row; column += 1)
      information[start + column] =
        forgetting * (information[start + column] as number) + pull * (features[column] as number);
    const precision = prior.precision[row] as number;
    information[start + row] = (information[start + row] as number) + renewed * precision;
    vector[vectorAt + row] =
      forgetting * (vector[vectorAt + row] as number) +
      renewed * precision * (prior.mean[row] as number) +
      pull * target;
  }
}

/** Lower Cholesky factor of Λ into `factor` (p × p, from 0). Λ is positive definite by its prior. */
export function factorise(
  information: Float64Array,
  at: number,
  size: number,
  factor: Float64Array,
): void {
  for (let row = 0; row < size; row += 1) {
    const start = row * size;
    for (let column = 0; column <= row; column += 1) {
      const other = column * size;
      let sum = information[at + start + column] as number;
      for (let k = 0; k < column; k += 1)
        sum -= (factor[start + k] as number) * (factor[other + k] as number);
      factor[start + column] =
        row === column ? Math.sqrt(sum) : sum / (factor[other + column] as number);
    }
  }
}

/** Solves L Lᵀ x = b; `solution` (from `to`) may be where b is. */
export function solveFactored(
  factor: Float64Array,
  size: number,
  right: Float64Array,
  from: number,
  solution: Float64Array,
  to: number,
): void {
  for (let row = 0; row < size; row += 1) {
    let sum = right[from + row] as number;
    for (let k = 0; k < row; k += 1)
      sum -= (factor[row * size + k] as number) * (solution[to + k] as number);
    solution[to + row] = sum / (factor[row * size + row] as number);
  }
  solveTransposed(factor, size, solution, to);
}

/** Solves Lᵀ x = b in place. */
function solveTransposed(
  factor: Float64Array,
  size: number,
  values: Float64Array,
  at: number,
): void {
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = values[at + row] as number;
    for (let k = row + 1; k < size; k += 1)
      sum -= (factor[k * size + row] as number) * (values[at + k] as number);
    values[at + row] = sum / (factor[row * size + row] as number);
  }
}

/** The rows of Lᵀ from its diagonal on, one after the other: what `drawFrom` reads, in its order. */
export function transposeFactor(factor: Float64Array, size: number): Float64Array {
  const rows = new Float64Array((size * (size + 1)) / 2);
  let next = rows.length;
  for (let row = size - 1; row >= 0; row -= 1) {
    next -= size - row;
    for (let k = row; k < size; k += 1) rows[next + k - row] = factor[k * size + row] as number;
  }
  return rows;
}

/**
 * Solves Lᵀ x = b in place: for a standard normal b, x is a draw of N(0, Λ⁻¹).
 * @param rows as `transposeFactor` gives them: many draws read them, and a column of L is far apart
 */
export function drawFrom(rows: Float64Array, size: number, values: Float64Array, at: number): void {
  let next = rows.length;
  for (let row = size - 1; row >= 0; row -= 1) {
    next -= size - row;
    let sum = values[at + row] as number;
    for (let k = 1; k < size - row; k += 1)
      sum -= (rows[next + k] as number) * (values[at + row + k] as number);
    values[at + row] = sum / (rows[next] as number);
  }
}

/** Standard deviation of coefficient `index`: √(Λ⁻¹)_ii from the factor of Λ. */
export function deviationOf(factor: Float64Array, size: number, index: number): number {
  // ‖L⁻¹ e_i‖ by forward substitution
  const column = new Float64Array(size);
  let squares = 0;
  for (let row = index; row < size; row += 1) {
    let sum = row === index ? 1 : 0;
    for (let k = index; k < row; k += 1)
      sum -= (factor[row * size + k] as number) * (column[k] as number);
    const value = sum / (factor[row * size + row] as number);
    column[row] = value;
    squares += value * value;
  }
  return Math.sqrt(squares);
}
