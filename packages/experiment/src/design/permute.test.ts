import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTestRng } from '../../test/open-test-rng.ts';
import { createPermutation } from './permute.ts';

test('every place is taken once, whatever the size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer(), (count, seed) => {
      const place = createPermutation(count, openTestRng(seed, 0, 'a'));
      const seen = new Set(Array.from({ length: count }, (_, index) => place(index)));
      expect(seen.size).toBe(count);
      expect(Math.max(...seen)).toBe(count - 1);
    }),
  );
});

test('over seeds every order of five comes, none much more often than another', () => {
  const orders = new Map<string, number>();
  const seeds = 24_000;
  for (let seed = 0; seed < seeds; seed += 1) {
    const place = createPermutation(5, openTestRng(seed, 0, 'a'));
    const order = [0, 1, 2, 3, 4].map(place).join('');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  expect(orders.size).toBe(120);
  const expected = seeds / 120;
  const chiSquare = [...orders.values()].reduce(
    (sum, n) => sum + (n - expected) ** 2 / expected,
    0,
  );
  // 99.9 % of the chi-square distribution with 119 degrees of freedom
  expect(chiSquare).toBeLessThan(173.6);
});

test.each([65_537, 100_003, 262_144])('of %i places, which are no table, too', (count) => {
  const place = createPermutation(count, openTestRng(5, 0, 'a'));
  const seen = new Uint8Array(count);
  let fixed = 0;
  for (let index = 0; index < count; index += 1) {
    seen[place(index)] = 1;
    fixed += Number(place(index) === index);
  }
  expect(seen.every((mark) => mark === 1)).toBe(true);
  // a random order keeps one place on average
  expect(fixed).toBeLessThan(8);
});

test('a long order is spread like chance: neighbours are as far as any two', () => {
  const count = 200_000;
  const place = createPermutation(count, openTestRng(6, 0, 'a'));
  let distance = 0;
  for (let index = 1; index < count; index += 1)
    distance += Math.abs(place(index) - place(index - 1));
  expect(distance / (count - 1) / count).toBeCloseTo(1 / 3, 2);
});

test.each([10_000, 100_000])(
  'two variables of one design of %i places are not correlated',
  (count) => {
    const [a, b] = ['a', 'b'].map((name) => createPermutation(count, openTestRng(1, 0, name)));
    const middle = (count - 1) / 2;
    let sum = 0;
    for (let index = 0; index < count; index += 1)
      sum += ((a?.(index) ?? 0) - middle) * ((b?.(index) ?? 0) - middle);
    expect(Math.abs(sum / (count * (count ** 2 / 12)))).toBeLessThan(4 / Math.sqrt(count));
  },
);
