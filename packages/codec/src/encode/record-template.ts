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
 * @param holes where values go that may differ, numbers in record order; everything else is taken
 *   from the example
 * @param cache may be shared with other templates
 * @throws RangeError for numbers that are not in record order (a bug of the caller)
 */
export function createTemplate(
  example: OutputRecord,
  holes: HolePaths,
  options: EncodeOptions = {},
  cache: NumberCache = new NumberCache(),
): RecordTemplate {
  return new ImageTemplate(cutRecord(example, holes, options), cache);
}

/** What is known of the hole of a number, side by side in one array: where it begins and ends, its digits. */
const FACTS = 3;
const [START, END, DIGITS] = [0, 1, 2];

class ImageTemplate implements RecordTemplate {
  /** The example as bytes. */
  readonly #image: ByteText;
  /** By number: what the example has there, and `FACTS` of its hole. */
  readonly #known: Float64Array;
  readonly #facts: Int32Array;
  /** By hole of a text, in record order: index of its text, begin, end, and the numbers before it. */
  readonly #texts: readonly TextHole[];
  readonly #cache: NumberCache;

  constructor({ texts, holes }: CutRecord, cache: NumberCache) {
    this.#cache = cache;
    const image = new ByteText(1024);
    const textHoles: TextHole[] = [];
    const known: number[] = [];
    const facts: number[] = [];
    for (const [hole, { index, digits, value, text }] of holes.entries()) {
      image.writeText(texts[hole] ?? '');
      const start = image.length;
      image.writeText(text);
      const end = image.length;
      if (index < 0) textHoles.push({ index: -1 - index, start, end, text, before: known.length });
      else if (index === known.length) {
        facts.push(start, end, digits ?? EXACT_DIGITS);
        known.push(value);
      } else throw new RangeError(`number ${index} is not in record order`);
    }
    image.writeText(texts.at(-1) ?? '');
    this.#image = image;
    this.#known = Float64Array.from(known);
    this.#facts = Int32Array.from(facts);
    textHoles.push({ ...NO_TEXT, before: known.length });
    this.#texts = textHoles;
  }

  write(numbers: Float64Array, texts: readonly HoleText[], room: ByteRoom): void {
    const image = this.#image;
    const known = this.#known;
    const facts = this.#facts;
    const holes = this.#texts;
    const cache = this.#cache;
    room.reserve(this.#mostBytes(texts));
    const { view } = room;
    let from = 0;
    let at = room.length;
    let number = 0;
    for (let hole = 0; hole < holes.length; hole += 1) {
      const { before, index, start, end, text: same } = holes[hole] as TextHole; // in range
      for (;;) {
        // most numbers are those of the example: this loop is what a light record costs
        while (number < before && numbers[number] === known[number]) number += 1;
        if (number === before) break;
        const fact = number * FACTS;
        at = copyBytes(image, from, facts[fact + START] as number, room, at);
        const value = numbers[number] as number;
        const digits = facts[fact + DIGITS] as number;
        at =
          digits === EXACT_DIGITS
            ? cache.write(view, at, value)
            : writeNumber(view, at, value, digits);
        from = facts[fact + END] as number;
        number += 1;
      }
      if (index < 0) break;
      const text = texts[index] as HoleText; // one per hole
      if (text === same) continue;
      at = copyBytes(image, from, start, room, at);
      at =
        typeof text === 'string'
          ? writeUtf8(room.bytes, at, text)
          : copyBytes(text, 0, text.length, room, at);
      from = end;
    }
    room.length = copyBytes(image, from, image.length, room, at);
  }

  /** How long a record with these texts may be. */
  #mostBytes(texts: readonly HoleText[]): number {
    let most = this.#image.length + NUMBER_BYTES * this.#known.length + SLACK_BYTES;
    for (const text of texts) most += typeof text === 'string' ? 3 * text.length : text.length;
    return most;
  }
}

interface TextHole {
  /** Of its text; −1: there is no hole, the numbers after the last one come before it. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** What the example has there. */
  readonly text: string;
  /** Numbers that stand before it. */
  readonly before: number;
}

const NO_TEXT: TextHole = { index: -1, start: 0, end: 0, text: '', before: 0 };
