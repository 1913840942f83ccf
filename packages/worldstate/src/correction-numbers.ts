/** How a slot is corrected on the path of a member; arrays hold one of these per corrected slot. */
export const CORRECTION_KINDS = {
  /** Not at all: it only has shocks. */
  none: 0,
  /** By an expert: level, part of the drift, bias. */
  expert: 1,
  /** By an expert that also knows what each position of the season adds. */
  seasonal: 2,
  /** By the regression on rule strengths, in the place of the drift. */
  regression: 3,
} as const;

/**
 * Shocks of members: in every turn all slots take those of one past step, each of its series, times
 * √(L + (s² − L) fade), where fade is 1 times `decay` a turn.
 */
export interface ShockNumbers {
  /** Past steps, and series of their shocks. */
  readonly steps: number;
  readonly series: number;
  readonly decay: number;
  /** Writes the shocks of one series, centred. */
  readonly write: (series: number, to: Float64Array) => void;
  /** By corrected slot, of the member: its series, or −1: `draw` says its shocks. */
  readonly seriesOf: Int32Array;
  /** L, and s² − L. */
  readonly longRun: Float64Array;
  readonly excess: Float64Array;
  /**
   * Draws for the next turn of the member.
   * @param to receives the shocks of the slots without a series
   * @returns the past step
   */
  readonly draw: (to: Float64Array) => number;
}

/**
 * A corrector as numbers: what a turn of a member is corrected from, so that an engine can do it where
 * the path is. Transformed units; "by variable" are the slots it reads, of which it corrects some.
 * Arrays of the member hold what `Corrector.begin` put there, the others do not change in a run.
 * @see FORECAST.md §1
 */
export interface CorrectionNumbers {
  /** By variable: its slot. */
  readonly variables: Int32Array;
  /** By corrected slot: its variable. */
  readonly corrected: Int32Array;
  /** Slots of the symbols. */
  readonly symbols: Int32Array;
  /** By effect: the variable it moves, or −1, and the rule whose sum it belongs to. */
  readonly effectVariable: Int32Array;
  readonly effectRule: Int32Array;
  /** By variable: where its rules begin; one entry more for the end. */
  readonly ruleAt: Int32Array;
  /** By variable: m and s, the value at the end of the history and the one a row earlier. */
  readonly means: Float64Array;
  readonly scales: Float64Array;
  readonly current: Float64Array;
  readonly previous: Float64Array;
  /** Turns in a season; 1: none. */
  readonly season: number;
  /** Row of the history that the path begins at. */
  readonly clock: number;
  /** By position in the season: its waves. */
  readonly waves: Float64Array;
  /** Levels and changes count, in units of s, up to these. */
  readonly mostLevel: number;
  readonly mostChange: number;
  /** What symbols are measured from. */
  readonly neutral: number;
  /** By variable: how far the waves count, 0..1. */
  readonly earned: Float64Array;
  /** By corrected slot: what of the wanted correction is applied, and the most. */
  readonly shares: Float64Array;
  readonly limits: Float64Array;
  readonly shocks: ShockNumbers;
  /** By corrected slot, of the member: one of CORRECTION_KINDS. */
  readonly kinds: Uint8Array;
  /** By variable, of the member's expert: l, b, τ, φ, 1 − K, β, 3σ, G. */
  readonly level: Float64Array;
  readonly bias: Float64Array;
  readonly trust: Float64Array;
  readonly damping: Float64Array;
  readonly kept: Float64Array;
  readonly learning: Float64Array;
  readonly most: Float64Array;
  readonly seasonGain: Float64Array;
  /** By variable × position in the season, of the member. */
  readonly seasonal: Float64Array;
  /** By variable: where its coefficients begin in `theta`: intercept, rules, shared features. */
  readonly thetaAt: Int32Array;
  /** Coefficients of the member. */
  readonly theta: Float64Array;
}
