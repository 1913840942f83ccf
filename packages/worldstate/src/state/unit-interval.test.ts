import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clamp01 } from './unit-interval.ts';

test('the result is in [0, 1], and a number already there stays as it is', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      const clamped = clamp01(value);
      expect(clamped >= 0 && clamped <= 1).toBe(true);
      if (value > 0 && value <= 1) expect(clamped).toBe(value);
    }),
  );
});

test('clamping keeps order and is done after one time', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      expect(clamp01(Math.min(a, b))).toBeLessThanOrEqual(clamp01(Math.max(a, b)));
      expect(clamp01(clamp01(a))).toBe(clamp01(a));
    }),
  );
});

test('−0 becomes 0, the infinities the ends, NaN stays NaN', () => {
  expect(Object.is(clamp01(-0), 0)).toBe(true);
  expect(clamp01(Infinity)).toBe(1);
  expect(clamp01(-Infinity)).toBe(0);
  expect(clamp01(NaN)).toBeNaN();
});
