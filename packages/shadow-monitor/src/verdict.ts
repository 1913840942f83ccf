import { VERDICTS, type Verdict } from '@pulse-stream/worldstate/internal';

/** Below it the correction does harm. */
const HARMFUL_BELOW = -0.05;
/** From here on the correction carries part of the prediction. */
const ASSISTED_FROM = 0.1;

/**
 * What variance explained says about one variable: untaught (null), review (above the threshold),
 * harmful (below −0.05), healthy (below 0.1), else assisted.
 * @param threshold `shadow_model_variance_threshold`
 * @see FORECAST.md §3
 */
export function judgeVariable(varianceExplained: number | null, threshold: number): Verdict {
  if (varianceExplained === null) return 'untaught';
  if (varianceExplained > threshold) return 'review';
  if (varianceExplained < HARMFUL_BELOW) return 'harmful';
  return varianceExplained < ASSISTED_FROM ? 'healthy' : 'assisted';
}

/** The worst of these: untaught < healthy < assisted < harmful < review; of none: untaught. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  let worst = 0;
  for (const verdict of verdicts) worst = Math.max(worst, VERDICTS.indexOf(verdict));
  return VERDICTS[worst] ?? 'untaught';
}
