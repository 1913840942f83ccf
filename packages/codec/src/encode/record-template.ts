import type { OutputRecord } from '@pulse-stream/worldstate';
import { ByteRoom, writeUtf8 } from './byte-room.ts';
import { cutRecord, type EncodeOptions, type HolePaths } from './encode-record.ts';
import { EXACT_DIGITS } from './print-number.ts';
import { NUMBER_BYTES, writeNumber } from './write-number.ts';

// `as number` below: every index lies inside the arrays, which have one entry per hole

/** Pieces shorter than this are copied byte by byte: a call costs more. */
const SHORT = 96;

/** Writes records that differ from an example only in known places. */
export interface RecordTemplate {
  /**
   * Appends the record that has these values in the holes, as `encodeRecord` would write it.
   * @param numbers by index of the hole
   * @param texts JSON by index of the hole
   * @throws UnprintableError for NaN and infinities
   */
  write(numbers: ArrayLike<number>, texts: readonly string[], room: ByteRoom): void;
}

/**
 * Makes the template of an example: most bytes of a record (keys, names, what the model alone
 * decides) are those of the record before it, so only what changed is printed and the stretches
 * between are copied from the bytes of the last record.
 * @param holes where the values go that differ; everything else is taken from the example
 */
export function createTemplate(
  example: OutputRecord,
  holes: HolePaths,
  options: EncodeOptions = {},
): RecordTemplate {
  return new ImageTemplate(cutRecord(example, holes, options));
}

type CutRecord = ReturnType<typeof cutRecord>;

class ImageTemplate implements RecordTemplate {
  /** By hole: index of its number, or −1 − the index of its text. */
  readonly #indexes: Int32Array;
  readonly #digits: Int32Array;
  /**
   * Two halves: the last record, and room for the next, which is built from it; then they change
   * places. One array, because copying within an array costs half of copying between two.
   */
  #halves: Uint8Array;
  #half: number;
  /** Where the last record begins: 0 or `#half`. */
  #image = 0;
  #length: number;
  /** Where the holes begin and end in the image, and what is in them. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #numbers: Float64Array;
  readonly #texts: (string | null)[];

  constructor({ texts, holes }: CutRecord) {
    this.#indexes = Int32Array.from(holes, ({ index }) => index);
    this.#digits = Int32Array.from(holes, ({ digits }) => digits ?? EXACT_DIGITS);
    const pieces = texts.map((text) => new TextEncoder().encode(text));
    this.#length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.#half = this.#length;
    this.#halves = new Uint8Array(2 * this.#half);
    this.#starts = new Int32Array(holes.length);
    let at = 0;
    for (const [hole, piece] of pieces.entries()) {
      this.#halves.set(piece, at);
      at += piece.length;
      if (hole < holes.length) this.#starts[hole] = at;
    }
    this.#ends = this.#starts.slice();
    // equal to no number: every hole is printed the first time
    this.#numbers = new Float64Array(holes.length).fill(NaN);
    this.#texts = holes.map(() => null);
  }

  write(numbers: ArrayLike<number>, texts: readonly string[], room: ByteRoom): void {
    this.#reserve(texts);
    const length = this.#build(numbers, texts);
    const image = this.#image;
    room.reserve(length);
    room.bytes.set(this.#halves.subarray(image, image + length), room.length);
    room.length += length;
  }

  /** @returns the length of the record, which then is the image */
  #build(numbers: ArrayLike<number>, texts: readonly string[]): number {
    const halves = this.#halves;
    const [starts, ends, indexes] = [this.#starts, this.#ends, this.#indexes];
    const [known, knownTexts] = [this.#numbers, this.#texts];
    const image = this.#image;
    const next = this.#half - image;
    // places in the halves; `starts` and `ends` count from the beginning of the record
    let from = image;
    let at = next;
    for (let hole = 0; hole < indexes.length; hole += 1) {
      const start = image + (starts[hole] as number);
      const end = image + (ends[hole] as number);
      const index = indexes[hole] as number;
      const number = index < 0 ? 0 : (numbers[index] as number);
      const text = index < 0 ? (texts[-1 - index] as string) : null; // as above
      if (text === null ? number === known[hole] : text === knownTexts[hole]) {
        const shift = at - from - next;
        starts[hole] = start + shift;
        ends[hole] = end + shift;
        continue;
      }
      at = copy(halves, from, start, at);
      starts[hole] = at - next;
      if (text === null) {
        at = writeNumber(halves, at, number, this.#digits[hole] as number);
        known[hole] = number;
      } else {
        at = writeUtf8(halves, at, text);
        knownTexts[hole] = text;
      }
      ends[hole] = at - next;
      from = end;
    }
    at = copy(halves, from, image + this.#length, at);
    this.#image = next;
    this.#length = at - next;
    return this.#length;
  }

  /** Makes both halves large enough for whatever the next record holds. */
  #reserve(texts: readonly string[]): void {
    let needed = this.#length + NUMBER_BYTES * this.#indexes.length;
    for (const text of texts) needed += 3 * text.length;
    if (needed <= this.#half) return;
    const halves = new Uint8Array(4 * needed);
    halves.set(this.#halves.subarray(this.#image, this.#image + this.#length));
    this.#halves = halves;
    this.#half = 2 * needed;
    this.#image = 0;
  }
}

/** Copies the bytes `from`..`to` to `at`; returns the index after the last one. */
function copy(bytes: Uint8Array, from: number, to: number, at: number): number {
  if (to - from >= SHORT) bytes.copyWithin(at, from, to);
  else
    for (let index = from; index < to; index += 1)
      bytes[at + index - from] = bytes[index] as number;
  return at + to - from;
}
