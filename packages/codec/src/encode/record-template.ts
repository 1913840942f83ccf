import type { OutputRecord } from '@pulse-stream/worldstate';
import { ByteRoom, writeUtf8 } from './byte-room.ts';
import { ByteText, copyBytes, SLACK_BYTES } from './byte-text.ts';
import { cutRecord, type CutRecord, type EncodeOptions, type HolePaths } from './encode-record.ts';
import { NumberCache } from './number-cache.ts';
import { EXACT_DIGITS } from './print-number.ts';
import { NUMBER_BYTES, writeNumber } from './write-number.ts';

// `as number` below: every index lies inside the arrays, which have one entry per hole

/** JSON for a hole: as text, or as bytes that are used again. */
export type HoleText = string | ByteText;

/** Writes records that differ from an example only in known places. */
export interface RecordTemplate {
  /**
   * Appends the record that has these values in the holes, as `encodeRecord` would write it.
   * @param numbers by index of the hole
   * @param texts JSON by index of the hole
   * @throws UnprintableError for NaN and infinities
   */
  write(numbers: Float64Array, texts: readonly HoleText[], room: ByteRoom): void;
}

/**
 * Makes the template of an example. Most bytes of a record (keys, names, what the model alone
 * decides, slots that nobody touched) are those of any other record of the model: they are copied,
 * and only values that differ from those of the example are printed. So the fewer values differ
 * from the example, the better.
 * @param holes where values go that may differ; everything else is taken from the example
 * @param cache may be shared with other templates
 */
export function createTemplate(
  example: OutputRecord,
  holes: HolePaths,
  options: EncodeOptions = {},
  cache: NumberCache = new NumberCache(),
): RecordTemplate {
  return new ImageTemplate(cutRecord(example, holes, options), cache);
}

class ImageTemplate implements RecordTemplate {
  /** By hole: index of its number, or −1 − the index of its text. */
  readonly #indexes: Int32Array;
  readonly #digits: Int32Array;
  /** The example as bytes, where its holes begin and end, and what is in them. */
  readonly #image: ByteText;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #numbers: Float64Array;
  readonly #texts: readonly string[];
  readonly #cache: NumberCache;

  constructor({ texts, holes }: CutRecord, cache: NumberCache) {
    this.#cache = cache;
    const image = new ByteText(1024);
    this.#indexes = Int32Array.from(holes, ({ index }) => index);
    this.#digits = Int32Array.from(holes, ({ digits }) => digits ?? EXACT_DIGITS);
    this.#starts = new Int32Array(holes.length);
    this.#ends = new Int32Array(holes.length);
    for (const [hole, { text }] of holes.entries()) {
      image.writeText(texts[hole] ?? '');
      this.#starts[hole] = image.length;
      image.writeText(text);
      this.#ends[hole] = image.length;
    }
    image.writeText(texts.at(-1) ?? '');
    this.#image = image;
    this.#numbers = Float64Array.from(holes, ({ value }) => value);
    this.#texts = holes.map(({ text }) => text);
  }

  write(numbers: Float64Array, texts: readonly HoleText[], room: ByteRoom): void {
    const image = this.#image;
    const [starts, ends, indexes, digits] = [this.#starts, this.#ends, this.#indexes, this.#digits];
    const known = this.#numbers;
    const cache = this.#cache;
    room.reserve(this.#mostBytes(texts));
    const { view } = room;
    let from = 0;
    let at = room.length;
    for (let hole = 0; hole < indexes.length; hole += 1) {
      const index = indexes[hole] as number;
      if (index >= 0) {
        const number = numbers[index] as number;
        if (number === known[hole]) continue;
        at = copyBytes(image, from, starts[hole] as number, room, at);
        const places = digits[hole] as number;
        at =
          places === EXACT_DIGITS
            ? cache.write(view, at, number)
            : writeNumber(view, at, number, places);
      } else {
        const text = texts[-1 - index] as HoleText; // as above
        if (text === this.#texts[hole]) continue;
        at = copyBytes(image, from, starts[hole] as number, room, at);
        at =
          typeof text === 'string'
            ? writeUtf8(room.bytes, at, text)
            : copyBytes(text, 0, text.length, room, at);
      }
      from = ends[hole] as number;
    }
    room.length = copyBytes(image, from, image.length, room, at);
  }

  /** How long a record with these texts may be. */
  #mostBytes(texts: readonly HoleText[]): number {
    let most = this.#image.length + NUMBER_BYTES * this.#indexes.length + SLACK_BYTES;
    for (const text of texts) most += typeof text === 'string' ? 3 * text.length : text.length;
    return most;
  }
}
