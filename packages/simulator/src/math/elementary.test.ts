import { expect, test } from 'vitest';
import { exp, floor, ln, pow, sigmoid, sqrt } from './elementary.ts';
import * as tables from './elementary-tables.ts';
import {
  divideFixed,
  expFixed,
  fromDouble,
  LN2_FIXED,
  lnFixed,
  multiplyFixed,
  ONE,
  toDouble,
  ulpOf,
  ulpsOff,
} from '../../test/exact-functions.ts';
import { checksumOf, spread } from '../../test/spread.ts';

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  2,
  -2,
  0.5,
  -0.5,
  3,
  -3,
  4,
  -7,
  1 / 3,
  0.3,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  -5e-324,
  1e-310,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MIN_VALUE,
  Number.EPSILON,
];

/** Equal as values (−0 is not 0), or both finite and at most one unit in the last place apart. */
function within1Ulp(got: number, wanted: number): boolean {
  return Object.is(got, wanted) || Math.abs(got - wanted) <= ulpOf(wanted);
}

/** Rounded to a multiple of 2^−42. */
function onGrid(fixed: bigint): bigint {
  const below = 198n; // of 240 places
  return ((fixed + (1n << (below - 1n))) >> below) << below;
}

test('the constants are the exact values, correctly rounded', () => {
  const high = onGrid(LN2_FIXED);
  expect(tables.LN2_HIGH).toBe(toDouble(high));
  expect(tables.LN2_LOW).toBe(toDouble(LN2_FIXED - high));
  const step = LN2_FIXED / 32n;
  expect(tables.STEP_HIGH).toBe(toDouble(onGrid(step)));
  expect(tables.STEP_LOW).toBe(toDouble(step - onGrid(step)));
  expect(tables.STEPS_PER_UNIT).toBe(toDouble(divideFixed(32n * ONE, LN2_FIXED)));
  expect([tables.ROOT.length, tables.ROOT_TAIL.length]).toEqual([32, 32]);
  for (let j = 0; j < 32; j += 1) {
    const root = expFixed((LN2_FIXED * BigInt(j)) / 32n);
    const tail = j === 0 ? 0 : toDouble(divideFixed(root - fromDouble(toDouble(root)), root));
    expect([tables.ROOT[j], tables.ROOT_TAIL[j]]).toEqual([j === 0 ? 1 : toDouble(root), tail]);
  }
  expect([tables.LN_HIGH.length, tables.LN_LOW.length]).toEqual([47, 47]);
  for (let i = 45; i <= 91; i += 1) {
    const value = i === 64 ? 0n : lnFixed((BigInt(i) * ONE) / 64n);
    const rounded = onGrid(value);
    const at = i - tables.FIRST_CENTRE;
    expect([tables.LN_HIGH[at], tables.LN_LOW[at]]).toEqual([
      toDouble(rounded),
      toDouble(value - rounded),
    ]);
  }
});

test('exp is within 0.55 units of the exact value', () => {
  let worst = 0;
  for (const u of spread(3000))
    for (const scale of [1, 40, 1400]) {
      const x = (u - 0.5) * scale;
      const fixed = fromDouble(x);
      const k = fixed / LN2_FIXED;
      worst = Math.max(worst, ulpsOff(exp(x), expFixed(fixed - k * LN2_FIXED), Number(k)));
    }
  expect(worst).toBeLessThan(0.55);
});

test('ln is within 0.8 units of the exact value', () => {
  let worst = 0;
  for (const u of spread(3000))
    for (const x of [0.5 + 1.5 * u, 2 ** ((u - 0.5) * 60), 1 + (u - 0.5) / 50])
      worst = Math.max(worst, ulpsOff(ln(x), lnFixed(fromDouble(x)), 0));
  expect(worst).toBeLessThan(0.8);
});

