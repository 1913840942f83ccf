import type { OutputRecord } from '@pulse-stream/worldstate';
import { writeUtf8, type ByteRoom } from './byte-room.ts';
import { copyBytes, copyText, SLACK_BYTES, type ByteText } from './byte-text.ts';
import { cutRecord, type EncodeOptions, type HolePaths } from './encode.ts';
import { NumberCache } from './number-cache.ts';
import { EXACT_DIGITS } from './print-number.ts';
import {
  DIGITS,
  drawImage,
  END,
  FACTS,
  START,
  type TemplateImage,
  type TextHole,
} from './template-image.ts';
import { NUMBER_BYTES, writeNumber } from './write-number.ts';

// `as number` below: every index lies inside the arrays, which have one entry per hole

/** JSON for a hole: as text, or as bytes that are used again. */
export type HoleText = string | ByteText;

/** Writes records that differ from an example only in known places. */
export interface RecordTemplate {
  /** By index of the hole: to be filled before every `write`, always the same array. */
  readonly numbers: Float64Array;
  /**
   * Appends the record that has these values in the holes, as `encodeRecord` would write it.
   * @param texts JSON by index of the hole
   * @throws UnprintableError for NaN and infinities
   */
  write(texts: readonly HoleText[], room: ByteRoom): void;
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
  return new ImageTemplate(drawImage(cutRecord(example, holes, options)), cache);
}

/** Copies the image of the example piece by piece. */
export class ImageTemplate implements RecordTemplate {
  readonly numbers: Float64Array;
  readonly #image: TemplateImage;
  readonly #cache: NumberCache;

  /** @param numbers as many as the image has */
  constructor(
    image: TemplateImage,
    cache: NumberCache,
    numbers: Float64Array = new Float64Array(image.known.length),
  ) {
    this.numbers = numbers;
    this.#image = image;
    this.#cache = cache;
  }

  write(texts: readonly HoleText[], room: ByteRoom): void {
    const { bytes: image, known, facts, texts: holes } = this.#image;
    const { numbers } = this;
    const cache = this.#cache;
    room.reserve(mostBytes(this.#image, sumLengths(texts)));
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
      at = typeof text === 'string' ? writeUtf8(room.bytes, at, text) : copyText(text, room, at);
      from = end;
    }
    room.length = copyBytes(image, from, image.length, room, at);
  }
}

/** How long a record with texts of so many bytes may be. */
export function mostBytes({ bytes, known }: TemplateImage, textBytes: number): number {
  return bytes.length + NUMBER_BYTES * known.length + textBytes + SLACK_BYTES;
}

/** Bytes at most. */
function sumLengths(texts: readonly HoleText[]): number {
  let most = 0;
  for (const text of texts) most += typeof text === 'string' ? 3 * text.length : text.length;
  return most;
}
