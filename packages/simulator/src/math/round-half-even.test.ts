import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundHalfEven } from './round-half-even.ts';

/** value = numerator / denominator exactly. */
function exactFraction(value: number): { numerator: bigint; denominator: bigint } {
  let scaled = value;
  let denominator = 1n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

/** The law in exact integers: nearest multiple of 10^-decimals, ties to even. */
function oracle(value: number, decimals: number): number {
  const { numerator, denominator } = exactFraction(Math.abs(value));
  const scaled = numerator * 10n ** BigInt(decimals);
  const down = scaled / denominator;
  const twiceRest = 2n * (scaled % denominator);
  const up = twiceRest > denominator || (twiceRest === denominator && down % 2n === 1n);
  const digits = (up ? down + 1n : down).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const size = Number(`${digits.slice(0, point)}.${digits.slice(point)}`);
  return value < 0 && size !== 0 ? -size : size;
}

test.each([
  [0.0625, 3, 0.062],
  [0.1875, 3, 0.188],
  [-0.0625, 3, -0.062],
  [2.675, 2, 2.67],
  [0.5, 0, 0],
  [1.5, 0, 2],
  [2.5, 0, 2],
  [0.00005, 4, 0.0001],
  [0.00015, 4, 0.0001],
  [0.25, 1, 0.2],
  [0.75, 1, 0.8],
  [1e300, 4, 1e300],
  [123456789.12345, 4, 123456789.1234],
  [2 ** 52 + 0.5, 3, 2 ** 52 + 0.5],
  [5e-324, 4, 0],
  [0.7, 4, 0.7],
])('%d to %i decimals is %d', (value, decimals, expected) => {
  expect(roundHalfEven(value, decimals)).toBe(expected);
});

test.each([-0, -0.00001, -0.5e-5])('%d rounds to 0, never −0', (value) => {
  expect(Object.is(roundHalfEven(value, 4), 0)).toBe(true);
});

test('it agrees with exact integers for any double', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: -1e17, max: 1e17, noNaN: true }),
      ),
      fc.integer({ min: 0, max: 22 }),
      (value, decimals) => {
        expect(roundHalfEven(value, decimals)).toBe(oracle(value, decimals));
      },
    ),
    { numRuns: 5000 },
  );
});

test('it agrees with exact integers on ties and next to them', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
      fc.integer({ min: 0, max: 12 }),
      fc.constantFrom(0, 1, -1),
      (odd, decimals, nudge) => {
        const tie = (2 * odd + 1) / 2 ** (decimals + 1);
        const value = tie * (1 + nudge * Number.EPSILON);
        expect(roundHalfEven(value, decimals)).toBe(oracle(value, decimals));
      },
    ),
    { numRuns: 5000 },
  );
});

test('rounding twice is rounding once', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
      const once = roundHalfEven(value, 4);
      expect(roundHalfEven(once, 4)).toBe(once);
    }),
  );
});

test.each([-1, 23, 1.5, NaN])('%d decimals are refused', (decimals) => {
  expect(() => roundHalfEven(1, decimals)).toThrow(RangeError);
});
