import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { BASELINES } from './baselines.ts';
import { LEAST_SERIES } from './gaussian-forecast.ts';
import { slopeOf, smooth, smoothBest, thetaOf } from './smoothing.ts';

const theta = z
  .object({
    tol: z.number(),
    y: z.array(z.number()),
    alpha: z.number(),
    level: z.number(),
    slope: z.number(),
    forecast: z.array(z.number()),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../test/fixtures/theta.json', import.meta.url), 'utf8')),
  );

/** 3, 5, 4, 6 … a series with ups and downs, by hand. */
const SERIES = [3, 5, 4, 6, 7, 6, 8, 9, 7, 10, 9, 11];
/** Irregular values, no two equal: ties between constants would be decided by rounding. */
const series = fc
  .tuple(fc.integer({ min: LEAST_SERIES, max: 40 }), fc.integer({ min: 1, max: 1000 }))
  .map(([length, seed]) =>
    Array.from({ length }, (_, t) => 50 * Math.sin(seed + 12.9898 * t * t) + 0.3 * t),
  );

test('theta gives the level, slope and forecasts of the reference', () => {
  const smoothed = smooth(theta.y, theta.alpha);
  expect(Math.abs(smoothed.level - theta.level)).toBeLessThanOrEqual(theta.tol);
  expect(Math.abs(slopeOf(theta.y) - theta.slope)).toBeLessThanOrEqual(theta.tol);
  const { mean } = thetaOf(theta.y, smoothed, theta.forecast.length);
  for (const [at, expected] of theta.forecast.entries())
    expect(Math.abs((mean[at] ?? Number.NaN) - expected)).toBeLessThanOrEqual(theta.tol);
});

test('a random walk stays; its variance grows by the mean squared change', () => {
  const changes = SERIES.slice(1).map((y, at) => y - (SERIES[at] ?? 0));
  const square = changes.reduce((sum, change) => sum + change * change, 0) / changes.length;
  const { mean, variance } = BASELINES['random-walk'](SERIES, 3);
  expect([...mean]).toEqual([11, 11, 11]);
  expect([...variance]).toEqual([1, 2, 3].map((h) => expect.closeTo(h * square, 12)));
});

test('drift goes on by the mean change; its variance is that of the changes and of their mean', () => {
  const changes = SERIES.slice(1).map((y, at) => y - (SERIES[at] ?? 0));
  const drift = 8 / 11;
  const spread = changes.reduce((sum, change) => sum + (change - drift) ** 2, 0) / 10;
  const { mean, variance } = BASELINES.drift(SERIES, 2);
  expect([...mean]).toEqual([1, 2].map((h) => expect.closeTo(11 + h * drift, 12)));
  expect([...variance]).toEqual([1, 2].map((h) => expect.closeTo(h * spread * (1 + h / 11), 12)));
});

test('smoothing takes the constant with the smallest squared errors', () => {
  const best = smoothBest(SERIES);
  for (const alpha of [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
    expect(best.squares).toBeLessThanOrEqual(smooth(SERIES, alpha).squares);
  const { mean, variance } = BASELINES.ses(SERIES, 3);
  expect([...mean]).toEqual([best.level, best.level, best.level]);
  const grown = (h: number) => (best.squares / 9) * (1 + (h - 1) * best.alpha ** 2);
  expect([...variance]).toEqual([1, 2, 3].map((h) => expect.closeTo(grown(h), 12)));
});

test('ets goes on with a steady trend and stays where there is none', () => {
  const trend = Array.from({ length: 40 }, (_, t) => 2 * t + 0.1 * Math.sin(9 * t));
  expect([...BASELINES.ets(trend, 3).mean]).toEqual(
    [1, 2, 3].map((h) => expect.closeTo(78 + 2 * h, 0)),
  );
  const none = Array.from({ length: 60 }, (_, t) => 5 + Math.sin(12.9898 * t * t));
  const { mean, variance } = BASELINES.ets(none, 8);
  expect(Math.abs((mean[7] ?? 0) - (mean[0] ?? 0))).toBeLessThan(0.3);
  expect(variance[7]).toBeGreaterThanOrEqual(variance[0] ?? 0);
});

test('the mean of ets and theta has the mean of their means and of their variances', () => {
  const [ets, other, both] = [
    BASELINES.ets(SERIES, 4),
    BASELINES.theta(SERIES, 4),
    BASELINES.mean(SERIES, 4),
  ];
  for (const part of ['mean', 'variance'] as const)
    for (let h = 0; h < 4; h += 1)
      expect(both[part][h]).toBeCloseTo(((ets[part][h] ?? 0) + (other[part][h] ?? 0)) / 2, 12);
});

test.each(Object.entries(BASELINES))('%s moves and scales with its series', (_, baseline) => {
  fc.assert(
    fc.property(series, fc.double({ min: 0.5, max: 4, noNaN: true }), (values, scale) => {
      const shift = 7;
      const one = baseline(values, 5);
      const two = baseline(
        values.map((y) => scale * y + shift),
        5,
      );
      for (let h = 0; h < 5; h += 1) {
        expect(two.mean[h]).toBeCloseTo(scale * (one.mean[h] ?? 0) + shift, 4);
        expect(two.variance[h]).toBeCloseTo(scale * scale * (one.variance[h] ?? 0), 3);
      }
    }),
    { numRuns: 20 },
  );
});

test.each(Object.entries(BASELINES))('%s of a constant series is that constant', (_, baseline) => {
  const { mean, variance } = baseline(
    Array.from({ length: 20 }, () => 3),
    4,
  );
  expect([...mean]).toEqual([3, 3, 3, 3]);
  expect([...variance]).toEqual([0, 0, 0, 0]);
});

test.each(Object.entries(BASELINES))('%s refuses a series that says too little', (_, baseline) => {
  expect(() => baseline([1, 2, 3], 4)).toThrow(RangeError);
});
