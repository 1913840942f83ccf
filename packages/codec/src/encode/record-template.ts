import type { OutputRecord } from '@pulse-stream/worldstate';
import { ByteRoom, writeUtf8 } from './byte-room.ts';
import { cutRecord, type EncodeOptions, type HolePaths } from './encode-record.ts';
import { EXACT_DIGITS } from './print-number.ts';
import { NUMBER_BYTES, writeNumber } from './write-number.ts';

// `as number` below: every index lies inside the arrays, which have one entry per hole

/** Pieces shorter than this are copied byte by byte: a call costs more. */
const SHORT = 24;

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
  /** The last record, and room for the next, which is built from it; then they change places. */
  #image: Uint8Array;
  #next: Uint8Array;
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
    this.#image = new Uint8Array(this.#length);
    this.#next = new Uint8Array(this.#length);
    this.#starts = new Int32Array(holes.length);
    let at = 0;
    for (const [hole, piece] of pieces.entries()) {
      this.#image.set(piece, at);
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
    room.reserve(length);
    room.bytes.set(this.#image.subarray(0, length), room.length);
    room.length += length;
  }

  #build(numbers: ArrayLike<number>, texts: readonly string[]): number {
    const image = this.#image;
    const next = this.#next;
    const [starts, ends, indexes] = [this.#starts, this.#ends, this.#indexes];
    const [known, knownTexts] = [this.#numbers, this.#texts];
    let from = 0;
    let at = 0;
    for (let hole = 0; hole < indexes.length; hole += 1) {
      const start = starts[hole] as number;
      const end = ends[hole] as number;
      const index = indexes[hole] as number;
      if (index >= 0) {
        const value = numbers[index] as number;
        if (value === known[hole]) {
          starts[hole] = start + at - from;
          ends[hole] = end + at - from;
          continue;
        }
        at = copy(image, from, start, next, at);
        starts[hole] = at;
        at = writeNumber(next, at, value, this.#digits[hole] as number);
        known[hole] = value;
      } else {
        const text = texts[-1 - index] as string; // as above
        if (text === knownTexts[hole]) {
          starts[hole] = start + at - from;
          ends[hole] = end + at - from;
          continue;
        }
        at = copy(image, from, start, next, at);
        starts[hole] = at;
        at = writeUtf8(next, at, text);
        knownTexts[hole] = text;
      }
      ends[hole] = at;
      from = end;
    }
    at = copy(image, from, this.#length, next, at);
    this.#image = next;
    this.#next = image;
    this.#length = at;
    return at;
  }

  /** Makes both buffers large enough for whatever the next record holds. */
  #reserve(texts: readonly string[]): void {
    let needed = this.#length + NUMBER_BYTES * this.#indexes.length;
    for (const text of texts) needed += 3 * text.length;
    if (needed <= this.#next.length) return;
    const image = new Uint8Array(2 * needed);
    image.set(this.#image.subarray(0, this.#length));
    this.#image = image;
    this.#next = new Uint8Array(2 * needed);
  }
}

/** Copies bytes `from`..`to`; returns the index after the last one. */
function copy(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
): number {
  if (to - from >= SHORT) target.set(source.subarray(from, to), at);
  else
    for (let index = from; index < to; index += 1)
      target[at + index - from] = source[index] as number;
  return at + to - from;
}
