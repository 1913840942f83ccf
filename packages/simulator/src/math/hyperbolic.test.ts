import { expect, test } from 'vitest';
import { divideFixed, expOfFixed, fromDouble, ulpsOff } from '../../test/exact-functions.ts';
import { checksumOf, spread } from '../../test/spread.ts';
import { exp } from './elementary.ts';
import { cosh, sinh, tanh } from './hyperbolic.ts';

function* numbers(): Generator<number> {
  for (const u of spread(1500)) {
    yield (u - 0.5) * 3;
    yield (u - 0.5) * 60;
    yield (u - 0.5) * 2 ** (-25 * u);
  }
}

test('sinh, cosh and tanh are within 0.8 units of the exact values', () => {
  const worst = { sinh: 0, cosh: 0, tanh: 0 };
  for (const x of numbers()) {
    const [up, down] = [expOfFixed(fromDouble(x)), expOfFixed(fromDouble(-x))];
    worst.sinh = Math.max(worst.sinh, ulpsOff(sinh(x), (up - down) / 2n, 0));
    worst.cosh = Math.max(worst.cosh, ulpsOff(cosh(x), (up + down) / 2n, 0));
    worst.tanh = Math.max(worst.tanh, ulpsOff(tanh(x), divideFixed(up - down, up + down), 0));
  }
  expect(Math.max(worst.sinh, worst.cosh, worst.tanh)).toBeLessThan(0.8);
  expect(Math.min(worst.sinh, worst.cosh, worst.tanh)).toBeGreaterThan(0.4);
});

test('of large numbers sinh and cosh are half of exp, up to where they are infinite', () => {
  for (const u of spread(500)) {
    const x = 22 + u * 687;
    expect(Math.abs(cosh(x) / (exp(x) / 2) - 1)).toBeLessThan(3e-16);
    expect([sinh(x), sinh(-x), cosh(-x)]).toEqual([cosh(x), -cosh(x), cosh(x)]);
  }
  expect(cosh(710.4758600739439)).toBe(1.7976931348621744e308);
  expect([cosh(710.475860073944), sinh(711), sinh(-711)]).toEqual([Infinity, Infinity, -Infinity]);
});

test('they end where they must', () => {
  for (const f of [sinh, tanh])
    expect([f(0), f(-0), f(5e-324), f(-1e-300), f(NaN)]).toEqual([0, -0, 5e-324, -1e-300, NaN]);
  expect([cosh(0), cosh(-0), cosh(1e-300), cosh(NaN)]).toEqual([1, 1, 1, NaN]);
  expect([tanh(22), tanh(1e300), tanh(Infinity), tanh(-Infinity)]).toEqual([1, 1, 1, -1]);
  expect([sinh(Infinity), sinh(-Infinity), cosh(-Infinity)]).toEqual([
    Infinity,
    -Infinity,
    Infinity,
  ]);
});

test('sinh and tanh are odd and rise, cosh is even, and all stay in their ranges', () => {
  const sorted = [...numbers()].toSorted((a, b) => a - b);
  for (const [index, x] of sorted.entries()) {
    expect([sinh(-x), tanh(-x), cosh(-x)]).toEqual([-sinh(x), -tanh(x), cosh(x)]);
    const before = sorted[index - 1] ?? -Infinity;
    expect(sinh(before)).toBeLessThanOrEqual(sinh(x));
    expect(tanh(before)).toBeLessThanOrEqual(tanh(x));
    expect(cosh(x)).toBeGreaterThanOrEqual(1);
    expect(Math.abs(tanh(x))).toBeLessThanOrEqual(1);
  }
});

test('a checksum over many results is the one every engine must give', () => {
  const all = [...numbers()].flatMap((x) => [sinh(x), cosh(x), tanh(x), sinh(x * 20)]);
  expect(checksumOf(all)).toBe('af5efe64a47399e3');
});
