import { BASELINES } from '@pulse-stream/forecast/internal';
import { expect, it, test } from 'vitest';
import { mstl } from './mstl.ts';

const SHAPE = [3, -1, -4, 2];
/** A trend, a season of four and irregular remainders. */
const series = Array.from(
  { length: 60 },
  (_, t) => 10 + 0.3 * t + (SHAPE[t % 4] ?? 0) + 0.3 * Math.sin(12.9898 * t * t),
);

test('mstl-ets goes on with trend and season, and spreads as the remainders', () => {
  const { mean, variance } = mstl(series, 8, 4);
  for (let h = 1; h <= 8; h += 1) {
    const t = series.length - 1 + h;
    expect(Math.abs((mean[h - 1] ?? NaN) - (10 + 0.3 * t + (SHAPE[t % 4] ?? 0)))).toBeLessThan(0.6);
    // the remainders have variance .045
    expect(variance[h - 1]).toBeGreaterThan(0.02);
    expect(variance[h - 1]).toBeLessThan(0.15);
  }
});

it.each([
  [1e12, 0],
  [1e-12, 0],
  [3, -7],
  [1, 1e6],
])('moves and scales with its series: × %d + %d', (scale, shift) => {
  const one = mstl(series, 6, 4);
  const two = mstl(
    series.map((y) => scale * y + shift),
    6,
    4,
  );
  for (let h = 0; h < 6; h += 1) {
    expect(((two.mean[h] ?? NaN) - shift) / scale).toBeCloseTo(one.mean[h] ?? NaN, 6);
    expect((two.variance[h] ?? NaN) / scale ** 2 / (one.variance[h] ?? NaN)).toBeCloseTo(1, 6);
  }
});

test('of a constant series it is that constant, where the library finds no model the seasonal naive', () => {
  const constant = mstl(new Float64Array(20).fill(3), 4, 4);
  expect([...constant.mean]).toEqual([3, 3, 3, 3]);
  expect([...constant.variance]).toEqual([0, 0, 0, 0]);
  const torn = series.with(9, NaN);
  expect(mstl(torn, 4, 4)).toEqual(BASELINES['seasonal-naive'](torn, 4, 4));
  expect(() => mstl(series.slice(0, 20), 4, 12)).toThrow(RangeError);
});
