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
const PIT_BINS = 10;

/** A count per bin. */
export const emptyBins = (): number[] => Array.from({ length: PIT_BINS }, () => 0);

/** The bin of a PIT, 0..9. */
export function pitBin(value: number): number {
  return Math.min(PIT_BINS - 1, Math.floor(value * PIT_BINS));
}

/**
 * How far a PIT histogram of 10 bins is from flat: Σ |share of the bin − 1/10|.
 * @param pits each inside [0, 1]
 * @returns 0 (flat) to 1.8 (one bin); null for no forecasts
 */
export function pitDeviation(pits: readonly number[]): number | null {
  const counts = emptyBins();
  for (const value of pits) counts[pitBin(value)] = (counts[pitBin(value)] ?? 0) + 1;
  return pitDeviationOf(counts);
}

/** `pitDeviation` of forecasts counted by `pitBin`. */
export function pitDeviationOf(counts: readonly number[]): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  return counts.reduce((sum, count) => sum + Math.abs(count / total - 1 / PIT_BINS), 0);
}
