import { expect, test } from 'vitest';
import { createSobolSequence, MOST_DIMENSIONS } from './sobol-sequence.ts';

function take(
  dimensions: number,
  count: number,
  keys: readonly number[] | null = null,
): number[][] {
  const next = createSobolSequence(dimensions, keys);
  return Array.from({ length: count }, () => {
    const words = new Uint32Array(dimensions);
    next(words);
    return Array.from(words, (word) => word / 2 ** 32);
  });
}
const keysOf = (dimensions: number): number[] =>
  Array.from({ length: dimensions }, (_, index) => Math.imul(index + 3, 0x9e_37_79_b1) >>> 0);

test('the first points are those that Joe and Kuo print', () => {
  expect(take(4, 8)).toEqual([
    [0, 0, 0, 0],
    [0.5, 0.5, 0.5, 0.5],
    [0.75, 0.25, 0.25, 0.25],
    [0.25, 0.75, 0.75, 0.75],
    [0.375, 0.375, 0.625, 0.875],
    [0.875, 0.875, 0.125, 0.375],
    [0.625, 0.125, 0.875, 0.625],
    [0.125, 0.625, 0.375, 0.125],
  ]);
});

test('points of high dimensions are those of SciPy 1.17, which reads the same numbers', () => {
  const points = take(256, 64);
  const at = (index: number, dimensions: readonly number[]) =>
    dimensions.map((dimension) => points[index]?.[dimension]);
  expect(at(63, [0, 1, 20, 63, 127, 255])).toEqual([
    0.015625, 0.796875, 0.234375, 0.734375, 0.640625, 0.046875,
  ]);
  expect(at(41, [3, 50, 100, 200])).toEqual([0.484375, 0.859375, 0.921875, 0.765625]);
});

test.each([null, keysOf(MOST_DIMENSIONS)])(
  'in each of the 256 dimensions every stratum is taken once, scrambled or not',
  (keys) => {
    const count = 1024;
    const points = take(MOST_DIMENSIONS, count, keys);
    for (let dimension = 0; dimension < MOST_DIMENSIONS; dimension += 1) {
      const strata = new Set(points.map((point) => Math.floor((point[dimension] ?? 0) * count)));
      expect(strata.size).toBe(count);
    }
  },
);

test('scrambling keeps the net of the first two dimensions and moves its points', () => {
  const [plain, moved] = [take(2, 256), take(2, 256, [12_345, 678])];
  for (const points of [plain, moved])
    for (let bits = 0; bits <= 8; bits += 1) {
      const cells = points.map(
        ([x = 0, y = 0]) => Math.floor(x * 2 ** bits) * 256 + Math.floor(y * 2 ** (8 - bits)),
      );
      expect(new Set(cells).size).toBe(256);
    }
  expect(moved).not.toEqual(plain);
  expect(take(2, 256, [12_346, 678])).not.toEqual(moved);
});

/** The square of the L2-star discrepancy (Warnock's formula). */
function discrepancy(points: readonly (readonly number[])[]): number {
  const count = points.length;
  const dimensions = points[0]?.length ?? 0;
  let [single, pairs] = [0, 0];
  for (const a of points) {
    single += a.reduce((product, x) => (product * (1 - x * x)) / 2, 1);
    for (const b of points)
      pairs += a.reduce((product, x, at) => product * (1 - Math.max(x, b[at] ?? 0)), 1);
  }
  return 3 ** -dimensions - (2 * single) / count + pairs / count ** 2;
}

test('the discrepancy falls nearly as 1/n, where that of chance falls as its root', () => {
  const keys = [keysOf(4), [9, 8, 7, 6], [1 << 30, 77, 4_000_000_000, 5]];
  const mean = (count: number) =>
    keys.reduce((sum, key) => sum + Math.sqrt(discrepancy(take(4, count, key))), 0) / keys.length;
  const [few, many] = [mean(64), mean(1024)];
  expect(Math.log(many / few) / Math.log(1024 / 64)).toBeLessThan(-0.75);
  expect(many).toBeLessThan(Math.sqrt((2 ** -4 - 3 ** -4) / 1024) / 5);
});

test('the sequence goes on to its last index without leaving the unit interval', () => {
  const next = createSobolSequence(2, null);
  const words = new Uint32Array(2);
  for (let index = 0; index < 70_000; index += 1) next(words);
  expect(words[0]).toBeGreaterThan(0);
});
