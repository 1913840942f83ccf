import { expect, test } from 'vitest';
import { dieboldMariano } from './diebold-mariano.ts';
import { normalCdf } from './gaussian.ts';
import { normalQuantile } from './normal-quantile.ts';

test('without overlap it is the t statistic with the population variance', () => {
  const differences = [1, 2, 3, 4];
  // mean 2.5, variance 1.25, standard error √(1.25/4)
  expect(dieboldMariano(differences, 0)).toBeCloseTo(2.5 / Math.sqrt(1.25 / 4), 12);
});

test('autocovariances up to the lag count with falling weight', () => {
  const differences = [1, 1, -1, -1, 2, 2];
  const mean = 4 / 6;
  const deviations = differences.map((d) => d - mean);
  const covariance = (back: number) =>
    deviations.slice(back).reduce((sum, d, t) => sum + d * (deviations[t] ?? 0), 0) / 6;
  const variance = covariance(0) + (2 * 2 * covariance(1)) / 3 + (2 * covariance(2)) / 3;
  expect(dieboldMariano(differences, 2)).toBeCloseTo(mean / Math.sqrt(variance / 6), 12);
});

test('it changes its sign with its arguments and knows nothing of one or of equal differences', () => {
  const differences = [0.3, -0.1, 0.4, 0.2, 0.1];
  expect(
    dieboldMariano(
      differences.map((d) => -d),
      2,
    ),
  ).toBe(-(dieboldMariano(differences, 2) ?? 0));
  expect(dieboldMariano([1], 2)).toBeNull();
  expect(dieboldMariano([1, 1, 1], 2)).toBeNull();
});

test('the normal quantile turns Φ round', () => {
  for (const p of [1e-6, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 1 - 1e-6])
    expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
  for (const p of [0, 1, -1, NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
});
