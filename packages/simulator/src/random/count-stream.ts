import { absorbBlock, writeDigest } from './murmur3.ts';
import { deriveStreamKey, RandomStream } from './random-stream.ts';
import { seedSfc32, SFC32_WORDS } from './sfc32.ts';

/** First word of the block that says which member and which place; no other block begins so. */
const PLACE = 5;

const TWO_32 = 0x1_0000_0000;

/**
 * Streams of one name that are opened by a counter: what is drawn at one place of a run never
 * depends on how many numbers were drawn before it. One object serves every member and place of a
 * scenario, and makes nothing new to do so.
 */
export class CountStream {
  readonly #key: Uint32Array;
  readonly #hash: Uint32Array;
  readonly #state = new Uint32Array(SFC32_WORDS);
  readonly #stream = new RandomStream(this.#state);
  #member = 0;

  /** @param key hash of seed and name (`deriveStreamKey`) */
  constructor(key: Uint32Array) {
    this.#key = key;
    this.#hash = key.slice();
  }

  /** From now on the streams are those of this member: 0-based, or −1 for the control run. */
  begin(member: number): void {
    this.#member = member;
  }

  /**
   * The stream at a place, at its start: 96 bits of the hash of (seed, name, member, counter). It
   * is the same object at every call, so it must have drawn what it shall before the next.
   * @param counter an integer in 0..2^53−1: turn × steps per turn + step
   */
  at(counter: number): RandomStream {
    const hash = this.#hash;
    const key = this.#key;
    for (let word = 0; word < key.length; word += 1) hash[word] = key[word]!; // same length
    absorbBlock(hash, PLACE, this.#member, counter | 0, Math.floor(counter / TWO_32));
    writeDigest(hash, hash);
    seedSfc32(this.#state, hash[0]!, hash[1]!, hash[2]!); // a key has five words
    return this.#stream;
  }
}

/**
 * Opens the streams of one name for one member.
 * @param seed effective seed of the scenario
 * @param member 0-based ensemble member
 * @param name what draws, e.g. "count:infection": no name shifts another
 * @see MODEL.md §8
 */
export function openCountStream(seed: number | string, member: number, name: string): CountStream {
  const stream = new CountStream(deriveStreamKey(seed, name));
  stream.begin(member);
  return stream;
}
