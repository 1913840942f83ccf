import {
  BACKSLASH,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  DELETE,
  DOT,
  LARGE_E,
  MINUS,
  NINE,
  OPEN_OBJECT,
  PLUS,
  QUOTE,
  SMALL_E,
  SPACE,
  ZERO,
} from '../scan/ascii.ts';
import type { NameTable } from '../scan/name-table.ts';
import { decodeUtf8 } from '../scan/utf8.ts';
import { cutPiece, type Piece } from './line-piece.ts';
import { findLineHoles, type LineHole } from './line-holes.ts';

// `as number` below: every index was compared with the end before it is read, or reads undefined one
// past the end, which no comparison here takes for a byte

/** Most overrides of a line that is read here. */
const MOST_OVERRIDES = 32;
/** Longest id. */
const MOST_LABEL = 256;
/** Longest number. */
const MOST_NUMBER = 64;
/** Digits of a number m / 10^k whose quotient is the double nearest to it. */
const MOST_DIGITS = 15;
/** 10^0..10^15, exactly. */
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) =>
  Number(`1e${exponent}`),
);
/** Decimals from here on print without an exponent. */
const LEAST_PLAIN = 1e-6;

/**
 * Lines that are byte for byte like one that was decoded, but for the text of their id and the
 * members of their overrides: neighbours of a table mostly are. Such a line needs no scan, no parse
 * and no guard, and no object is made: what is the same was accepted before, and what differs is
 * held to a narrower grammar than the scanner's. What `read` accepts, `decodeLine` accepts with
 * equal values; what it refuses may still be a good line.
 */
export class LineKind {
  /** The id of the line read last lies at these bytes of it; both 0: the kind has none. */
  idFrom = 0;
  idTo = 0;
  /**
   * The overrides of the line read last lie at these bytes of it when all of them are written there as
   * records write them; else both are 0.
   */
  printedFrom = 0;
  printedTo = 0;
  /** The memory that the line read last lies in, and where it begins there. */
  view: DataView;
  offset = 0;
  /** Overrides of the line read last, in its order. */
  count = 0;
  /** By override: index of its name, and value. */
  readonly slots = new Int32Array(MOST_OVERRIDES);
  readonly values = new Float64Array(MOST_OVERRIDES);
  /** By override: where its name (inside the quotes) and its number lie. */
  readonly nameFrom = new Int32Array(MOST_OVERRIDES);
  readonly nameTo = new Int32Array(MOST_OVERRIDES);
  readonly numberFrom = new Int32Array(MOST_OVERRIDES);
  readonly numberTo = new Int32Array(MOST_OVERRIDES);
  /** By override: 1 when the number is written as records write it. */
  readonly isPrinted = new Uint8Array(MOST_OVERRIDES);
  readonly #names: NameTable;
  readonly #holes: readonly LineHole[];
  /** The bytes before, between and after the holes. */
  readonly #pieces: readonly Piece[];
  #bytes: Uint8Array;
  #at = 0;
  /** Whether what was read of the overrides is written as records write it. */
  #isAsPrinted = false;

  constructor(bytes: Uint8Array, holes: readonly LineHole[], names: NameTable) {
    this.#names = names;
    this.#holes = holes;
    this.#bytes = bytes;
    this.view = new DataView(bytes.buffer);
    const ends = [0, ...holes.map(({ to }) => to)];
    const starts = [...holes.map(({ from }) => from), bytes.length];
    this.#pieces = starts.map((start, index) => cutPiece(bytes.slice(ends[index], start)));
  }

  /** @returns false: not of this kind, or a line that needs the whole decoder */
  read(bytes: Uint8Array): boolean {
    this.#bytes = bytes;
    // the lines of a batch share their memory
    if (this.view.buffer !== bytes.buffer) this.view = new DataView(bytes.buffer);
    this.offset = bytes.byteOffset;
    this.#at = 0;
    this.count = 0;
    this.printedFrom = 0;
    this.printedTo = 0;
    const holes = this.#holes;
    for (let index = 0; index < holes.length; index += 1) {
      if (!this.#passPiece(this.#pieces[index] as Piece)) return false; // one more than holes
      const { kind } = holes[index] as LineHole; // in range
      if (!(kind === 'id' ? this.#readId() : this.#readOverrides())) return false;
    }
    return this.#passPiece(this.#pieces[holes.length] as Piece) && this.#at === bytes.length; // as above
  }

  #passPiece({ words, rest, length }: Piece): boolean {
    const bytes = this.#bytes;
    const from = this.#at;
    if (from + length > bytes.length) return false;
    const begin = this.offset + from;
    for (let word = 0; word < words.length; word += 1)
      if (words[word] !== this.view.getFloat64(begin + 8 * word, true)) return false;
    const tail = from + 8 * words.length;
    for (let index = 0; index < rest.length; index += 1)
      if (rest[index] !== bytes[tail + index]) return false;
    this.#at = from + length;
    return true;
  }

  /** Printable ASCII without escapes, up to its closing quote. */
  #readId(): boolean {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    for (; ; at += 1) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) break;
      if (!(byte >= SPACE && byte < DELETE) || byte === BACKSLASH) return false;
    }
    this.idFrom = from;
    this.idTo = at;
    this.#at = at;
    return at > from && at - from <= MOST_LABEL;
  }

