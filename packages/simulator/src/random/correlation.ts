import { sqrt } from '../math/elementary.ts';

/** What a pivot may be by rounding alone, per row: 2^−52. */
const ROUNDING = Number.EPSILON;

/**
 * The lower triangular L with L·Lᵀ = the matrix (Cholesky), so that L times independent normals has
 * these correlations.
 * @param correlations size × size, row by row, ones on the diagonal; only what is on and below it
 *   is read
 * @returns L, row by row, zeros above the diagonal; null: the matrix is not positive definite
 */
export function factorCorrelations(correlations: Float64Array, size: number): Float64Array | null {
  // `as number` below: row, column and k stay below size
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column <= row; column += 1) {
      let rest = correlations[row * size + column] as number;
      for (let k = 0; k < column; k += 1)
        rest -= (factor[row * size + k] as number) * (factor[column * size + k] as number);
      if (column < row)
        factor[row * size + column] = rest / (factor[column * size + column] as number);
      else if (rest > size * ROUNDING) factor[row * size + row] = sqrt(rest);
      else return null;
    }
  return factor;
}

/**
 * Gives independent standard normals the correlations of a factor, in place.
 * @param factor as `factorCorrelations` returns it
 * @param normals one per row of the factor
 */
export function correlateNormals(factor: Float64Array, normals: Float64Array): void {
  // `as number` below: row and k stay below size. From the last row on: a row reads those above it.
  const size = normals.length;
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = 0;
    for (let k = 0; k <= row; k += 1)
      sum += (factor[row * size + k] as number) * (normals[k] as number);
    normals[row] = sum;
  }
}
