import { expect, test } from 'vitest';
import {
  betaBelow,
  distanceScore,
  fitProbability,
  gammaBelow,
  lnGammaFunction,
  normalBelow,
  studentBelow,
} from './distribution-functions.ts';

// Numbers of mpmath 1.3 (40 digits) and scipy 1.17.
test.each([
  [0.001, 1e-5, 0.9891230446957827],
  [0.5, 0.5, 0.6826894921370859],
  [3.5, 2, 0.220222591524284],
  [3.5, 9, 0.9880299976459704],
  [100, 90, 0.15822098918643018],
  [1e6, 1_000_500, 0.6915504757714972],
])('the gamma of shape %d is below %d as mpmath says', (shape, x, share) => {
  expect(Math.abs(gammaBelow(shape, x) - share)).toBeLessThan(1e-8);
});

test.each([
  [0.001, 0.002, 0.3, 0.6661034494726222],
  [0.5, 0.5, 0.2, 0.2951672353008666],
  [2, 3, 0.4, 0.5248],
  [50, 3, 0.95, 0.5145695221630198],
  [1000, 2000, 0.34, 0.7812150911606427],
])('the beta of %d and %d is below %d as mpmath says', (a, b, x, share) => {
  expect(Math.abs(betaBelow(a, b, x) - share)).toBeLessThan(1e-11);
});

test('normal, Student and the logarithm of the gamma function are those of scipy', () => {
  const near = (x: number, exact: number): void =>
    expect(Math.abs(x / exact - 1)).toBeLessThan(1e-12);
  near(normalBelow(-3), 0.0013498980316300946);
  near(normalBelow(0.5), 0.6914624612740131);
  near(studentBelow(2.5, -3), 0.0362880477745159);
  near(studentBelow(30, 2), 0.9726874775185085);
  near(lnGammaFunction(0.001), 6.907178885383854);
  near(lnGammaFunction(7.5), 7.534364236758733);
});

test('a sample of another distribution does not fit', () => {
  const even = Float64Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
  expect(distanceScore(even, (x) => x)).toBeLessThan(0.1);
  expect(distanceScore(even, (x) => x ** 1.2)).toBeGreaterThan(2);
  expect(fitProbability([500, 500], [0.5, 0.5])).toBe(1);
  expect(fitProbability([400, 600], [0.5, 0.5])).toBeLessThan(1e-9);
  // Chi-square 8 with 2 degrees of freedom: e^−4.
  expect(fitProbability([120, 100, 80], [1 / 3, 1 / 3, 1 / 3])).toBeCloseTo(Math.exp(-4), 12);
});
