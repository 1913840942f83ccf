import { DIRECTIONS, type Directions } from './joe-kuo.ts';

const BITS = 32;
/** Dimensions there are direction numbers for. */
export const MOST_DIMENSIONS = DIRECTIONS.length + 1;
/** Points of a sequence of 32 bits. */
export const MOST_POINTS = 2 ** BITS;

/** The direction numbers of one dimension, as 32-bit fractions. */
function directionsOf(start: Directions | undefined): Uint32Array {
  const v = new Uint32Array(BITS);
  if (start === undefined) {
    for (let k = 0; k < BITS; k += 1) v[k] = 1 << (BITS - 1 - k);
    return v;
  }
  const { polynomial, initial } = start;
  const degree = initial.length;
  for (let k = 0; k < BITS; k += 1) {
    if (k < degree) {
      v[k] = (initial[k] ?? 0) << (BITS - 1 - k);
      continue;
    }
    const before = v[k - degree] ?? 0;
    let next = before ^ (before >>> degree);
    for (let j = 1; j < degree; j += 1)
      if (((polynomial >>> (degree - j)) & 1) === 1) next ^= v[k - j] ?? 0;
    v[k] = next;
  }
  return v;
}

function reverseBits(word: number): number {
  let x = ((word >>> 1) & 0x55_55_55_55) | ((word & 0x55_55_55_55) << 1);
  x = ((x >>> 2) & 0x33_33_33_33) | ((x & 0x33_33_33_33) << 2);
  x = ((x >>> 4) & 0x0f_0f_0f_0f) | ((x & 0x0f_0f_0f_0f) << 4);
  x = ((x >>> 8) & 0x00_ff_00_ff) | ((x & 0x00_ff_00_ff) << 8);
  return (x >>> 16) | (x << 16);
}

/**
 * Owen's scrambling as a hash: each bit is flipped by those before it, so that points stay spread as
 * evenly as they were.
 * @see B. Burley: Practical Hash-based Owen Scrambling, JCGT 9(4), 2020
 */
function scramble(word: number, key: number): number {
  let x = reverseBits(word);
  x ^= Math.imul(x, 0x3d_20_ad_ea);
  x = (x + key) | 0;
  x = Math.imul(x, (key >>> 16) | 1);
  x ^= Math.imul(x, 0x05_52_6c_56);
  x ^= Math.imul(x, 0x53_a2_28_64);
  return reverseBits(x) >>> 0;
}

/**
 * A Sobol sequence in Gray code order, from its first point on: 0, then ½, then ¾ and ¼.
 * @param dimensions 1 to 256
 * @param keys one 32-bit key for each dimension: scrambled by them; null: the published points
 * @returns writes the next point as 32-bit fractions
 */
export function createSobolSequence(
  dimensions: number,
  keys: readonly number[] | null,
): (out: Uint32Array) => void {
  const directions = Array.from({ length: dimensions }, (_, dimension) =>
    directionsOf(dimension === 0 ? undefined : DIRECTIONS[dimension - 1]),
  );
  const x = new Uint32Array(dimensions);
  let index = 0;
  return (out) => {
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      const word = x[dimension] ?? 0;
      out[dimension] = keys === null ? word : scramble(word, keys[dimension] ?? 0);
    }
    // the lowest bit that is 0 says which direction number comes next
    const bit = Math.min(BITS - 1, 31 - Math.clz32(~index & (index + 1)));
    for (let dimension = 0; dimension < dimensions; dimension += 1)
      x[dimension] = (x[dimension] ?? 0) ^ (directions[dimension]?.[bit] ?? 0);
    index += 1;
  };
}
