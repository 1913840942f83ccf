import { expect, test } from 'vitest';
import { DigestSet } from './digest-set.ts';

test('a digest is new once, also when many have grown the table, and whichever half is 0', () => {
  const set = new DigestSet();
  const pairs = Array.from({ length: 5000 }, (_, k) => [(k * 2654435761) >>> 0, k % 7] as const);
  const odd = [
    [0, 0],
    [0, 5],
    [5, 0],
    [7, 5],
    [2 ** 32 - 1, 2 ** 32 - 1],
  ] as const;
  for (const [high, low] of [...odd, ...pairs.slice(1)]) expect(set.add(high, low)).toBe(true);
  for (const [high, low] of [...odd, ...pairs.slice(1)]) expect(set.add(high, low)).toBe(false);
});
