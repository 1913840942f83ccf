import { expect, test } from 'vitest';
import { NumberCache } from './number-cache.ts';
import { printNumber, UnprintableError } from './print-number.ts';

test('a number is printed alike the first and every other time, whatever was there before', () => {
  const cache = new NumberCache();
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  const wrong: number[] = [];
  for (let round = 0; round < 2; round += 1)
    for (let index = 0; index < 30_000; index += 1) {
      const values = [index / 1000, -index / 7, index * 1e-9, index * 1e18, 1e-6 / (index + 3), -0];
      for (const value of values) {
        const from = index % 3;
        const text = new TextDecoder().decode(bytes.subarray(from, cache.write(view, from, value)));
        if (text !== printNumber(value, null)) wrong.push(value);
      }
    }
  expect(wrong).toEqual([]);
  expect(() => cache.write(view, 0, NaN)).toThrow(UnprintableError);
  expect(() => cache.write(view, 0, Infinity)).toThrow(UnprintableError);
});
