import { expect, test } from 'vitest';
import { lnBinomialProbability, lnPoissonProbability } from './count-probability.ts';

// Exact values, here and below, from mpmath 1.3 with 60 digits.
test.each([
  [0, 12.5, -12.5],
  [1, 12.5, -9.974271355691744],
  [15, 12.5, -2.51334171921706],
  [16, 12.5, -2.760201797148586],
  [40, 12.5, -21.79149394242718],
  [1000, 900, -9.733415163852598],
  [1_000_000, 1_002_500, -10.946495308321163],
  [1e15, 1_000_000_030_000_000, -18.638326721660015],
  [1_000_000_100_000_000, 1e15, -23.188326613993354],
])('the probability of %d at a Poisson mean of %d is the exact one', (k, mean, exact) => {
  expect(Math.abs(lnPoissonProbability(k, mean) - exact)).toBeLessThan(2e-14);
});

test.each([
  [0, 20, 0.5, -13.862943611198906],
  [20, 20, 0.5, -13.862943611198906],
  [7, 20, 0.5, -2.604652364634258],
  [50, 1000, 0.0625, -4.276762265945523],
  [1_000_012_345, 4_000_000_000, 0.25, -11.238333601781056],
  [20, 1e15, 2 ** -46, -3.466349392891475],
  [0, 1e15, 2 ** -46, -14.210854715202105],
])('the probability of %d of %d trials at %d is the exact one', (k, n, p, exact) => {
  expect(Math.abs(lnBinomialProbability(k, n, p) - exact)).toBeLessThan(2e-14);
});

test('the probabilities of all counts are 1 together', () => {
  let poisson = 0;
  for (let k = 0; k < 200; k += 1) poisson += Math.exp(lnPoissonProbability(k, 33.3));
  let binomial = 0;
  for (let k = 0; k <= 70; k += 1) binomial += Math.exp(lnBinomialProbability(k, 70, 0.37));
  expect(Math.abs(poisson - 1)).toBeLessThan(1e-14);
  expect(Math.abs(binomial - 1)).toBeLessThan(1e-14);
});
