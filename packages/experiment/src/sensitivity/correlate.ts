/**
 * The correlations of all pairs of columns; NaN where one of them does not vary.
 * @param weights how often each row counts
 */
export function correlationsOf(
  columns: readonly Float64Array[],
  weights: Uint16Array,
): Float64Array[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const means = columns.map((column) => {
    let sum = 0;
    for (let row = 0; row < column.length; row += 1)
      sum += (column[row] ?? 0) * (weights[row] ?? 0);
    return sum / total;
  });
  const matrix = columns.map(() => new Float64Array(columns.length));
  for (const [a, first] of columns.entries())
    for (const [b, second] of columns.entries()) {
      if (b > a) break;
      const [meanA, meanB] = [means[a] ?? 0, means[b] ?? 0];
      let sum = 0;
      for (let row = 0; row < first.length; row += 1)
        sum += ((first[row] ?? 0) - meanA) * ((second[row] ?? 0) - meanB) * (weights[row] ?? 0);
      set(matrix, a, b, sum);
      set(matrix, b, a, sum);
    }
  const scales = columns.map((_, at) => Math.sqrt(get(matrix, at, at)));
  for (const [a, row] of matrix.entries())
    for (let b = 0; b < row.length; b += 1)
      set(matrix, a, b, a === b ? 1 : get(matrix, a, b) / ((scales[a] ?? 0) * (scales[b] ?? 0)));
  return matrix;
}

const get = (matrix: readonly Float64Array[], a: number, b: number): number => matrix[a]?.[b] ?? 0;
function set(matrix: readonly Float64Array[], a: number, b: number, value: number): void {
  const row = matrix[a];
  if (row !== undefined) row[b] = value;
}

/** A pivot below it is one of rounding: a column follows from the others. */
const SINGULAR = 1e-10;

/** The inverse of a correlation matrix; null where one of the first columns follows from others. */
function invert(matrix: readonly Float64Array[]): Float64Array[] | null {
  const size = matrix.length;
  const left = matrix.map((row) => row.slice());
  const right = matrix.map((_, at) => {
    const row = new Float64Array(size);
    row[at] = 1;
    return row;
  });
  for (let step = 0; step < size; step += 1) {
    // a correlation matrix is positive definite: its pivots are never better elsewhere
    // an outcome (the last one) that inputs explain wholly leaves the least that is not rounding
    const pivot = Math.max(get(left, step, step), step === size - 1 ? SINGULAR : -Infinity);
    if (!(pivot >= SINGULAR)) return null;
    for (const part of [left, right])
      for (let b = 0; b < size; b += 1) set(part, step, b, get(part, step, b) / pivot);
    for (let a = 0; a < size; a += 1) {
      const factor = get(left, a, step);
      if (a === step || factor === 0) continue;
      for (const part of [left, right])
        for (let b = 0; b < size; b += 1)
          set(part, a, b, get(part, a, b) - factor * get(part, step, b));
    }
  }
  return right;
}

/**
 * The correlation of each of the first columns with the last one, all others held: from the inverse
 * P of the correlations, −P_iy/√(P_ii P_yy). Of an outcome that follows from inputs these have 1 or −1,
 * others 0.
 * @returns NaN for all where a column follows from others
 */
export function partialCorrelations(matrix: readonly Float64Array[]): number[] {
  const last = matrix.length - 1;
  const inverse = invert(matrix);
  return Array.from({ length: last }, (_, at) =>
    inverse === null
      ? Number.NaN
      : -get(inverse, at, last) / Math.sqrt(get(inverse, at, at) * get(inverse, last, last)),
  );
}
