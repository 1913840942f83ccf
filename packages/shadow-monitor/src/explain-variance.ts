import type { ShadowOptions } from './options.ts';
import { square, sumFinite } from './sum-finite.ts';

/** What the correction explains of the core's errors. */
export interface VarianceExplained {
  /** 1 − Σe_g²/Σe_c², at most 1; null when nothing can be said. */
  readonly value: number | null;
  /** Scored steps it rests on. */
  readonly samples: number;
}

/**
 * Variance explained over the last `windowSize` scored steps, out of sample: both errors belong to
 * predictions issued before the observation.
 * @param coreErrors y − core, oldest first
 * @param correctedErrors y − corrected, the same steps
 * @returns null below `minTriggerSamples`, or when the variance (about the mean, over n) of the
 * core's errors is below `minCausalVariance` or they are all 0
 * @throws ScenarioError `shadow-overflow`
 * @see FORECAST.md §3
 */
export function explainVariance(
  coreErrors: readonly number[],
  correctedErrors: readonly number[],
  options: Pick<ShadowOptions, 'windowSize' | 'minTriggerSamples' | 'minCausalVariance'>,
  variable: string,
): VarianceExplained {
  const core = coreErrors.slice(-options.windowSize);
  const corrected = correctedErrors.slice(-options.windowSize);
  const samples = core.length;
  const coreSquares = sumFinite(core, square, variable);
  const correctedSquares = sumFinite(corrected, square, variable);
  if (samples < options.minTriggerSamples || coreSquares === 0) return { value: null, samples };
  const mean = sumFinite(core, (error) => error, variable) / samples;
  const variance = sumFinite(core, (error) => square(error - mean), variable) / samples;
  if (variance < options.minCausalVariance) return { value: null, samples };
  return { value: 1 - correctedSquares / coreSquares, samples };
}
