import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distanceScore } from '../../test/distribution-functions.ts';
import { type CountStream, openCountStream } from './count-stream.ts';
import { openRng } from './random-stream.ts';

const wordsAt = (stream: CountStream, counter: number): number[] => {
  const rng = stream.at(counter);
  return Array.from({ length: 4 }, () => rng.nextUint32());
};

const seed = fc.oneof(fc.nat(), fc.string());
const member = fc.integer({ min: -1, max: 1000 });
const counter = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

// Fixed for good: with another stream a seed from a record would not replay it. The words are from
// an independent program (Python) of the same encoding, MurmurHash3_x86_128 and sfc32.
test.each<[[number | string, number, string], number, number[]]>([
  [[0, 0, 'count:a'], 0, [2708329584, 2173785561, 1837757648, 1256977495]],
  [[1, -1, 'count:a'], 7, [1724441681, 3378583262, 1572879887, 3645138665]],
  [['spring', 99, 'count:infection'], 2 ** 40 + 3, [2419527117, 1191111653, 665438730, 3709244895]],
])('the words of %j at %d do not change from release to release', (opening, at, words) => {
  expect(wordsAt(openCountStream(...opening), at)).toEqual(words);
});

test('what a place draws does not depend on what was drawn before, nor on how it was come by', () => {
  fc.assert(
    fc.property(
      seed,
      member,
      fc.string(),
      counter,
      fc.array(fc.tuple(member, counter, fc.nat(9))),
      (of, path, name, at, earlier) => {
        const fresh = wordsAt(openCountStream(of, path, name), at);
        const used = openCountStream(of, 5, name);
        for (const [other, place, drawn] of earlier) {
          used.begin(other);
          const rng = used.at(place);
          for (let word = 0; word < drawn; word += 1) rng.nextUnit();
        }
        used.begin(path);
        expect(wordsAt(used, at)).toEqual(fresh);
      },
    ),
  );
});

test('no seed, member, name and place share their stream with others', () => {
  const name = fc.string({ unit: fc.constantFrom('a', ':', '0'), maxLength: 9 });
  const opening = fc.tuple(seed, member, name, counter);
  fc.assert(
    fc.property(fc.uniqueArray(opening, { selector: String, minLength: 2 }), (openings) => {
      const selector = ([of, path, text, at]: (typeof openings)[number]): string =>
        JSON.stringify([of, path, text, at]);
      const streams = openings.map(([of, path, text, at]) =>
        wordsAt(openCountStream(of, path, text), at).join(),
      );
      expect(new Set(streams).size).toBe(new Set(openings.map(selector)).size);
    }),
  );
});

test('places 2^31, 2^32 and 2^53 apart differ', () => {
  const stream = openCountStream(1, 0, 'count:a');
  const places = [0, 2 ** 31, 2 ** 32, 2 ** 33, 2 ** 52, 2 ** 53 - 1, 2 ** 32 - 1];
  expect(new Set(places.map((at) => wordsAt(stream, at).join())).size).toBe(places.length);
});

test('it is none of the streams that are opened by purpose', () => {
  const stream = openCountStream(1, 0, 'count:a');
  const first = new Set(
    Array.from({ length: 2000 }, (_, path) => openRng(1, path - 1, 'count:a').nextUint32()),
  );
  const shared = Array.from({ length: 2000 }, (_, at) => stream.at(at).nextUint32());
  // 4 million pairs of 2^32: 0.001 are expected to be equal.
  expect(shared.filter((word) => first.has(word))).toEqual([]);
});

test('a place begins with no words drawn', () => {
  const stream = openCountStream(1, 0, 'count:a');
  stream.at(3).nextUnit();
  expect(stream.at(3).draws).toBe(0);
});

test.each([0, 1])('first numbers %d of places in a row are uniform and independent', (skipped) => {
  const count = 200_000;
  const stream = openCountStream(1, 0, 'count:a');
  const first = Float64Array.from({ length: count }, (_, at) => {
    const rng = stream.at(at);
    for (let word = 0; word < skipped; word += 1) rng.nextUnit();
    return rng.nextUnit();
  });
  expect(distanceScore(first, (x) => x)).toBeLessThan(2.2);
  for (const lag of [1, 2, 8, 256]) {
    let sum = 0;
    for (let at = lag; at < count; at += 1)
      sum += ((first[at] ?? NaN) - 0.5) * ((first[at - lag] ?? NaN) - 0.5);
    // A product of two centred uniforms has a standard deviation of 1/12.
    expect(Math.abs(sum) / Math.sqrt(count - lag)).toBeLessThan(4.5 / 12);
  }
});

test('members at one place are uniform', () => {
  const stream = openCountStream(1, 0, 'count:a');
  const first = Float64Array.from({ length: 100_000 }, (_, path) => {
    stream.begin(path);
    return stream.at(17).nextUnit();
  });
  expect(distanceScore(first, (x) => x)).toBeLessThan(2.2);
});
