import type { ScoredSteps } from '@pulse-stream/worldstate/internal';
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
 * @param scored errors of the core and of what was corrected, and D, of the same steps
 * @returns null below `minTriggerSamples`, or when the core's errors are all 0 or their variance
 * (about the mean, over n) is below `minCausalVariance` of the mean square of what the variable
 * changed by, D + error of the core: that holds in every unit
 * @throws ScenarioError `shadow-overflow`
 * @see FORECAST.md §3
 */
export function explainVariance(
  scored: Pick<ScoredSteps, 'coreErrors' | 'correctedErrors' | 'drifts'>,
  options: Pick<ShadowOptions, 'windowSize' | 'minTriggerSamples' | 'minCausalVariance'>,
  variable: string,
): VarianceExplained {
  const core = scored.coreErrors.slice(-options.windowSize);
  const corrected = scored.correctedErrors.slice(-options.windowSize);
  const samples = core.length;
  const coreSquares = sumFinite(core, square, variable);
  const correctedSquares = sumFinite(corrected, square, variable);
  if (samples < options.minTriggerSamples || coreSquares === 0) return { value: null, samples };
  const mean = sumFinite(core, (error) => error, variable) / samples;
  const variance = sumFinite(core, (error) => square(error - mean), variable) / samples;
  const changes = scored.drifts
    .slice(-options.windowSize)
    .map((drift, at) => drift + (core[at] ?? Number.NaN));
  const moved = sumFinite(changes, square, variable) / samples;
  if (variance < options.minCausalVariance * moved) return { value: null, samples };
  return { value: 1 - correctedSquares / coreSquares, samples };
}
