import type { Rng } from '@pulse-stream/worldstate';
import { bootstrap, type Estimate } from './bootstrap.ts';
import { correlationsOf, partialCorrelations } from './correlate.ts';
import { orderOf, rankInto } from './ranks.ts';

/** How much an outcome rises and falls with one input. */
export interface RankCorrelation {
  /** Spearman's: with this input alone. */
  readonly spearman: Estimate;
  /** Partial (PRCC): with what the other inputs do not explain. */
  readonly prcc: Estimate;
}

/**
 * Spearman's and partial rank correlations of inputs with an outcome, with bootstrap intervals. Null
 * where a column does not vary; the partial ones also where an input follows from others.
 * @param inputs columns of one length, no NaN
 * @param outcome of the same length
 * @see S. Marino et al.: A methodology for performing global uncertainty and sensitivity analysis in
 *   systems biology, J. Theor. Biol. 254, 178-196 (2008)
 */
export function rankCorrelations(
  inputs: readonly Float64Array[],
  outcome: Float64Array,
  options: { readonly resamples: number; readonly rng: Rng },
): RankCorrelation[] {
  const columns = [...inputs, outcome];
  const orders = columns.map((column) => orderOf(column));
  const ranks = columns.map((column) => new Float64Array(column.length));
  const compute = (weights: Uint16Array): number[] => {
    for (const [at, column] of columns.entries())
      rankInto(column, orders[at] ?? new Uint32Array(0), weights, ranks[at] ?? new Float64Array(0));
    const matrix = correlationsOf(ranks, weights);
    const last = inputs.length;
    return [
      ...inputs.map((_, at) => matrix[at]?.[last] ?? Number.NaN),
      ...partialCorrelations(matrix),
    ];
  };
  const estimates = bootstrap(outcome.length, compute, options);
  const none: Estimate = { value: null, low: null, high: null };
  return inputs.map((_, at) => ({
    spearman: estimates[at] ?? none,
    prcc: estimates[inputs.length + at] ?? none,
  }));
}
