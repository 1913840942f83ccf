import type { OutputRecord } from '@pulse-stream/worldstate';
import { writeUtf8, type ByteRoom } from './byte-room.ts';
import { copyText } from './byte-text.ts';
import { cutRecord, type EncodeOptions, type HolePaths } from './encode.ts';
import { NumberCache } from './number-cache.ts';
import { EXACT_DIGITS } from './print-number.ts';
import { ImageTemplate, mostBytes, type HoleText, type RecordTemplate } from './template.ts';
import { startWriter, type PrintNumber, type Writer } from './start-writer.ts';
import { DIGITS, drawImage, END, FACTS, START, type TemplateImage } from './template-image.ts';
import { writeNumber } from './write-number.ts';

// `as number` below: every index lies inside the arrays, which have one entry per hole

/** Longer texts of a record make it one for the plain template. */
const TEXT_BYTES = 8 * 1024;
/** 1024 numbers that were printed, 32 bytes each: what stays in the nearest cache. */
const PLACES_BYTES = 1024 * 32;
/** What print-decimal.wat makes digits with: 5^0..5^22, 10^0..10^16. */
const POWERS = BigInt64Array.from([
  ...Array.from({ length: 23 }, (_, exponent) => 5n ** BigInt(exponent)),
  ...Array.from({ length: 17 }, (_, exponent) => 10n ** BigInt(exponent)),
]);
/** Copies are made of sixteen bytes at a time. */
const STEP_BYTES = 16;
/** Records are copied out through views of so many bytes more each: one of its own costs a record 2 %. */
const VIEW_BYTES = 64;

/**
 * Makes the template of an example as `createTemplate` does, compiled: the same bytes in less than
 * half of the time, for a fraction of a millisecond and 0.3 MiB once. Where WebAssembly is not to be
 * had it is the plain one.
 * @throws RangeError as `createTemplate`
 */
export function compileTemplate(
  example: OutputRecord,
  holes: HolePaths,
  options: EncodeOptions = {},
  cache: NumberCache = new NumberCache(),
): RecordTemplate {
  const image = drawImage(cutRecord(example, holes, options));
  const map = mapMemory(image);
  const writer = startWriter(map.size, (memory) => bindPrinter(memory, image, map));
  if (writer === null) return new ImageTemplate(image, cache);
  fillMemory(writer.memory, image, map);
  return new CompiledTemplate(image, map, writer, cache);
}

/** Where in the memory of the writer things lie: write-record.wat says what. */
interface MemoryMap {
  readonly numbers: number;
  readonly known: number;
  readonly facts: number;
  readonly holes: number;
  readonly texts: number;
  readonly places: number;
  readonly image: number;
  /** The texts of the record being written. */
  readonly textArea: number;
  readonly output: number;
  readonly size: number;
}

function mapMemory(image: TemplateImage): MemoryMap {
  const { bytes, known, texts } = image;
  let size = 0;
  const add = (length: number): number => {
    const at = size;
    size += STEP_BYTES * (Math.ceil(length / STEP_BYTES) + 1);
    return at;
  };
  // at 0: the writer knows their place
  add(POWERS.byteLength);
  return {
    numbers: add(8 * known.length),
    known: add(8 * known.length),
    facts: add(16 * known.length),
    holes: add(16 * texts.length),
    texts: add(8 * texts.length),
    places: add(PLACES_BYTES),
    image: add(bytes.length),
    textArea: add(TEXT_BYTES),
    output: add(mostBytes(image, TEXT_BYTES) + VIEW_BYTES),
    size,
  };
}

function bindPrinter(
  memory: ArrayBuffer,
  { known, facts }: TemplateImage,
  map: MemoryMap,
): PrintNumber {
  const view = new DataView(memory);
  const numbers = new Float64Array(memory, map.numbers, known.length);
  return (at, offset) => {
    const number = offset / 8;
    const digits = facts[number * FACTS + DIGITS] as number;
    const value = numbers[number] as number;
    return writeNumber(view, at, value, digits === EXACT_DIGITS ? null : digits);
  };
}