  /** An object of numbers; a space may follow each colon and comma. */
  #readOverrides(): boolean {
    const bytes = this.#bytes;
    const from = this.#at;
    if (bytes[from] !== OPEN_OBJECT) return false;
    this.#isAsPrinted = true;
    this.#at += 1;
    if (bytes[this.#at] === CLOSE_OBJECT) this.#at += 1;
    else if (!this.#readMembers()) return false;
    if (this.#isAsPrinted) {
      this.printedFrom = from;
      this.printedTo = this.#at;
    }
    return true;
  }

  /** Up to the closing bracket. */
  #readMembers(): boolean {
    const bytes = this.#bytes;
    for (;;) {
      if (!this.#readOverride()) return false;
      const next = bytes[this.#at];
      this.#at += 1;
      if (next === CLOSE_OBJECT) return true;
      if (next !== COMMA) return false;
      this.#passSpace();
    }
  }

  #passSpace(): void {
    if (this.#bytes[this.#at] !== SPACE) return;
    this.#at += 1;
    this.#isAsPrinted = false;
  }

  #readOverride(): boolean {
    const bytes = this.#bytes;
    const index = this.count;
    if (index === MOST_OVERRIDES || bytes[this.#at] !== QUOTE) return false;
    const from = this.#at + 1;
    let at = from;
    // a quote of an escaped name ends it too early: then no name is found
    while (at < bytes.length && bytes[at] !== QUOTE) at += 1;
    const slot = this.#names.find(bytes, from, at);
    if (slot < 0) return false;
    for (let other = 0; other < index; other += 1) if (this.slots[other] === slot) return false;
    this.slots[index] = slot;
    this.nameFrom[index] = from;
    this.nameTo[index] = at;
    at += 1;
    if (bytes[at] !== COLON) return false;
    this.#at = at + 1;
    this.#passSpace();
    this.count += 1;
    return this.#readNumber(index);
  }

  /** A number, but −0; a decimal of at most 15 digits without an exponent is computed here. */
  #readNumber(index: number): boolean {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = bytes[from] === MINUS ? from + 1 : from;
    const first = at;
    let digits = 0;
    while (isDigit(bytes[at] as number)) {
      digits = digits * 10 + (bytes[at] as number) - ZERO;
      at += 1;
    }
    const whole = at - first;
    const isNegative = first > from;
    if (whole === 0 || (whole > 1 && bytes[first] === ZERO)) return false;
    let decimals = 0;
    if (bytes[at] === DOT) {
      const point = at;
      at += 1;
      while (isDigit(bytes[at] as number)) {
        digits = digits * 10 + (bytes[at] as number) - ZERO;
        at += 1;
      }
      decimals = at - point - 1;
      if (decimals === 0) return false;
    }
    const hasExponent = bytes[at] === SMALL_E || bytes[at] === LARGE_E;
    if (hasExponent || whole + decimals > MOST_DIGITS)
      return this.#parseNumber(index, from, hasExponent ? this.#passExponent(at) : at);
    const size = digits / (POWERS[decimals] as number);
    if (size === 0 && isNegative) return false;
    this.values[index] = isNegative ? -size : size;
    this.numberFrom[index] = from;
    this.numberTo[index] = at;
    // the fewest digits of a decimal of 15 are its own
    const isPrinted = decimals === 0 || (bytes[at - 1] !== ZERO && size >= LEAST_PLAIN);
    this.isPrinted[index] = isPrinted ? 1 : 0;
    if (!isPrinted) this.#isAsPrinted = false;
    this.#at = at;
    return true;
  }

  /** The end of an exponent that begins here; −1: it has no digits. */
  #passExponent(from: number): number {
    const bytes = this.#bytes;
    let at = from + 1;
    if (bytes[at] === MINUS || bytes[at] === PLUS) at += 1;
    const first = at;
    while (isDigit(bytes[at] as number)) at += 1;
    return at === first ? -1 : at;
  }

  /** A number whose nearest double takes more than one division: programs print 17 digits. */
  #parseNumber(index: number, from: number, to: number): boolean {
    if (to < 0 || to - from > MOST_NUMBER) return false;
    const text = decodeUtf8(this.#bytes.subarray(from, to));
    const value = Number(text);
    if (!Number.isFinite(value) || Object.is(value, -0)) return false;
    this.values[index] = value;
    this.numberFrom[index] = from;
    this.numberTo[index] = to;
    // records print the fewest digits, as the language does
    const isPrinted = text === String(value);
    this.isPrinted[index] = isPrinted ? 1 : 0;
    if (!isPrinted) this.#isAsPrinted = false;
    this.#at = to;
    return true;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/**
 * The kind of a line.
 * @param bytes a line that `decodeLine` accepted; copied
 * @param names of slots
 * @returns null: it is not written plainly enough to have one
 */
export function createLineKind(bytes: Uint8Array, names: NameTable): LineKind | null {
  const holes = findLineHoles(bytes);
  return holes === null ? null : new LineKind(bytes, holes, names);
}
