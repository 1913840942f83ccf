import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundHalfAway } from './round-half-away.ts';

test.each([
  [0.5, 1],
  [-0.5, -1],
  [2.5, 3],
  [-2.5, -3],
  // the nearest below one half, which x + 0.5 would round up
  [0.49999999999999994, 0],
  [-0.49999999999999994, -0],
  [4503599627370495.5, 4503599627370496],
  [4503599627370497, 4503599627370497],
  [1e300, 1e300],
  [-0, -0],
])('%d is rounded to %d', (x, rounded) => {
  expect(roundHalfAway(x)).toBe(rounded);
});

test('the result is whole, at most one half away, and of the same sign', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const rounded = roundHalfAway(x);
      expect(Number.isInteger(rounded)).toBe(true);
      expect(Math.abs(rounded - x)).toBeLessThanOrEqual(0.5);
      expect(roundHalfAway(-x)).toBe(-rounded);
    }),
  );
});