function fillMemory(memory: ArrayBuffer, image: TemplateImage, map: MemoryMap): void {
  const { bytes, known, facts, texts } = image;
  new BigInt64Array(memory).set(POWERS);
  new Uint8Array(memory).set(bytes.bytes.subarray(0, bytes.length), map.image);
  new Float64Array(memory, map.known).set(known);
  const factWords = new Int32Array(memory, map.facts);
  for (let number = 0; number < known.length; number += 1) {
    const fact = number * FACTS;
    factWords[4 * number] = map.image + (facts[fact + START] as number);
    factWords[4 * number + 1] = map.image + (facts[fact + END] as number);
    factWords[4 * number + 2] = facts[fact + DIGITS] as number;
  }
  const holeWords = new Int32Array(memory, map.holes);
  for (const [hole, { index, start, end, before }] of texts.entries())
    holeWords.set([8 * before, map.image + start, map.image + end, 8 * index], 4 * hole);
}

class CompiledTemplate implements RecordTemplate {
  readonly numbers: Float64Array;
  readonly #map: MemoryMap;
  readonly #imageEnd: number;
  readonly #write: Writer['write'];
  readonly #memory: Pick<ByteRoom, 'bytes' | 'view'>;
  /** By index of a text: where it begins and ends. */
  readonly #ends: Int32Array;
  /** Views of the output, by their length in `VIEW_BYTES`. */
  readonly #views: Uint8Array[] = [];
  /** Writes what does not fit into the memory. */
  readonly #plain: ImageTemplate;

  constructor(image: TemplateImage, map: MemoryMap, writer: Writer, cache: NumberCache) {
    const { memory } = writer;
    const texts = image.texts.reduce((count, { index }) => Math.max(count, index + 1), 0);
    this.numbers = new Float64Array(memory, map.numbers, image.known.length);
    this.#map = map;
    this.#imageEnd = map.image + image.bytes.length;
    this.#write = writer.write;
    this.#memory = { bytes: new Uint8Array(memory), view: new DataView(memory) };
    this.#ends = new Int32Array(memory, map.texts, 2 * texts);
    this.#plain = new ImageTemplate(image, cache, this.numbers);
  }

  write(texts: readonly HoleText[], room: ByteRoom): void {
    if (!this.#placeTexts(texts)) return this.#plain.write(texts, room);
    const { image, known, numbers, facts, holes, texts: ends, places, output } = this.#map;
    const end = this.#write(
      image,
      this.#imageEnd,
      known,
      numbers,
      facts,
      holes,
      ends,
      places,
      output,
    );
    const view = this.#viewOf(end - output);
    room.reserve(view.length);
    room.bytes.set(view, room.length);
    room.length += end - output;
  }

  /** The output up to here and a little further. */
  #viewOf(length: number): Uint8Array {
    const steps = Math.ceil(length / VIEW_BYTES);
    const { output } = this.#map;
    return (this.#views[steps] ??= this.#memory.bytes.subarray(
      output,
      output + VIEW_BYTES * steps,
    ));
  }

  /** @returns false: there is no room for them */
  #placeTexts(texts: readonly HoleText[]): boolean {
    const memory = this.#memory;
    const ends = this.#ends;
    let at = this.#map.textArea;
    const last = at + TEXT_BYTES;
    for (let place = 0; place < ends.length; place += 2) {
      const text = texts[place / 2] as HoleText; // one per hole
      const isText = typeof text === 'string';
      if (at + (isText ? 3 : 1) * text.length > last) return false;
      ends[place] = at;
      at = isText ? writeUtf8(memory.bytes, at, text) : copyText(text, memory, at);
      ends[place + 1] = at;
    }
    return true;
  }
}
