import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumericError } from '../math/numeric-error.ts';
import { intervalOfTable, lookUp, type LookupTable } from './lookup-table.ts';

function tableOf(
  beyond: LookupTable['beyond'],
  ...points: readonly (readonly [x: number, y: number])[]
): LookupTable {
  const axis = (of: 0 | 1): Float64Array => Float64Array.from(points, (point) => point[of]);
  return { name: 'effect', x: axis(0), y: axis(1), beyond };
}

const POINTS = [
  [0, 1],
  [10, 6],
  [20, 2],
] as const;

test.each([
  ['hold', -5, 1],
  ['hold', 0, 1],
  ['hold', 5, 3.5],
  ['hold', 10, 6],
  ['hold', 15, 4],
  ['hold', 99, 2],
  ['extend', -5, -1.5],
  ['extend', 5, 3.5],
  ['extend', 30, -2],
  ['fail', 0, 1],
  ['fail', 20, 2],
] as const)('a table that says %s is at %d', (beyond, at, value) => {
  expect(lookUp(tableOf(beyond, ...POINTS), at)).toBe(value);
});

test.each([-0.001, 20.001])('a table that fails outside of its points does so at %d', (at) => {
  expect(() => lookUp(tableOf('fail', ...POINTS), at)).toThrow(
    expect.objectContaining({
      name: 'NumericError',
      code: 'domain-error',
      message: `effect(${at}) is not defined: the points of effect go from 0 to 20`,
    }),
  );
});

test('points may be as near as numbers are', () => {
  expect(lookUp(tableOf('hold', [0, 0], [5e-324, 1], [1e-323, -1e308]), 5e-324)).toBe(1);
  expect(lookUp(tableOf('hold', [0, 0], [1e-323, 8]), 5e-324)).toBe(4);
  // the way between them is rounded to all of it, and the way up to 1, which would give 0
  expect(lookUp(tableOf('hold', [-1, -1], [1e-17, -1e-17]), 5e-18)).toBe(-1e-17);
});

test('one point is a constant, unless it fails elsewhere', () => {
  expect(lookUp(tableOf('hold', [3, 7]), 1)).toBe(7);
  expect(lookUp(tableOf('extend', [3, 7]), 4)).toBe(7);
  expect(() => lookUp(tableOf('fail', [3, 7]), 4)).toThrow(NumericError);
});

test('a line that leaves the numbers fails', () => {
  const steep = tableOf('extend', [0, 0], [1, 1e308]);
  expect(() => lookUp(steep, 2)).toThrow(
    expect.objectContaining({ code: 'overflow', message: 'effect(2) is too large for a number' }),
  );
});

const tables = fc
  .record({
    x: fc.uniqueArray(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 2,
      maxLength: 6,
      comparator: (a, b) => a === b,
    }),
    y: fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 6, maxLength: 6 }),
  })
  .map(({ x, y }) =>
    tableOf('hold', ...x.toSorted((a, b) => a - b).map((at, k) => [at, y[k] ?? 0] as const)),
  );

test('at a point a table is the point, between two it is between theirs', () => {
  fc.assert(
    fc.property(tables, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (table, k, part) => {
      const { x, y } = table;
      const left = k % (x.length - 1);
      const [x0 = NaN, x1 = NaN] = x.slice(left);
      const [y0 = NaN, y1 = NaN] = y.slice(left);
      expect([lookUp(table, x0), lookUp(table, x1)]).toEqual([y0, y1]);
      const at = Math.min(x0 + part * (x1 - x0), x1);
      const value = lookUp(table, at);
      expect(value).toBeGreaterThanOrEqual(Math.min(y0, y1));
      expect(value).toBeLessThanOrEqual(Math.max(y0, y1));
      const { low, high } = intervalOfTable(table);
      expect(value >= low && value <= high).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
