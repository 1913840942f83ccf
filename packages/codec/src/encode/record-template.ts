import type { OutputRecord } from '@pulse-stream/worldstate';
import { ByteRoom, writeUtf8 } from './byte-room.ts';
import { cutRecord, type CutRecord, type EncodeOptions, type HolePaths } from './encode-record.ts';
import { EXACT_DIGITS } from './print-number.ts';
import { NUMBER_BYTES, writeNumber } from './write-number.ts';

// `as number` below: every index lies inside the arrays, which have one entry per hole

/** Stretches shorter than this are copied byte by byte: a call costs more. */
const SHORT = 64;

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
 * Makes the template of an example. Most bytes of a record (keys, names, what the model alone
 * decides, slots that nobody touched) are those of any other record of the model: they are copied,
 * and only values that differ from those of the example are printed. So the fewer values differ
 * from the example, the better.
 * @param holes where values go that may differ; everything else is taken from the example
 */
export function createTemplate(
  example: OutputRecord,
  holes: HolePaths,
  options: EncodeOptions = {},
): RecordTemplate {
  return new ImageTemplate(cutRecord(example, holes, options));
}

class ImageTemplate implements RecordTemplate {
  /** By hole: index of its number, or −1 − the index of its text. */
  readonly #indexes: Int32Array;
  readonly #digits: Int32Array;
  /** The example as bytes, where its holes begin and end, and what is in them. */
  readonly #image: Uint8Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #numbers: Float64Array;
  readonly #texts: readonly string[];

  constructor({ texts, holes }: CutRecord) {
    const room = new ByteRoom(1024);
    this.#indexes = Int32Array.from(holes, ({ index }) => index);
    this.#digits = Int32Array.from(holes, ({ digits }) => digits ?? EXACT_DIGITS);
    this.#starts = new Int32Array(holes.length);
    this.#ends = new Int32Array(holes.length);
    for (const [hole, { text }] of holes.entries()) {
      room.writeText(texts[hole] ?? '');
      this.#starts[hole] = room.length;
      room.writeText(text);
      this.#ends[hole] = room.length;
    }
    room.writeText(texts.at(-1) ?? '');
    this.#image = room.take();
    this.#numbers = Float64Array.from(holes, ({ value }) => value);
    this.#texts = holes.map(({ text }) => text);
  }

  write(numbers: ArrayLike<number>, texts: readonly string[], room: ByteRoom): void {
    const image = this.#image;
    const [starts, ends, indexes] = [this.#starts, this.#ends, this.#indexes];
    const [known, knownTexts] = [this.#numbers, this.#texts];
    room.reserve(this.#mostBytes(texts));
    const { bytes } = room;
    let from = 0;
    let at = room.length;
    for (let hole = 0; hole < indexes.length; hole += 1) {
      const index = indexes[hole] as number;
      if (index >= 0) {
        const number = numbers[index] as number;
        if (number === known[hole]) continue;
        at = copy(image, from, starts[hole] as number, bytes, at);
        at = writeNumber(bytes, at, number, this.#digits[hole] as number);
      } else {
        const text = texts[-1 - index] as string; // as above
        if (text === knownTexts[hole]) continue;
        at = copy(image, from, starts[hole] as number, bytes, at);
        at = writeUtf8(bytes, at, text);
      }
      from = ends[hole] as number;
    }
    room.length = copy(image, from, image.length, bytes, at);
  }

  /** How long a record with these texts may be. */
  #mostBytes(texts: readonly string[]): number {
    let most = this.#image.length + NUMBER_BYTES * this.#indexes.length;
    for (const text of texts) most += 3 * text.length;
    return most;
  }
}

/** Copies the bytes `from`..`to` of `image` to `at`; returns the index after the last one. */
function copy(image: Uint8Array, from: number, to: number, bytes: Uint8Array, at: number): number {
  if (to - from >= SHORT) bytes.set(image.subarray(from, to), at);
  else
    for (let index = from; index < to; index += 1)
      bytes[at + index - from] = image[index] as number;
  return at + to - from;
}
