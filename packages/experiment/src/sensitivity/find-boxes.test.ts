import { expect, test } from 'vitest';
import { openTestRng } from '../../test/open-test-rng.ts';
import { findBoxes } from './find-boxes.ts';

/** Points of chance in the unit cube of five inputs. */
function scatter(count: number, seed: number): Float64Array[] {
  const stream = openTestRng(seed, 0, 'points');
  const columns = Array.from({ length: 5 }, () => new Float64Array(count));
  for (let row = 0; row < count; row += 1)
    for (const column of columns) column[row] = stream.nextUnit();
  return columns;
}
const hitsOf = (columns: readonly Float64Array[], holds: (row: readonly number[]) => boolean) =>
  Uint8Array.from({ length: columns[0]?.length ?? 0 }, (_, row) =>
    Number(holds(columns.map((column) => column[row] ?? Number.NaN))),
  );

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a planted box is found, and nothing else bounds it (seed %i)',
  (seed) => {
    const columns = scatter(2000, seed);
    const noise = openTestRng(seed, 0, 'noise');
    // two inputs of five, 18 % of the space; one case in fifty is of the other kind
    const hits = hitsOf(
      columns,
      ([a = 0, , c = 0]) => (a > 0.7 && c > 0.2 && c < 0.8) !== noise.nextUnit() < 0.02,
    );
    const [box] = findBoxes(columns, hits);
    const planted = hits.reduce(
      (sum, hit, row) => sum + (hit === 1 && (columns[0]?.[row] ?? 0) > 0.7 ? 1 : 0),
      0,
    );
    const total = hits.reduce((sum, hit) => sum + hit, 0);
    expect(box?.density).toBeGreaterThanOrEqual(0.9);
    // of the cases that lie in the planted box: the others are of chance
    expect(((box?.coverage ?? 0) * total) / planted).toBeGreaterThanOrEqual(0.9);
    expect(box?.limits.map(({ input }) => input)).toEqual(expect.arrayContaining([0, 2]));
    const [first, second] = [0, 2].map((input) =>
      box?.limits.find((limit) => limit.input === input),
    );
    expect([first?.high, first?.low]).toEqual([null, expect.closeTo(0.7, 1)]);
    expect([second?.low, second?.high]).toEqual([expect.closeTo(0.2, 1), expect.closeTo(0.8, 1)]);
  },
);

test('a planted box without chance is found whole and alone', () => {
  const columns = scatter(3000, 9);
  const hits = hitsOf(columns, ([a = 0, , c = 0]) => a > 0.7 && c > 0.2 && c < 0.8);
  const [box, ...more] = findBoxes(columns, hits);
  expect([box?.coverage, box?.density]).toEqual([1, 1]);
  expect(box?.limits.map(({ input }) => input)).toEqual([0, 2]);
  expect(more).toEqual([]);
});

test('two boxes apart are both found', () => {
  const columns = scatter(4000, 10);
  const hits = hitsOf(
    columns,
    ([a = 0, b = 0, c = 0, d = 0]) => (a < 0.3 && b < 0.3) || (c > 0.75 && d > 0.75),
  );
  const boxes = findBoxes(columns, hits);
  expect(boxes.length).toBeGreaterThanOrEqual(2);
  expect((boxes[0]?.coverage ?? 0) + (boxes[1]?.coverage ?? 0)).toBeGreaterThan(0.9);
  for (const { density } of boxes.slice(0, 2)) expect(density).toBeGreaterThan(0.85);
});

test('coverage, density and count are those of the limits', () => {
  const columns = scatter(1000, 11);
  const hits = hitsOf(columns, ([a = 0, b = 0]) => a + b > 1.5);
  const [box] = findBoxes(columns, hits);
  const inside = Array.from(hits, (_, row) => row).filter((row) =>
    (box?.limits ?? []).every(({ input, low, high }) => {
      const value = columns[input]?.[row] ?? Number.NaN;
      return value >= (low ?? -Infinity) && value <= (high ?? Infinity);
    }),
  );
  const caught = inside.filter((row) => hits[row] === 1).length;
  expect(box?.count).toBe(inside.length);
  expect(box?.density).toBe(caught / inside.length);
  expect(box?.coverage).toBe(caught / hits.reduce((sum, hit) => sum + hit, 0));
});

test('inputs of few values are cut between them', () => {
  const columns = [Float64Array.from({ length: 600 }, (_, row) => row % 4), ...scatter(600, 12)];
  const hits = hitsOf(columns, ([a = 0]) => a >= 2);
  const [box] = findBoxes(columns, hits);
  expect(box).toEqual({
    limits: [{ input: 0, low: 2, high: null }],
    coverage: 1,
    density: 1,
    count: 300,
  });
});

test('where nothing, or everything, is of interest there is no box', () => {
  const columns = scatter(100, 13);
  expect(findBoxes(columns, new Uint8Array(100))).toEqual([]);
  expect(findBoxes(columns, new Uint8Array(100).fill(1))).toEqual([]);
});
