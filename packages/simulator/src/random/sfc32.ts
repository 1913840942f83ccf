/**
 * sfc32, "small fast counting", by Chris Doty-Humphrey (PractRand 0.95, public domain): a chaotic
 * generator of 32-bit words with 128 bits of state (a, b, c, counter), three additions, two shifts
 * and a rotation per word.
 *
 * Published tests: its author reports no failure in PractRand; SmokeRand (A. L. Voskov, 2024)
 * reports that it passes BigCrush of TestU01, PractRand and its own brief, default and full
 * batteries. The counter guarantees a period of at least 2^32 words; the mean period is about
 * 2^127. Streams are seeded with 96 bits and the counter at 1, so two streams with different seeds
 * cannot overlap within their first 2^32 words: where their counters agree they are at the same
 * position, and each step is invertible.
 * @see https://pracrand.sourceforge.net (src/RNGs/sfc.cpp) and https://github.com/alvoskov/SmokeRand
 */

/** Words of a state: a, b, c, counter. */
export const SFC32_WORDS = 4;

/** Words thrown away after seeding, as PractRand does for a seed of three words. */
const WARM_UP_WORDS = 15;

/** Value of the counter when the first word is drawn. */
const FIRST_COUNTER = 1 + WARM_UP_WORDS;

/** Draws one word, an integer in 0..2^32−1, and moves the state on. */
export function nextWord(state: Uint32Array): number {
  const a = state[0]! | 0; // a state has four words (SFC32_WORDS)
  const b = state[1]! | 0; // as above
  const c = state[2]! | 0; // as above
  const counter = state[3]! | 0; // as above
  const word = (a + b + counter) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = c + (c << 3);
  state[2] = ((c << 21) | (c >>> 11)) + word;
  state[3] = counter + 1;
  return word >>> 0;
}

/** Seeds a state with three words of a good hash, in place. */
export function seedSfc32(state: Uint32Array, s1: number, s2: number, s3: number): void {
  let [a, b, c] = [s1 | 0, s2 | 0, s3 | 0];
  for (let counter = 1; counter < FIRST_COUNTER; counter++) {
    const word = (a + b + counter) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = FIRST_COUNTER;
}

/**
 * How many words were drawn since seeding: the counter knows, so a saved state of four words says
 * it too. Exact up to 2^32 words; no scenario within the limits draws that many from one stream.
 */
export function countWords(state: Uint32Array): number {
  return ((state[3] ?? 0) - FIRST_COUNTER) >>> 0;
}
