/**
 * MurmurHash3_x86_128 (Austin Appleby, public domain) over whole blocks of four 32-bit words.
 * Chosen because it is published, passes its author's SMHasher suite (avalanche, differentials,
 * key sets; verification value B3ECE62A) and needs nothing but 32-bit multiplications. It is no
 * cryptographic hash: whoever chooses the input on purpose can make two inputs collide.
 * @see https://github.com/aappleby/smhasher (MurmurHash3.cpp)
 */

/** Words of a state: the four lanes, then the number of bytes absorbed. */
const STATE_WORDS = 5;

/** A state that has absorbed nothing; `seed` starts every lane. */
export function createMurmurState(seed: number): Uint32Array {
  const state = new Uint32Array(STATE_WORDS);
  state.fill(seed, 0, 4);
  return state;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Absorbs one block of four words, in place. */
export function absorbBlock(
  state: Uint32Array,
  k1: number,
  k2: number,
  k3: number,
  k4: number,
): void {
  let h1 = state[0]! | 0; // a state has five words (createMurmurState)
  let h2 = state[1]! | 0; // as above
  let h3 = state[2]! | 0; // as above
  let h4 = state[3]! | 0; // as above
  const bytes = state[4]!; // as above
  h1 ^= Math.imul(rotateLeft(Math.imul(k1, 0x239b961b), 15), 0xab0e9789);
  h1 = (Math.imul(rotateLeft(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
  h2 ^= Math.imul(rotateLeft(Math.imul(k2, 0xab0e9789), 16), 0x38b34ae5);
  h2 = (Math.imul(rotateLeft(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
  h3 ^= Math.imul(rotateLeft(Math.imul(k3, 0x38b34ae5), 17), 0xa1e38b93);
  h3 = (Math.imul(rotateLeft(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
  h4 ^= Math.imul(rotateLeft(Math.imul(k4, 0xa1e38b93), 18), 0x239b961b);
  h4 = (Math.imul(rotateLeft(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  state[0] = h1;
  state[1] = h2;
  state[2] = h3;
  state[3] = h4;
  state[4] = bytes + 16;
}

/**
 * Absorbs the blocks of a text whose UTF-16 units are the bytes `from`..`to`, eight units a block,
 * the last one filled with zeros; in place. The state stays in local variables, which is twice as
 * fast as block by block.
 */
export function absorbUnits(state: Uint32Array, bytes: Uint8Array, from: number, to: number): void {
  let h1 = state[0]! | 0; // a state has five words (createMurmurState)
  let h2 = state[1]! | 0; // as above
  let h3 = state[2]! | 0; // as above
  let h4 = state[3]! | 0; // as above
  let at = from;
  for (; at + 8 <= to; at += 8) {
    // two units per word; inside the bytes, here and below
    const k1 = bytes[at]! | (bytes[at + 1]! << 16);
    const k2 = bytes[at + 2]! | (bytes[at + 3]! << 16);
    const k3 = bytes[at + 4]! | (bytes[at + 5]! << 16);
    const k4 = bytes[at + 6]! | (bytes[at + 7]! << 16);
    h1 ^= Math.imul(rotateLeft(Math.imul(k1, 0x239b961b), 15), 0xab0e9789);
    h1 = (Math.imul(rotateLeft(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotateLeft(Math.imul(k2, 0xab0e9789), 16), 0x38b34ae5);
    h2 = (Math.imul(rotateLeft(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotateLeft(Math.imul(k3, 0x38b34ae5), 17), 0xa1e38b93);
    h3 = (Math.imul(rotateLeft(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotateLeft(Math.imul(k4, 0xa1e38b93), 18), 0x239b961b);
    h4 = (Math.imul(rotateLeft(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  state[0] = h1;
  state[1] = h2;
  state[2] = h3;
  state[3] = h4;
  state[4] = state[4]! + 2 * (at - from); // as above
  if (at === to) return;
  const k1 = unitPair(bytes, at, to);
  const k2 = unitPair(bytes, at + 2, to);
  const k3 = unitPair(bytes, at + 4, to);
  absorbBlock(state, k1, k2, k3, unitPair(bytes, at + 6, to));
}

/** Two UTF-16 units that are the bytes at `at` as one word; from `to` on 0. */
export function unitPair(bytes: Uint8Array, at: number, to: number): number {
  const low = at < to ? bytes[at]! : 0; // before the end, here and below
  const high = at + 1 < to ? bytes[at + 1]! : 0;
  return low | (high << 16);
}

/** fmix32: every input bit flips every output bit with probability near one half. */
function mixFinally(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * The digest of everything absorbed; the state stays as it is and can absorb more.
 * @param digest receives the digest in its first four words
 */
export function writeDigest(state: Uint32Array, digest: Uint32Array): void {
  let h1 = state[0]! | 0; // a state has five words (createMurmurState)
  let h2 = state[1]! | 0; // as above
  let h3 = state[2]! | 0; // as above
  let h4 = state[3]! | 0; // as above
  const bytes = state[4]!; // as above
  h1 ^= bytes;
  h2 ^= bytes;
  h3 ^= bytes;
  h4 ^= bytes;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = mixFinally((h2 + h1) | 0);
  h3 = mixFinally((h3 + h1) | 0);
  h4 = mixFinally((h4 + h1) | 0);
  h1 = (mixFinally(h1) + h2 + h3 + h4) | 0;
  digest[0] = h1;
  digest[1] = h2 + h1;
  digest[2] = h3 + h1;
  digest[3] = h4 + h1;
}
