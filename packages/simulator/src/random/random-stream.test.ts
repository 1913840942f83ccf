import type { OpenRng } from '@pulse-stream/worldstate/internal';
import { expect, expectTypeOf, test } from 'vitest';
import {
  deriveStreamKey,
  openRng,
  openRngInTurn,
  RandomStream,
  seedStream,
} from './random-stream.ts';
import { SFC32_WORDS } from './sfc32.ts';
import { fillNormals } from './ziggurat.ts';

const words = (seed: number | string, member: number, purpose: string): number[] => {
  const stream = openRng(seed, member, purpose);
  return Array.from({ length: 4 }, () => stream.nextUint32());
};

test('it is what the ports ask for', () => {
  expectTypeOf(openRng).toExtend<OpenRng>();
});

test('equal openings give equal streams', () => {
  expect(words(1, 2, 'noise')).toEqual(words(1, 2, 'noise'));
});

test.each<[string, [number | string, number, string], [number | string, number, string]]>([
  ['seed', [1, 0, 'noise'], [2, 0, 'noise']],
  ['kind of seed', [5, 0, 'noise'], ['5', 0, 'noise']],
  ['member', [1, 0, 'noise'], [1, 1, 'noise']],
  ['control run', [1, 1, 'noise'], [1, -1, 'noise']],
  ['purpose', [1, 0, 'noise'], [1, 0, 'noise:a']],
  ['border of seed and purpose', ['a', 0, 'bc'], ['ab', 0, 'c']],
])('another %s opens another stream', (_, left, right) => {
  expect(words(...left)).not.toEqual(words(...right));
});

// Fixed for good: with another stream a seed from a record would not replay it. The words are from
// an independent program (Python) of the same encoding, MurmurHash3_x86_128 and sfc32.
test('the first words of a stream do not change from release to release', () => {
  expect(words(0, 0, 'noise')).toEqual([680768903, 3925444716, 1919401159, 1495161659]);
  expect(words('spring', 99, 'gravity')).toEqual([3046877695, 1117238696, 2601917068, 2856835429]);
});

test('the key serves every member and is not used up', () => {
  const key = deriveStreamKey(3, 'noise');
  const copy = key.slice();
  const state = new Uint32Array(SFC32_WORDS);
  for (const member of [5, 0, 5]) {
    seedStream(state, key, member);
    expect(new RandomStream(state.slice()).nextUint32()).toBe(words(3, member, 'noise')[0]);
  }
  expect(key).toEqual(copy);
});

test('streams of members in turn are those that are opened, whatever was drawn before', () => {
  const inTurn = openRngInTurn();
  for (const seed of [1, '1', 2, 1])
    for (const purpose of ['noise', 'gravity.shock'])
      for (const member of [0, 7, -1, 0]) {
        const stream = inTurn(seed, member, purpose);
        const drawn = Array.from({ length: 4 }, () => stream.nextUint32());
        expect(drawn, `${seed} ${purpose} ${member}`).toEqual(words(seed, member, purpose));
        expect(stream.draws).toBe(4);
      }
});

test('purposes in turn do not disturb each other', () => {
  const inTurn = openRngInTurn();
  const first = inTurn(1, 0, 'a');
  inTurn(1, 0, 'b').nextUint32();
  expect(Array.from({ length: 4 }, () => first.nextUint32())).toEqual(words(1, 0, 'a'));
});

test('normals one by one are the normals of a fill, at the same cost', () => {
  const stream = openRng(9, 3, 'noise');
  const state = new Uint32Array(SFC32_WORDS);
  seedStream(state, deriveStreamKey(9, 'noise'), 3);
  const filled = new Float64Array(2000);
  fillNormals(state, filled, filled.length);
  expect(Array.from({ length: 2000 }, () => stream.nextNormal())).toEqual([...filled]);
  expect(stream.save()).toEqual(state);
});

test('draws counts every word, whatever it was drawn for', () => {
  const stream = openRng(1, 0, 'noise');
  expect(stream.draws).toBe(0);
  stream.nextUint32();
  expect(stream.draws).toBe(1);
  stream.nextUnit();
  expect(stream.draws).toBe(3);
  for (let drawn = 0; drawn < 1000; drawn++) stream.nextNormal();
  const same = openRng(1, 0, 'noise');
  for (let drawn = 0; drawn < stream.draws; drawn++) same.nextUint32();
  expect(same.save()).toEqual(stream.save());
});

test('a saved stream goes on where it was, and saving copies', () => {
  const stream = openRng(1, 0, 'noise');
  stream.nextNormal();
  const saved = stream.save();
  const resumed = new RandomStream(saved.slice());
  const following = Array.from({ length: 10 }, () => stream.nextNormal());
  expect(Array.from({ length: 10 }, () => resumed.nextNormal())).toEqual(following);
  expect(new RandomStream(saved).draws).toBeLessThan(stream.draws);
});

test('a state of another size is refused', () => {
  expect(() => new RandomStream(new Uint32Array(3))).toThrow(RangeError);
});
