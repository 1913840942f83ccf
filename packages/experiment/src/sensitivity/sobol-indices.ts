import type { Rng } from '@pulse-stream/worldstate';
import { bootstrap, type Estimate } from './bootstrap.ts';

/** The share of an outcome's variance that is one input's. */
export interface SobolIndex {
  /** First order: what knowing this input alone would take away. */
  readonly first: Estimate;
  /** Total: what would be left if all others were known. */
  readonly total: Estimate;
}

/** An outcome over the blocks of a design: of points A, of B, and of A with one input of B. */
export interface BlockOutcomes {
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** For each input. */
  readonly mixed: readonly Float64Array[];
}

/**
 * First-order (Saltelli 2010) and total (Jansen 1999) Sobol indices with bootstrap intervals over
 * blocks. Null where the outcome does not vary.
 * @see A. Saltelli et al.: Variance based sensitivity analysis of model output,
 *   Comput. Phys. Commun. 181, 259-270 (2010), table 2 (b) and (f)
 */
export function sobolIndices(
  { a, b, mixed }: BlockOutcomes,
  options: { readonly resamples: number; readonly rng: Rng },
): SobolIndex[] {
  const compute = (weights: Uint16Array): number[] => {
    let [count, sum, squares] = [0, 0, 0];
    for (let row = 0; row < a.length; row += 1) {
      const [x, y, weight] = [a[row] ?? 0, b[row] ?? 0, weights[row] ?? 0];
      count += weight;
      sum += weight * (x + y);
    }
    const mean = sum / (2 * count);
    for (let row = 0; row < a.length; row += 1)
      squares += (weights[row] ?? 0) * (((a[row] ?? 0) - mean) ** 2 + ((b[row] ?? 0) - mean) ** 2);
    const variance = squares / (2 * count);
    const indices = mixed.map((column) => {
      let [first, total] = [0, 0];
      for (let row = 0; row < a.length; row += 1) {
        const [x, y, z, weight] = [a[row] ?? 0, b[row] ?? 0, column[row] ?? 0, weights[row] ?? 0];
        // less the mean: the same in expectation, and nearer to it
        first += weight * (y - mean) * (z - x);
        total += weight * (x - z) ** 2;
      }
      return [first / count / variance, total / (2 * count) / variance] as const;
    });
    return [...indices.map(([first]) => first), ...indices.map(([, total]) => total)];
  };
  const estimates = bootstrap(a.length, compute, options);
  const none: Estimate = { value: null, low: null, high: null };
  return mixed.map((_, at) => ({
    first: estimates[at] ?? none,
    total: estimates[mixed.length + at] ?? none,
  }));
}
