import { NUMBER_BYTES, writeNumber } from './write-number.ts';

/** Numbers kept; a power of two. Their texts and keys take 640 KiB. */
const PLACES = 16_384;
const PLACE_BITS = 14;
/** Bytes of a text that are copied whatever its length; few texts are longer. */
const USUAL_BYTES = 24;

/**
 * Writes numbers exactly and remembers what it wrote: tables of scenarios ask for the same decimals
 * again and again, and worlds that decay from them pass through the same values. A number that is
 * remembered costs a fifth of one that has to be printed.
 */
export class NumberCache {
  readonly #values = new Float64Array(PLACES).fill(NaN);
  readonly #lengths = new Uint8Array(PLACES);
  readonly #texts = new DataView(new ArrayBuffer(PLACES * NUMBER_BYTES));
  readonly #bits = new DataView(new ArrayBuffer(8));

  /** As `writeNumber` with all digits; `NUMBER_BYTES` bytes must be free. */
  write(view: DataView, at: number, value: number): number {
    if (value === 0) return writeNumber(view, at, value, null);
    const bits = this.#bits;
    bits.setFloat64(0, value);
    const mixed = Math.imul(bits.getInt32(0) ^ Math.imul(bits.getInt32(4), 0x9e3779b1), 0x85ebca6b);
    const place = mixed >>> (32 - PLACE_BITS);
    const from = place * NUMBER_BYTES;
    const texts = this.#texts;
    if (this.#values[place] === value) {
      const length = this.#lengths[place] as number; // one per place
      view.setFloat64(at, texts.getFloat64(from, true), true);
      view.setFloat64(at + 8, texts.getFloat64(from + 8, true), true);
      view.setFloat64(at + 16, texts.getFloat64(from + 16, true), true);
      if (length > USUAL_BYTES) view.setFloat64(at + 24, texts.getFloat64(from + 24, true), true);
      return at + length;
    }
    const end = writeNumber(view, at, value, null);
    for (let byte = 0; byte < NUMBER_BYTES; byte += 8)
      texts.setFloat64(from + byte, view.getFloat64(at + byte, true), true);
    this.#values[place] = value;
    this.#lengths[place] = end - at;
    return end;
  }
}
