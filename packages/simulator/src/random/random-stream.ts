import type { Rng } from '@pulse-stream/worldstate';
import type { OpenRng } from '@pulse-stream/worldstate/internal';
import { absorbParts } from './hash53.ts';
import { absorbBlock, writeDigest } from './murmur3.ts';
import { countWords, nextWord, seedSfc32, SFC32_WORDS } from './sfc32.ts';
import { fillNormals } from './ziggurat.ts';

/** First word of the block that says which member a stream belongs to. */
const MEMBER = 4;

/**
 * What all members of a scenario share for one purpose: the hash of (seed, purpose), to which
 * `seedStream` adds the member. Made once per scenario, it makes opening a stream cheap.
 * @param seed effective seed; the text "5" and the number 5 are different seeds
 */
export function deriveStreamKey(seed: number | string, purpose: string): Uint32Array {
  return absorbParts([seed, purpose]);
}

/**
 * Puts the start of the stream of one member into `state`, without changing the key.
 * @param state four words, overwritten
 * @param member 0-based ensemble member
 * @param hash room for a key, overwritten; whoever seeds many streams gives the same every time
 */
export function seedStream(
  state: Uint32Array,
  key: Uint32Array,
  member: number,
  hash: Uint32Array = new Uint32Array(key.length),
): void {
  hash.set(key);
  absorbBlock(hash, MEMBER, member < 0 ? 1 : 0, Math.abs(member), 0);
  writeDigest(hash, hash);
  seedSfc32(state, hash[0]!, hash[1]!, hash[2]!); // a key has five words
}

/** A stream of random numbers whose place can be saved: all it is are four words of state. */
export class RandomStream implements Rng {
  readonly #state: Uint32Array;
  readonly #one = new Float64Array(1);

  /** @param state four words, owned by the stream from now on */
  constructor(state: Uint32Array) {
    if (state.length !== SFC32_WORDS) throw new RangeError('a stream has a state of four words');
    this.#state = state;
  }

  nextUint32(): number {
    return nextWord(this.#state);
  }

  nextUnit(): number {
    const high = nextWord(this.#state) >>> 5;
    const low = nextWord(this.#state) >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992; // 27 and 26 bits of 2^53
  }

  nextNormal(): number {
    fillNormals(this.#state, this.#one, 1);
    return this.#one[0]!; // just filled
  }

  /** Writes the next `count` standard normals to the start of `out`. */
  fillNormals(out: Float64Array, count: number): void {
    fillNormals(this.#state, out, count);
  }

  get draws(): number {
    return countWords(this.#state);
  }

  /** A copy of the state: `new RandomStream(stream.save())` goes on where `stream` is now. */
  save(): Uint32Array {
    return this.#state.slice();
  }
}

/**
 * Opens the stream of random numbers of one ensemble member for one purpose: sfc32 seeded with 96
 * bits of the MurmurHash3_x86_128 of (seed, purpose, member). A number drawn is a pure function of
 * those and its position in the stream, so nothing depends on threads, order or other scenarios,
 * and one member alone draws what it draws among all.
 * @param seed effective seed of the scenario
 * @param member 0-based ensemble member
 * @param purpose what draws, e.g. "noise": no purpose shifts another
 * @see MODEL.md §6
 */
export function openRng(seed: number | string, member: number, purpose: string): RandomStream {
  const stream = new MemberStream(seed, purpose);
  stream.begin(member);
  return stream;
}

/**
 * The streams that `openRng` opens for the members of a scenario on one purpose, where members come one
 * after the other: one object is each of them in turn, and makes nothing new to be so.
 */
export class MemberStream extends RandomStream {
  readonly #words: Uint32Array;
  readonly #key: Uint32Array;
  readonly #hash: Uint32Array;

  /** Belongs to nobody until `begin`. */
  constructor(seed: number | string, purpose: string) {
    const words = new Uint32Array(SFC32_WORDS);
    super(words);
    this.#words = words;
    this.#key = deriveStreamKey(seed, purpose);
    this.#hash = new Uint32Array(this.#key.length);
  }

  /** From now on it is the stream of this member, at its start. */
  begin(member: number): void {
    seedStream(this.#words, this.#key, member, this.#hash);
  }
}

/**
 * `openRng` for members that come one after the other: what it gives for a purpose lasts until it is
 * asked for that purpose again.
 */
export function openRngInTurn(): OpenRng {
  const streams = new Map<string, { readonly seed: number | string; readonly of: MemberStream }>();
  return (seed, member, purpose) => {
    let known = streams.get(purpose);
    if (known?.seed !== seed) {
      known = { seed, of: new MemberStream(seed, purpose) };
      streams.set(purpose, known);
    }
    known.of.begin(member);
    return known.of;
  };
}
