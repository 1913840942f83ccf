import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNatural, toTransformed, transformBound } from './transform.ts';

test('log100 and logit are what the model page says', () => {
  expect(toTransformed('identity', -3.5)).toBe(-3.5);
  expect(toTransformed('log100', 1)).toBe(0);
  expect(toTransformed('log100', 19)).toBeCloseTo(100 * Math.log(19), 12);
  expect(toTransformed('logit', 0.5)).toBe(0);
  expect(toTransformed('logit', 0.2)).toBeCloseTo(Math.log(0.25), 14);
  expect(toNatural('log100', 0)).toBe(1);
  expect(toNatural('logit', 0)).toBe(0.5);
});

test('outside the domain there is no value', () => {
  for (const [transform, natural] of [
    ['log100', 0],
    ['log100', -1],
    ['log100', NaN],
    ['logit', 0],
    ['logit', 1],
    ['logit', -0.1],
    ['logit', 1.1],
  ] as const)
    expect(() => toTransformed(transform, natural)).toThrow(
      expect.objectContaining({ code: 'domain-error' }),
    );
  expect(() => toNatural('log100', 1e6)).toThrow(expect.objectContaining({ code: 'overflow' }));
});

test('there and back is the same value up to rounding, and order is kept', () => {
  const positive = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(positive, positive, (x, y) => {
      const back = toNatural('log100', toTransformed('log100', x));
      expect(Math.abs(back / x - 1)).toBeLessThan(1e-14);
      if (x < y) expect(toTransformed('log100', x)).toBeLessThanOrEqual(toTransformed('log100', y));
    }),
  );
  const share = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
  fc.assert(
    fc.property(share, (x) => {
      const back = toNatural('logit', toTransformed('logit', x));
      expect(Math.abs(back - x)).toBeLessThan(1e-14);
    }),
  );
});

test('a bound at or beyond the edge of the domain bounds nothing', () => {
  expect(transformBound('identity', -5)).toBe(-5);
  expect(transformBound('log100', 0)).toBe(-Infinity);
  expect(transformBound('log100', -5)).toBe(-Infinity);
  expect(transformBound('log100', 1)).toBe(0);
  expect(transformBound('log100', Infinity)).toBe(Infinity);
  expect(transformBound('logit', 0)).toBe(-Infinity);
  expect(transformBound('logit', 1)).toBe(Infinity);
  expect(transformBound('logit', 0.5)).toBe(0);
});
