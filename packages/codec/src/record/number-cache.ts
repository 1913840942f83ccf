import { writeNumber } from './write-number.ts';

/** Numbers kept, a power of two, and its exponent. */
const PLACES = 8192;
const PLACE_BITS = 13;
/** A place holds a number, its text and the length of that: half of a line of the processor's cache. */
const PLACE_BYTES = 32;
const TEXT_AT = 8;
const LENGTH_AT = 31;
/** Longer texts are not kept. */
const MOST_TEXT = LENGTH_AT - TEXT_AT;

/**
 * Writes numbers exactly and remembers what it wrote: tables of scenarios ask for the same decimals
 * again and again, and worlds that decay from them pass through the same values. Of the numbers of a
 * light run nine of ten were written before; one that is remembered costs half of one that is not.
 */
export class NumberCache {
  readonly #places = new DataView(new ArrayBuffer(PLACES * PLACE_BYTES));

  /** As `writeNumber` with all digits; as many bytes must be free. */
  write(view: DataView, at: number, value: number): number {
    // an empty place holds a 0, which is never looked up
    if (value === 0) return writeNumber(view, at, value, null);
    const places = this.#places;
    const from = placeOf(value);
    if (places.getFloat64(from, true) === value) {
      view.setFloat64(at, places.getFloat64(from + TEXT_AT, true), true);
      view.setFloat64(at + 8, places.getFloat64(from + TEXT_AT + 8, true), true);
      // the last of these bytes is the length
      view.setFloat64(at + 16, places.getFloat64(from + TEXT_AT + 16, true), true);
      return at + places.getUint8(from + LENGTH_AT);
    }
    const end = writeNumber(view, at, value, null);
    if (end - at > MOST_TEXT) return end;
    for (let byte = 0; byte < MOST_TEXT; byte += 8)
      places.setFloat64(from + TEXT_AT + byte, view.getFloat64(at + byte, true), true);
    places.setUint8(from + LENGTH_AT, end - at);
    places.setFloat64(from, value, true);
    return end;
  }
}

const bits = new DataView(new ArrayBuffer(8));

function placeOf(value: number): number {
  bits.setFloat64(0, value, true);
  const mixed = Math.imul(
    bits.getInt32(0, true) ^ Math.imul(bits.getInt32(4, true), 0x9e3779b1),
    0x85ebca6b,
  );
  return (mixed >>> (32 - PLACE_BITS)) * PLACE_BYTES;
}
