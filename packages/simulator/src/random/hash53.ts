import { absorbBlock, absorbUnits, createMurmurState, unitPair, writeDigest } from './murmur3.ts';

/** What can be hashed. Numbers are finite; −0 counts as 0. */
export type HashPart = string | number;

/** First word of a part: what follows. */
const SAFE_INTEGER = 1;
const OTHER_NUMBER = 2;
const TEXT = 3;

/** "Puls": any fixed non-zero word; keeps the lanes from starting at zero. */
const SEED = 0x50756c73;

const TWO_32 = 0x1_0000_0000;

function absorbNumber(state: Uint32Array, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError('only finite numbers can be hashed');
  if (Number.isSafeInteger(value)) {
    const size = Math.abs(value);
    absorbBlock(state, SAFE_INTEGER, value < 0 ? 1 : 0, size >>> 0, Math.floor(size / TWO_32));
    return;
  }
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  absorbBlock(state, OTHER_NUMBER, 0, bits.getUint32(4), bits.getUint32(0));
}

/** Two UTF-16 code units as one word; past the end 0. */
function textPair(text: string, at: number): number {
  const low = at < text.length ? text.charCodeAt(at) : 0;
  const high = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
  return low | (high << 16);
}

function absorbText(state: Uint32Array, text: string): void {
  absorbBlock(state, TEXT, text.length, textPair(text, 0), textPair(text, 2));
  for (let at = 4; at < text.length; at += 8)
    absorbBlock(
      state,
      textPair(text, at),
      textPair(text, at + 2),
      textPair(text, at + 4),
      textPair(text, at + 6),
    );
}

/**
 * A hash state that has absorbed `parts`. Every part begins a new block with its kind, and a text
 * says its length, so different lists of parts are different inputs: ("ab", "c") is not ("a", "bc")
 * and 5 is not "5".
 * @throws RangeError for a number that is not finite
 */
export function absorbParts(parts: readonly HashPart[]): Uint32Array {
  const state = createMurmurState(SEED);
  for (const part of parts) {
    if (typeof part === 'number') absorbNumber(state, part);
    else absorbText(state, part);
  }
  return state;
}

/**
 * 53 bits of the MurmurHash3_x86_128 digest of a list of texts and numbers: an integer in
 * 0..2^53−1 that JSON and JavaScript carry exactly, so it can be printed as a seed.
 * Among n different inputs expect n²/2^54 collisions: about 1 in 10^6 for 131,000 inputs.
 * @throws RangeError for a number that is not finite
 */
export function hash53(...parts: readonly HashPart[]): number {
  return hashOf(absorbParts(parts), new Uint32Array(4));
}

function hashOf(state: Uint32Array, digest: Uint32Array): number {
  writeDigest(state, digest);
  return (digest[1]! >>> 11) * TWO_32 + digest[0]!; // a digest has four words
}

/** Hashes texts after parts that are always the same: those are absorbed once. */
export class TextHash {
  readonly #before: Uint32Array;
  readonly #state: Uint32Array;
  readonly #digest = new Uint32Array(4);

  /** @param parts what comes before the texts */
  constructor(...parts: readonly HashPart[]) {
    this.#before = absorbParts(parts);
    this.#state = this.#before.slice();
  }

  /** Begins a hash. */
  open(): void {
    for (let word = 0; word < this.#state.length; word += 1)
      this.#state[word] = this.#before[word]!; // same length
  }

  /** Adds the ASCII text in the bytes `from`..`to` as one part. */
  add(bytes: Uint8Array, from: number, to: number): void {
    const [first, second] = [unitPair(bytes, from, to), unitPair(bytes, from + 2, to)];
    absorbBlock(this.#state, TEXT, to - from, first, second);
    if (from + 4 < to) absorbUnits(this.#state, bytes, from + 4, to);
  }

  /** `hash53` of the parts and the texts added since `open`. */
  close(): number {
    return hashOf(this.#state, this.#digest);
  }
}
