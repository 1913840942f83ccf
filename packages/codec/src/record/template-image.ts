import { ByteText } from './byte-text.ts';
import type { CutRecord } from './encode.ts';
import { EXACT_DIGITS } from './print-number.ts';

/** An example of a record as bytes, and where other records differ from it. */
export interface TemplateImage {
  readonly bytes: ByteText;
  /** By number, in record order: what the example has there. */
  readonly known: Float64Array;
  /** By number: `FACTS` of its hole. */
  readonly facts: Int32Array;
  /** In record order; the last one stands for the end of the record. */
  readonly texts: readonly TextHole[];
}

/** What is known of the hole of a number: where it begins and ends, significant digits. */
export const FACTS = 3;
export const [START, END, DIGITS] = [0, 1, 2];

/** Where a text goes. */
export interface TextHole {
  /** Of its text; −1: there is no hole, the numbers after the last one come before it. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** What the example has there. */
  readonly text: string;
  /** Numbers that stand before it. */
  readonly before: number;
}

/** @throws RangeError for numbers that are not in record order (a bug of the caller) */
export function drawImage({ texts, holes }: CutRecord): TemplateImage {
  const bytes = new ByteText(1024);
  const textHoles: TextHole[] = [];
  const known: number[] = [];
  const facts: number[] = [];
  for (const [hole, { index, digits, value, text }] of holes.entries()) {
    bytes.writeText(texts[hole] ?? '');
    const start = bytes.length;
    bytes.writeText(text);
    const end = bytes.length;
    if (index < 0) textHoles.push({ index: -1 - index, start, end, text, before: known.length });
    else if (index === known.length) {
      facts.push(start, end, digits ?? EXACT_DIGITS);
      known.push(value);
    } else throw new RangeError(`number ${index} is not in record order`);
  }
  bytes.writeText(texts.at(-1) ?? '');
  const { length } = bytes;
  textHoles.push({ index: -1, start: length, end: length, text: '', before: known.length });
  return {
    bytes,
    known: Float64Array.from(known),
    facts: Int32Array.from(facts),
    texts: textHoles,
  };
}
