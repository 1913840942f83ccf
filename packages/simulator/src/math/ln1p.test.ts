import { expect, test } from 'vitest';
import { ln1p } from './ln1p.ts';

// Exact values from mpmath 1.3 with 60 digits.
test.each([
  [-0.25, -0.2876820724517809],
  [-0.1, -0.1053605156578263],
  [-1e-8, -1.0000000050000001e-8],
  [1e-15, 9.999999999999995e-16],
  [-1e-15, -1.0000000000000005e-15],
  [0.3, 0.26236426446749106],
  [1e-300, 1e-300],
  [3.7, 1.547562508716013],
])('ln(1 + %d) keeps its digits', (x, exact) => {
  expect(Math.abs(ln1p(x) / exact - 1)).toBeLessThan(4 * Number.EPSILON);
});

test('its ends are those of a logarithm', () => {
  expect([ln1p(0), ln1p(-1), ln1p(Infinity)]).toEqual([0, -Infinity, Infinity]);
  expect([ln1p(-2), ln1p(NaN)]).toEqual([NaN, NaN]);
});
