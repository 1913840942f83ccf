/** How evidence becomes the weights of experts: dynamic model averaging (Raftery et al. 2010). */
export interface Averaging {
  /** ln of the prior of each expert; what is forgotten returns to it. */
  readonly logPrior: Float64Array;
  /** Where the weights are pulled to, so that no expert is ever lost; sums to 1. */
  readonly floor: Float64Array;
  /** Share of that pull, 0..1. */
  readonly share: number;
  /** What of the evidence lasts a step, 0..1. */
  readonly memory: number;
}

/** A squared standardised error counts up to this. */
const MOST_EVIDENCE = 16;
/** An error counts in a scale, and as a shock, up to so many standard deviations. */
export const MOST_SHOCK = 5;

/**
 * lw ← α lw − ½ ln s² − ½ min(e²/s², 16) + (1−α) lp; w = softmax(lw), then pulled to the floor.
 * @param at where the experts of this variable begin in every array but those of `averaging`
 * @param variance s² as known before these errors
 */
export function weighExperts(
  averaging: Averaging,
  logWeight: Float64Array,
  weight: Float64Array,
  at: number,
  error: Float64Array,
  variance: Float64Array,
): void {
  const { logPrior, floor, share, memory } = averaging;
  const size = logPrior.length;
  let largest = Number.NEGATIVE_INFINITY;
  // every array holds an entry per expert, here and below
  for (let k = 0; k < size; k += 1) {
    const s2 = variance[at + k] as number;
    const e = error[at + k] as number;
    const surprise = (e * e) / s2;
    const evidence =
      memory * (logWeight[at + k] as number) -
      0.5 * Math.log(s2) -
      0.5 * (surprise < MOST_EVIDENCE ? surprise : MOST_EVIDENCE) +
      (1 - memory) * (logPrior[k] as number);
    logWeight[at + k] = evidence;
    if (evidence > largest) largest = evidence;
  }
  let sum = 0;
  for (let k = 0; k < size; k += 1) {
    const odds = Math.exp((logWeight[at + k] as number) - largest);
    weight[at + k] = odds;
    sum += odds;
  }
  const kept = (1 - share) / sum;
  for (let k = 0; k < size; k += 1)
    weight[at + k] = kept * (weight[at + k] as number) + share * (floor[k] as number);
}

/**
 * Experts that begin to speak: their evidence is that of all who spoke before, their share the prior.
 * @param known experts that spoke so far, the first ones
 */
export function joinExperts(
  { logPrior, floor }: Averaging,
  logWeight: Float64Array,
  weight: Float64Array,
  at: number,
  known: number,
): void {
  const before = logWeight.subarray(at, at + known);
  const largest = before.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const total = largest + Math.log(before.reduce((sum, lw) => sum + Math.exp(lw - largest), 0));
  let kept = 0;
  for (let k = 0; k < known; k += 1) kept += floor[k] as number;
  for (let k = 0; k < known; k += 1) weight[at + k] = kept * (weight[at + k] as number);
  for (let k = known; k < logPrior.length; k += 1) {
    weight[at + k] = floor[k] as number;
    logWeight[at + k] = total + (logPrior[k] as number) - Math.log(kept);
  }
}

/**
 * s² ← d s² + (1−d) min(e², 25 s²); L ← L + (min(e², 25 s²) − L)/n.
 * @param size experts of this variable, from `at` on in every array
 * @param decay d
 * @param count n
 * @param least s² is never smaller: a series that stood still may move again
 */
export function updateScales(
  variance: Float64Array,
  longRun: Float64Array,
  at: number,
  size: number,
  error: Float64Array,
  decay: number,
  count: number,
  least: number,
): void {
  for (let k = at; k < at + size; k += 1) {
    const s2 = variance[k] as number;
    const e = error[k] as number;
    const shock = Math.min(e * e, MOST_SHOCK * MOST_SHOCK * s2);
    variance[k] = Math.max(least, decay * s2 + (1 - decay) * shock);
    longRun[k] = (longRun[k] as number) + (shock - (longRun[k] as number)) / count;
  }
}
