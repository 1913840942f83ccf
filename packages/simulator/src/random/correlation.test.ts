import fc from 'fast-check';
import { expect, test } from 'vitest';
import { correlateNormals, factorCorrelations } from './correlation.ts';
import { openRng } from './random-stream.ts';

/** Correlations of the rows of numbers: positive definite unless the rows depend on each other. */
function correlationsOf(rows: readonly (readonly number[])[]): Float64Array {
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0);
  const norms = rows.map((row) => Math.sqrt(dot(row, row)));
  return Float64Array.from(
    rows.flatMap((a, i) =>
      rows.map((b, j) => (i === j ? 1 : dot(a, b) / (norms[i] ?? NaN) / (norms[j] ?? NaN))),
    ),
  );
}

/** L·Lᵀ, row by row. */
function squareOf(factor: Float64Array, size: number): number[] {
  return Array.from(factor, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = 0; k < size; k += 1)
      sum += (factor[row * size + k] ?? NaN) * (factor[column * size + k] ?? NaN);
    return sum;
  });
}

/** Rows of one number each in −1..1 per column, with a 2 of its own: far from dependent. */
const rows = fc
  .integer({ min: 1, max: 8 })
  .chain((size) =>
    fc
      .array(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
        { minLength: size, maxLength: size },
      )
      .map((all) => all.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 2 : 0))])),
  );

test('the factor is lower triangular and its square is the matrix', () => {
  fc.assert(
    fc.property(rows, (made) => {
      const size = made.length;
      const matrix = correlationsOf(made);
      const factor = factorCorrelations(matrix, size) ?? new Float64Array();
      expect(factor).toHaveLength(size * size);
      expect(factor.every((x, at) => at % size <= Math.floor(at / size) || x === 0)).toBe(true);
      for (const [at, x] of squareOf(factor, size).entries())
        expect(Math.abs(x - (matrix[at] ?? NaN))).toBeLessThan(1e-14);
    }),
  );
});

test('its bits do not change from release to release', () => {
  const matrix = Float64Array.of(1, 0.4, -0.3, 0.4, 1, 0.2, -0.3, 0.2, 1);
  expect([...(factorCorrelations(matrix, 3) ?? [])]).toEqual([
    1, 0, 0, 0.4, 0.916515138991168, 0, -0.3, 0.3491486243775878, 0.8877472827867389,
  ]);
});

test.each<[string, number, number[]]>([
  ['a correlation of 1', 2, [1, 1, 1, 1]],
  ['a correlation of −1', 2, [1, -1, -1, 1]],
  ['a correlation above 1', 2, [1, 1.5, 1.5, 1]],
  ['three that cannot all be', 3, [1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1]],
  ['one that follows from two', 3, [1, 0, 0.6, 0, 1, 0.8, 0.6, 0.8, 1]],
  ['NaN', 2, [1, NaN, NaN, 1]],
])('%s is not positive definite', (_, size, matrix) => {
  expect(factorCorrelations(Float64Array.from(matrix), size)).toBeNull();
});

test('a row that is another one but for rounding is not positive definite', () => {
  fc.assert(
    fc.property(rows, (made) => {
      const again = correlationsOf([...made, made[0]?.map((x) => x * 0.7) ?? []]);
      expect(factorCorrelations(again, made.length + 1)).toBeNull();
    }),
  );
});

test('normals get the correlations, and without any they stay as they are', () => {
  const matrix = Float64Array.of(1, 0.4, -0.3, 0.4, 1, 0.2, -0.3, 0.2, 1);
  const factor = factorCorrelations(matrix, 3) ?? new Float64Array();
  const rng = openRng(1, 0, 'noise');
  const sums = new Float64Array(9);
  const count = 200_000;
  for (let drawn = 0; drawn < count; drawn += 1) {
    const normals = Float64Array.of(rng.nextNormal(), rng.nextNormal(), rng.nextNormal());
    correlateNormals(factor, normals);
    for (let at = 0; at < 9; at += 1)
      sums[at] = (sums[at] ?? 0) + (normals[Math.floor(at / 3)] ?? NaN) * (normals[at % 3] ?? NaN);
  }
  // The standard deviation of a mean product is at most √(2/N).
  for (const [at, sum] of sums.entries())
    expect(Math.abs(sum / count - (matrix[at] ?? NaN))).toBeLessThan(4.5 * Math.sqrt(2 / count));

  const plain = Float64Array.of(0.3, -1.2);
  correlateNormals(factorCorrelations(Float64Array.of(1, 0, 0, 1), 2) ?? plain, plain);
  expect([...plain]).toEqual([0.3, -1.2]);
});
