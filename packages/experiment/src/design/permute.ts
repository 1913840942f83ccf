import type { Rng } from '@pulse-stream/worldstate';

const ROUNDS = 8;

/** A 32-bit hash of a half and a key (the finaliser of MurmurHash3). */
function mix(half: number, key: number): number {
  let hash = half ^ key;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Up to so many places an order is a table: of few places a network reaches some orders only. */
const MOST_IN_TABLE = 65_536;

/** Every order alike (Fisher and Yates). */
function shuffle(count: number, rng: Rng): (index: number) => number {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(rng.nextUnit() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return (index) => order[index] ?? 0;
}

/**
 * A random order of 0 … count − 1. A long one needs no memory: it is a Feistel network over the next
 * power of 4, walked until it is inside, so that a design of any size is written as it is made.
 * @param count 1 to 2^32
 */
export function createPermutation(count: number, rng: Rng): (index: number) => number {
  return count <= MOST_IN_TABLE ? shuffle(count, rng) : createNetwork(count, rng);
}

function createNetwork(count: number, rng: Rng): (index: number) => number {
  const bits = Math.max(1, Math.ceil(Math.log2(Math.max(2, count)) / 2));
  const half = 2 ** bits;
  const keys = Array.from({ length: ROUNDS }, () => rng.nextUint32());
  const encrypt = (index: number): number => {
    let left = Math.floor(index / half);
    let right = index % half;
    for (const key of keys) {
      // the high bits of the hash: the low ones of few rounds are alike
      const next = left ^ (mix(right, key) >>> (32 - bits));
      left = right;
      right = next >>> 0;
    }
    return left * half + right;
  };
  return (index) => {
    let place = encrypt(index);
    while (place >= count) place = encrypt(place);
    return place;
  };
}
