import { expect, test } from 'vitest';
import {
  cosFixed,
  divideFixed,
  fromDouble,
  QUARTER_FIXED,
  sinFixed,
  toDouble,
  ulpOf,
  ulpsOff,
} from '../../test/exact-functions.ts';
import { checksumOf, spread } from '../../test/spread.ts';
import { cos, sin, tan } from './circular.ts';
import { QUARTER_PARTS, QUARTER_TURN } from './reduce-angle.ts';

/** Angles of every size up to where the fixed point ends, many near quarter turns. */
function* angles(): Generator<number> {
  for (const u of spread(1500)) {
    yield (u - 0.5) * 20;
    yield (u - 0.5) * 2 ** (120 * u - 60);
    yield Math.floor(u * 1e6) * (Math.PI / 2);
    yield (u - 0.5) * 2 ** 40;
  }
}

test('the parts of a quarter turn are the exact value, cut and rounded', () => {
  const cut = (x: bigint, places: bigint): bigint => (x >> (240n - places)) << (240n - places);
  const first = cut(QUARTER_FIXED, 32n);
  const second = cut(QUARTER_FIXED - first, 66n);
  const third = cut(QUARTER_FIXED - first - second, 101n);
  const parts = [first, second, third, QUARTER_FIXED - first - second - third];
  expect(parts.map(toDouble)).toEqual([...QUARTER_PARTS]);
});

/** atan(1/n) = 1/n − 1/(3 n³) + 1/(5 n⁵) − … with 1,300 bits after the point. */
function arcOfInverse(n: bigint): bigint {
  let sum = 0n;
  let term = (1n << 1300n) / n;
  for (let k = 1n; term !== 0n; k += 2n) {
    sum += (k & 2n) === 0n ? term / k : -term / k;
    term /= n * n;
  }
  return sum;
}

test('the quarter turn of large angles is that of Machin', () => {
  expect(QUARTER_TURN).toBe((8n * arcOfInverse(5n) - 2n * arcOfInverse(239n)) >> 20n);
});

test('sine, cosine and tangent are within 0.8 units of the exact values', () => {
  const worst = { sin: 0, cos: 0, tan: 0 };
  for (const x of angles()) {
    const [sine, cosine] = [sinFixed(fromDouble(x)), cosFixed(fromDouble(x))];
    worst.sin = Math.max(worst.sin, ulpsOff(sin(x), sine, 0));
    worst.cos = Math.max(worst.cos, ulpsOff(cos(x), cosine, 0));
    worst.tan = Math.max(worst.tan, ulpsOff(tan(x), divideFixed(sine, cosine), 0));
  }
  expect(Math.max(worst.sin, worst.cos, worst.tan)).toBeLessThan(0.8);
  expect(Math.min(worst.sin, worst.cos, worst.tan)).toBeGreaterThan(0.4);
});

test.each([
  // exact values rounded once, made with 3,000 bits
  [1e22, -0.8522008497671888, 0.523214785395139, -1.6287782256068988],
  [1e100, -0.3806377310050287, 0.9247242387519338, -0.4116229628832498],
  [Number.MAX_VALUE, 0.004961954789184062, -0.9999876894265599, -0.004962015874444895],
  // of all doubles the nearest to a whole number of quarter turns
  [6381956970095103 * 2 ** 797, 1, -4.687165924254628e-19, -2.133485385753704e18],
  [2 ** 1000, -0.15920170308624243, 0.9872460775989135, -0.16125837995065806],
  [1647099.3291652855, -6.420676210313675e-11, 1, -6.420676210313675e-11],
  [1e16, 0.7796880066069788, -0.6261681981330862, -1.2451734357184063],
  [4503599627370498, -0.8052983708137504, -0.5928697445178994, 1.358305729479568],
  [-1e300, 0.8178819121159085, -0.5753861119575491, -1.4214488238747245],
])('of %d they are within a unit of the known values', (x, sine, cosine, tangent) => {
  for (const [got, wanted] of [
    [sin(x), sine],
    [cos(x), cosine],
    [tan(x), tangent],
  ] as const)
    expect(Math.abs(got - wanted)).toBeLessThanOrEqual(ulpOf(wanted));
});

test('they end where they must: 0, −0, what is tiny, and what is not finite', () => {
  for (const f of [sin, tan]) {
    expect([f(0), f(-0), f(5e-324), f(-1e-300)]).toEqual([0, -0, 5e-324, -1e-300]);
    expect([f(Infinity), f(-Infinity), f(NaN)]).toEqual([NaN, NaN, NaN]);
  }
  expect([cos(0), cos(-0), cos(1e-300)]).toEqual([1, 1, 1]);
  expect([cos(Infinity), cos(-Infinity), cos(NaN)]).toEqual([NaN, NaN, NaN]);
  expect([sin(Math.PI / 2), cos(Math.PI), tan(Math.PI / 4)]).toEqual([1, -1, 1]);
});

test('sine and tangent are odd, cosine is even, none of the first two is beyond 1', () => {
  for (const x of angles()) {
    expect([sin(-x), cos(-x), tan(-x)]).toEqual([-sin(x), cos(x), -tan(x)]);
    expect(Math.max(Math.abs(sin(x)), Math.abs(cos(x)))).toBeLessThanOrEqual(1);
    expect(Math.abs(sin(x) * sin(x) + cos(x) * cos(x) - 1)).toBeLessThan(4e-16);
  }
});

test('a checksum over many results is the one every engine must give', () => {
  const all = [...angles()].flatMap((x) => [sin(x), cos(x), tan(x), sin(x * 1e250)]);
  expect(checksumOf(all)).toBe('cb8ef842017a968a');
});
