import { expect, test } from 'vitest';
import { countWords, nextWord, seedSfc32, SFC32_WORDS } from './sfc32.ts';

/** Words 1..8 after seeding; after 1,000,000 more the state, and the next word. */
const REFERENCE = [
  {
    seed: [0, 0, 0],
    words: [
      4216505632, 947923937, 2491578854, 3964400089, 2091952393, 4208506024, 1017427976, 941733061,
    ],
    late: 823040818,
    state: [107764110, 714276684, 120389671, 1000024],
  },
  {
    seed: [1, 2, 3],
    words: [
      3987121759, 92551270, 1122162139, 24194941, 3548292025, 428635494, 4270309710, 745528127,
    ],
    late: 2971154792,
    state: [4234978188, 3030143876, 3472283276, 1000024],
  },
  {
    seed: [0xdeadbeef, 0xcafebabe, 0x12345678],
    words: [
      3260186108, 2383957797, 683164883, 3081071251, 1408521057, 4094061544, 3951979206, 2432274153,
    ],
    late: 2491618757,
    state: [2100815596, 389803137, 745904316, 1000024],
  },
] as const;

// From PractRand's sfc.cpp (sfc32::seed of three words and raw32) compiled with gcc 12.
test.each(REFERENCE)('seed $seed draws the words of the published C', (reference) => {
  const state = new Uint32Array(SFC32_WORDS);
  const [s1, s2, s3] = reference.seed;
  seedSfc32(state, s1, s2, s3);
  expect(Array.from({ length: 8 }, () => nextWord(state))).toEqual(reference.words);
  for (let drawn = 0; drawn < 1_000_000; drawn++) nextWord(state);
  expect([...state]).toEqual(reference.state);
  expect(nextWord(state)).toBe(reference.late);
  expect(countWords(state)).toBe(1_000_009);
});

test('the unseeded recurrence is the published one', () => {
  const state = Uint32Array.of(1, 2, 3, 1);
  expect(Array.from({ length: 6 }, () => nextWord(state))).toEqual([
    4, 31, 56623170, 132259135, 3317874561, 1410031969,
  ]);
});

test('a fresh stream has drawn nothing, and a state can be copied and gone on with', () => {
  const state = new Uint32Array(SFC32_WORDS);
  seedSfc32(state, 7, 8, 9);
  expect(countWords(state)).toBe(0);
  nextWord(state);
  const copy = state.slice();
  expect(countWords(copy)).toBe(1);
  expect(nextWord(copy)).toBe(nextWord(state));
});
