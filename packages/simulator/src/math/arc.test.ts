import { expect, test } from 'vitest';
import {
  angleFixed,
  atanFixed,
  fromDouble,
  ONE,
  QUARTER_FIXED,
  sqrtFixed,
  toDouble,
  ulpsOff,
  multiplyFixed,
} from '../../test/exact-functions.ts';
import { checksumOf, spread } from '../../test/spread.ts';
import { ARC_HIGH, ARC_LOW, FIRST_ARC, QUARTER_LOW } from './arc-tables.ts';
import { acos, asin, atan } from './arc.ts';

/** Numbers from −1 to 1, many near both ends and near 0. */
function* parts(): Generator<number> {
  for (const u of spread(1000)) {
    yield 2 * u - 1;
    yield 1 - 2 ** (-50 * u);
    yield 2 ** (-50 * u) - 1;
    yield (2 * u - 1) * 2 ** (-40 * u);
  }
}

test('the constants are the exact values, correctly rounded', () => {
  expect(QUARTER_LOW).toBe(toDouble(QUARTER_FIXED - fromDouble(Math.PI / 2)));
  expect([ARC_HIGH.length, ARC_LOW.length]).toEqual([33 - FIRST_ARC, 33 - FIRST_ARC]);
  for (let k = FIRST_ARC; k <= 32; k += 1) {
    const exact = atanFixed((BigInt(k) * ONE) / 32n);
    const high = toDouble(exact);
    expect([ARC_HIGH[k - FIRST_ARC], ARC_LOW[k - FIRST_ARC]]).toEqual([
      high,
      toDouble(exact - fromDouble(high)),
    ]);
  }
});

test('asin, acos and atan are within 0.65 units of the exact values', () => {
  const worst = { asin: 0, acos: 0, atan: 0 };
  for (const x of parts()) {
    const fixed = fromDouble(x);
    const side = sqrtFixed(ONE - multiplyFixed(fixed, fixed));
    const size = fixed < 0n ? -fixed : fixed;
    const sine = angleFixed(size, side);
    worst.asin = Math.max(worst.asin, ulpsOff(asin(x), fixed < 0n ? -sine : sine, 0));
    worst.acos = Math.max(worst.acos, ulpsOff(acos(x), angleFixed(side, fixed), 0));
    for (const t of [x, x * 2 ** 20, 1 / x])
      if (Math.abs(t) > 1e-12)
        worst.atan = Math.max(
          worst.atan,
          ulpsOff(Math.abs(atan(t)), angleFixed(fromDouble(Math.abs(t)), ONE), 0),
        );
  }
  expect(Math.max(worst.asin, worst.acos, worst.atan)).toBeLessThan(0.65);
  expect(Math.min(worst.asin, worst.acos, worst.atan)).toBeGreaterThan(0.4);
});

test('they end where they must', () => {
  const quarter = Math.PI / 2;
  expect([asin(1), asin(-1), acos(1), acos(0), acos(-1)]).toEqual([
    quarter,
    -quarter,
    0,
    quarter,
    Math.PI,
  ]);
  expect([atan(1), atan(1e18), atan(1e300), atan(-Infinity), atan(Infinity)]).toEqual([
    Math.PI / 4,
    quarter,
    quarter,
    -quarter,
    quarter,
  ]);
  for (const f of [asin, atan])
    expect([f(0), f(-0), f(5e-324), f(-1e-300), f(NaN)]).toEqual([0, -0, 5e-324, -1e-300, NaN]);
  for (const f of [asin, acos])
    expect([f(1.0000000000000002), f(-2), f(Infinity), f(NaN)]).toEqual([NaN, NaN, NaN, NaN]);
});

test('asin and atan are odd and rise, acos falls, and all stay in their ranges', () => {
  const sorted = [...parts()].toSorted((a, b) => a - b);
  for (const [index, x] of sorted.entries()) {
    expect([asin(-x), atan(-x)]).toEqual([-asin(x), -atan(x)]);
    const before = sorted[index - 1] ?? -1;
    expect(asin(before)).toBeLessThanOrEqual(asin(x));
    expect(atan(before * 9)).toBeLessThanOrEqual(atan(x * 9));
    expect(acos(before)).toBeGreaterThanOrEqual(acos(x));
    expect(Math.abs(atan(1 / x))).toBeLessThanOrEqual(Math.PI / 2);
    expect(acos(x) >= 0 && acos(x) <= Math.PI).toBe(true);
  }
});

test('a checksum over many results is the one every engine must give', () => {
  const all = [...parts()].flatMap((x) => [asin(x), acos(x), atan(x), atan(1 / x)]);
  expect(checksumOf(all)).toBe('990d05fa615be582');
});
