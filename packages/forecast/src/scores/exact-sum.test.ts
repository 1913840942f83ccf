import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExactSum } from './exact-sum.ts';

function sumOf(values: readonly number[]): number {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum.value;
}

test('what cancels leaves nothing behind', () => {
  expect(sumOf([])).toBe(0);
  expect(sumOf([1e100, 1, -1e100])).toBe(1);
  expect(sumOf([0.1, 0.2, 0.3, -0.6])).toBe(2 ** -55);
  expect(sumOf(Array.from({ length: 10 }, () => 0.1))).toBe(1);
});

test('a tie is decided by what is far below it', () => {
  const half = 2 ** -53;
  expect(sumOf([1, half])).toBe(1);
  expect(sumOf([1, half, 1e-300])).toBe(1 + 2 ** -52);
  expect(sumOf([1 + 2 ** -52, half, -1e-300])).toBe(1 + 2 ** -52);
  expect(sumOf([1 + 2 ** -52, half])).toBe(1 + 2 ** -51);
});

test('the order of what is added changes no bit, and integers are summed exactly', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e200, max: 1e200 }), { maxLength: 40 });
  fc.assert(
    fc.property(values, fc.infiniteStream(fc.nat()), (list, keys) => {
      const shuffled = list
        .map((value) => ({ value, key: Number(keys.next().value) }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ value }) => value);
      expect(sumOf(shuffled)).toBe(sumOf(list));
      expect(sumOf([...list, ...list.map((value) => -value)])).toBe(0);
    }),
  );
  const integers = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), { maxLength: 100 });
  fc.assert(
    fc.property(integers, (list) => {
      expect(sumOf(list) + 0).toBe(list.reduce((sum, value) => sum + value, 0) + 0);
    }),
  );
});
