import { openRng } from '@pulse-stream/simulator/internal';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const WORDS = 4;
const seed = fc.oneof(fc.nat(), fc.string());
const member = fc.integer({ min: -1, max: 1000 });

const wordsOf = (...[of, path, purpose]: [number | string, number, string]): string => {
  const stream = openRng(of, path, purpose);
  return Array.from({ length: WORDS }, () => stream.nextUint32()).join();
};

/** Purposes as they are made: a word, or a word and a name. One is often the beginning of another. */
const name = fc.string({ unit: fc.constantFrom('a', 'b', ':', '0'), maxLength: 12 });
const purpose = fc
  .tuple(fc.constantFrom('noise', 'gravity', ''), name)
  .map((parts) => parts.join(':'));

test('streams of different purposes have nothing in common, however alike their names are', () => {
  fc.assert(
    fc.property(
      seed,
      member,
      fc.uniqueArray(purpose, { minLength: 2, maxLength: 20 }),
      (of, path, purposes) => {
        const longer = purposes.flatMap((text) => [`${text}a`, `a${text}`]);
        const different = new Set([...purposes, ...longer]);
        const streams = [...different].map((text) => wordsOf(of, path, text));
        expect(new Set(streams).size).toBe(different.size);
      },
    ),
  );
});

test('no seed and no member shares a stream with another', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(seed, member), {
        minLength: 2,
        selector: ([of, path]) => `${typeof of} ${of} ${path}`,
      }),
      purpose,
      (openings, text) => {
        const streams = openings.map(([of, path]) => wordsOf(of, path, text));
        expect(new Set(streams).size).toBe(openings.length);
      },
    ),
  );
});
