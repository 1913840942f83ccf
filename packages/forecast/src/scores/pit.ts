/**
 * Where y falls in an ensemble: (#{x < y} + ½ #{x = y} + ½) / (M + 1).
 * @param members any order
 * @param y what came true
 * @returns inside (0, 1); uniform over many forecasts when they are calibrated
 */
export function pit(members: ArrayLike<number>, y: number): number {
  let below = 0;
  let equal = 0;
  for (let i = 0; i < members.length; i += 1) {
    const member = members[i] as number; // i is an index of members
    if (member < y) below += 1;
    else if (member === y) equal += 1;
  }
  return (below + 0.5 * equal + 0.5) / (members.length + 1);
}

/**
 * Share of forecasts whose central interval held the truth: PIT in [(1 − p)/2, 1 − (1 − p)/2].
 * @param pits one per verified forecast
 * @param central p, e.g. 0.8
 * @returns 0..1; null for no forecasts
 */
export function coverage(pits: readonly number[], central: number): number | null {
  if (pits.length === 0) return null;
  const edge = (1 - central) / 2;
  return pits.filter((value) => value >= edge && value <= 1 - edge).length / pits.length;
}

/** Bins of the PIT histogram. */
const BINS = 10;

/**
 * How far a PIT histogram of 10 bins is from flat: Σ |share of the bin − 1/10|.
 * @param pits each inside [0, 1]
 * @returns 0 (flat) to 1.8 (one bin); null for no forecasts
 */
export function pitDeviation(pits: readonly number[]): number | null {
  if (pits.length === 0) return null;
  const counts = new Float64Array(BINS);
  for (const value of pits) {
    const bin = Math.min(BINS - 1, Math.floor(value * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.reduce((sum, count) => sum + Math.abs(count / pits.length - 1 / BINS), 0);
}