test('pow is within 0.55 units of the exact value', () => {
  let worst = 0;
  const exponents = [...spread(3000)];
  for (const [i, u] of [...spread(6000)].slice(3000).entries()) {
    const base = 2 ** ((u - 0.5) * (i % 2 === 0 ? 4 : 40));
    const largest = Math.min(690 / Math.abs(Math.log(base)), i % 3 === 0 ? 1e9 : 10);
    const exponent = ((exponents[i] ?? 0) - 0.5) * 2 * largest;
    const product = multiplyFixed(lnFixed(fromDouble(base)), fromDouble(exponent));
    const k = product / LN2_FIXED;
    const result = expFixed(product - k * LN2_FIXED);
    worst = Math.max(worst, ulpsOff(pow(base, exponent), result, Number(k)));
  }
  expect(worst).toBeLessThan(0.55);
});

test('exp, ln, pow are within one unit of those of Math, special values included', () => {
  const off: unknown[] = [];
  for (const x of SPECIAL) {
    if (!within1Ulp(exp(x), Math.exp(x))) off.push(['exp', x, exp(x)]);
    if (!within1Ulp(ln(x), Math.log(x))) off.push(['ln', x, ln(x)]);
    for (const y of SPECIAL) if (!within1Ulp(pow(x, y), x ** y)) off.push(['pow', x, y, pow(x, y)]);
  }
  for (const u of spread(20_000))
    for (const x of [u, 20 * (u - 0.5), 1500 * (u - 0.5), 2 ** (2140 * (u - 0.5))]) {
      if (!within1Ulp(exp(x), Math.exp(x))) off.push(['exp', x, exp(x)]);
      if (!within1Ulp(ln(x), Math.log(x))) off.push(['ln', x, ln(x)]);
      const y = 7 * (u - 0.5);
      if (!within1Ulp(pow(Math.abs(x), y), Math.abs(x) ** y)) off.push(['pow', Math.abs(x), y]);
    }
  expect(off).toEqual([]);
});

test('exp ends where doubles end', () => {
  expect(exp(709.782712893384)).toBeLessThan(Infinity);
  expect(exp(709.7827128933841)).toBe(Infinity);
  expect(exp(-745.1332191019411)).toBe(5e-324);
  expect(exp(-745.1332191019412)).toBe(0);
  expect([exp(1e300), exp(-1e300)]).toEqual([Infinity, 0]);
});

test('a square is the same bits as a product, and whole results are exact', () => {
  for (const u of spread(500)) expect(pow(u * 100, 2)).toBe(u * 100 * (u * 100));
  for (let n = 0; n <= 30; n += 1) expect(pow(-3, n)).toBe((-3) ** n);
  expect([pow(10, 15), pow(2, -1074), pow(4, 0.5), pow(-8, 3)]).toEqual([1e15, 5e-324, 2, -512]);
  expect(pow(-8, 1 / 3)).toBeNaN();
});

test('sigmoid is symmetric, stays in 0..1 and does not overflow', () => {
  expect([sigmoid(0), sigmoid(-0), sigmoid(800), sigmoid(-800)]).toEqual([0.5, 0.5, 1, 0]);
  expect([sigmoid(Infinity), sigmoid(-Infinity)]).toEqual([1, 0]);
  expect(sigmoid(-740)).toBeGreaterThan(0);
  for (const u of spread(2000)) {
    const x = (u - 0.5) * 80;
    expect(Math.abs(sigmoid(x) + sigmoid(-x) - 1)).toBeLessThanOrEqual(2 ** -52);
    expect(Math.abs(sigmoid(x) - 1 / (1 + Math.exp(-x)))).toBeLessThanOrEqual(2 ** -52);
  }
  expect(sigmoid(NaN)).toBeNaN();
});

test('sqrt and floor are exact', () => {
  expect([sqrt(2), sqrt(0.25), floor(-0.5), floor(2.9)]).toEqual([Math.SQRT2, 0.5, -1, 2]);
  expect([floor(-0), sqrt(-0)]).toEqual([-0, -0]);
  expect(sqrt(-1)).toBeNaN();
});

test('a checksum over many results is the one every engine must give', () => {
  const results = [...spread(5000)].flatMap((u) => [
    exp(40 * (u - 0.5)),
    ln(u + 0.001),
    pow(u + 0.001, 3 * u),
    sigmoid(20 * u - 9),
  ]);
  expect(checksumOf(results)).toBe('4cf970e099660605');
});
