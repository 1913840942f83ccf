import { expect, test } from 'vitest';
import {
  divideFixed,
  fromDouble,
  lnFixed,
  ONE,
  toDouble,
  ulpsOff,
} from '../../test/exact-functions.ts';
import { checksumOf, spread } from '../../test/spread.ts';
import { LOG10_E_LOW } from './elementary-tables.ts';
import { log10 } from './log10.ts';

const LN10 = lnFixed(10n * ONE);

test('the constants are the exact values, correctly rounded', () => {
  const inverse = divideFixed(ONE, LN10);
  expect(Math.LOG10E).toBe(toDouble(inverse));
  expect(LOG10_E_LOW).toBe(toDouble(inverse - fromDouble(Math.LOG10E)));
});

test('log10 is within 0.65 units of the exact value', () => {
  let worst = 0;
  for (const u of spread(2000))
    for (const x of [0.5 + 1.5 * u, 2 ** ((u - 0.5) * 100), 1 + (u - 0.5) / 50])
      worst = Math.max(worst, ulpsOff(log10(x), divideFixed(lnFixed(fromDouble(x)), LN10), 0));
  expect(worst).toBeLessThan(0.65);
  expect(worst).toBeGreaterThan(0.4);
});

test('powers of ten have whole logarithms', () => {
  for (let n = -307; n <= 308; n += 1) expect(log10(Number(`1e${n}`))).toBe(n);
});

test('it ends where it must', () => {
  expect([log10(0), log10(-0), log10(-1), log10(NaN)]).toEqual([-Infinity, -Infinity, NaN, NaN]);
  expect([log10(Infinity), log10(5e-324), log10(Number.MAX_VALUE)]).toEqual([
    Infinity,
    -323.3062153431158,
    308.25471555991675,
  ]);
});

test('a checksum over many results is the one every engine must give', () => {
  const all = [...spread(5000)].flatMap((u) => [log10(u + 1e-3), log10(1 / (u * u * u))]);
  expect(checksumOf(all)).toBe('7909e027bb4164d7');
});
