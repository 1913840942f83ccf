/** Σ|x − y| and Σ_{i<j}|x_i − x_j| of an ensemble, in one sort. */
function sumDistances(members: ArrayLike<number>, y: number): { toTruth: number; between: number } {
  const size = members.length;
  if (size === 0) throw new RangeError('no score of an empty ensemble');
  // measured from y: large common offsets would otherwise cancel
  const errors = new Float64Array(size);
  for (let i = 0; i < size; i += 1) errors[i] = (members[i] as number) - y; // i < size, here and below
  errors.sort();
  let toTruth = 0;
  let between = 0;
  for (let i = 0; i < size; i += 1) {
    const error = errors[i] as number;
    toTruth += Math.abs(error);
    between += (2 * i - size + 1) * error;
  }
  return { toTruth, between };
}

/**
 * Continuous ranked probability score of an ensemble: mean|x − y| − Σ|x_i − x_j| / (2M²), in
 * O(M log M).
 * @param members at least one, any order
 * @param y what came true
 * @returns ≥ 0, in the unit of the members; lower is better
 * @throws RangeError for no members
 * @see Gneiting & Raftery 2007, Strictly Proper Scoring Rules
 */
export function crps(members: ArrayLike<number>, y: number): number {
  const { toTruth, between } = sumDistances(members, y);
  const size = members.length;
  return Math.max(0, toTruth / size - between / (size * size));
}

/**
 * The same, unbiased for the distribution the members were drawn from: 2M(M − 1) instead of 2M².
 * @returns null for one member
 * @throws RangeError for no members
 * @see Ferro 2014, Fair scores for ensemble forecasts
 */
export function fairCrps(members: ArrayLike<number>, y: number): number | null {
  const { toTruth, between } = sumDistances(members, y);
  const size = members.length;
  return size === 1 ? null : toTruth / size - between / (size * (size - 1));
}
