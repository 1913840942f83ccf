import { skipSpace } from './skip-space.ts';
import {
  BACKSLASH,
  COLON,
  COMMA,
  DELETE,
  DOT,
  MINUS,
  NINE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  PLUS,
  QUOTE,
  SPACE,
  ZERO,
} from './ascii.ts';
import { KeyLedger, type KeyFault } from './key-ledger.ts';
import { decodeUtf8, sequenceLength } from './utf8.ts';

// `as number` below: every index was compared with the end before it is read, or an index one past
// the end reads undefined, which no comparison here takes for a byte

/** Deepest nesting of a line: `{"a":[1]}` is two levels deep. */
export const MAX_DEPTH = 64;
/** Most values (objects, arrays, strings, numbers, words) of a line. */
export const MAX_NODES = 100_000;

/** Bounds of what a line may hold. */
export interface ScanLimits {
  /** 1..64 */
  readonly depth: number;
  readonly nodes: number;
}

/** Why the scanner stopped: not JSON ("syntax"), or one of the rules stricter than JSON. */
export type ScanFault =
  | 'syntax'
  | 'utf8'
  | 'lone-surrogate'
  | 'number-overflow'
  | 'depth'
  | 'nodes'
  | KeyFault;

/** What would have been right at the place of a syntax fault. */
export type Expected = 'value' | 'key' | 'colon' | 'comma' | 'end' | 'string' | 'escape' | 'number';

/** U+0080 to U+009F in UTF-8: this byte and one below `C1_END`. */
const C1_LEAD = 0xc2;
const C1_END = 0xa0;

/** Longest integer that needs no look at its value: 10^300 is a double. */
const SAFE_DIGITS = 300;

/** 1 for bytes a string can hold without a second look: ASCII but controls, quote, backslash. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte < DELETE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

const NONE: ReadonlySet<number> = new Set();
const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

/**
 * Checks that bytes are one JSON value under rules stricter than JSON (RELIABILITY.md §1), in one
 * pass and without allocation unless an object has escaped or very many keys. What it accepts,
 * JSON.parse accepts. The fields tell how the last scan ended; an instance is scratch memory for one
 * scan at a time.
 */
export class JsonScanner {
  /** Why the last scan stopped; null when the bytes were accepted. */
  fault: ScanFault | null = null;
  /** Byte of the fault: the opening quote of a key, the first byte of a number, else the byte itself. */
  at = 0;
  expected: Expected = 'value';
  /** A number was written that may parse to −0. */
  mayHoldNegativeZero = false;
  private passed: ReadonlySet<number> = NONE;
  private escaped = false;
  private hasControl = false;
  /** The bracket that opened each level. */
  private readonly brackets = new Uint8Array(MAX_DEPTH + 1);
  private readonly keys = new KeyLedger(MAX_DEPTH);

  /**
   * @param bytes one line without its line end
   * @param start where the value may begin
   * @param passed bytes at which a key may be wrong, as an earlier scan found
   * @returns whether it is one acceptable JSON value; else `fault`, `at` and `expected` say why not
   */
  scan(
    bytes: Uint8Array,
    start: number,
    limits: ScanLimits,
    passed: ReadonlySet<number> = NONE,
  ): boolean {
    this.fault = null;
    this.passed = passed;
    this.mayHoldNegativeZero = false;
    this.keys.reset();
    const end = bytes.length;
    const brackets = this.brackets;
    let depth = 0;
    let nodes = 0;
    let at = start;
    for (;;) {
      at = skipSpace(bytes, at);
      if (at >= end) return this.refuse('syntax', end, 'value');
      const byte = bytes[at] as number;
      nodes += 1;
      if (nodes > limits.nodes) return this.refuse('nodes', at);
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (depth === limits.depth) return this.refuse('depth', at);
        depth += 1;
        brackets[depth] = byte;
        at = skipSpace(bytes, at + 1);
        const isObject = byte === OPEN_OBJECT;
        if (isObject) this.keys.open(depth);
        if (bytes[at] !== byte + 2) {
          // not empty: the closing bracket is two code points after the opening one
          if (isObject) at = this.key(bytes, at, depth);
          if (at < 0) return false;
          continue;
        }
        at += 1;
        depth -= 1;
      } else if (byte === QUOTE) at = this.string(bytes, at + 1) + 1;
      else if (byte === MINUS || isDigit(byte)) at = this.number(bytes, at);
      else at = this.word(bytes, at);
      if (this.fault !== null) return false;

      for (;;) {
        at = skipSpace(bytes, at);
        if (depth === 0) return at === end || this.refuse('syntax', at, 'end');
        if (at >= end) return this.refuse('syntax', end, 'comma');
        const bracket = brackets[depth] as number;
        const next = bytes[at] as number;
        if (next === COMMA) {
          at += 1;
          if (bracket === OPEN_OBJECT) at = this.key(bytes, at, depth);
          if (at < 0) return false;
          break;
        }
        if (next !== bracket + 2) return this.refuse('syntax', at, 'comma');
        if (bracket === OPEN_OBJECT) this.keys.close(depth);
        depth -= 1;
        at += 1;
      }
    }
  }

  private refuse(fault: ScanFault, at: number, expected: Expected = 'value'): false {
    this.fault = fault;
    this.at = at;
    this.expected = expected;
    return false;
  }

  private stop(fault: ScanFault, at: number, expected: Expected = 'value'): number {
    this.refuse(fault, at, expected);
    return -1;
  }

  /** Scans `"key" :` and returns the index after the colon, or −1. */
  private key(bytes: Uint8Array, from: number, depth: number): number {
    const open = skipSpace(bytes, from);
    if (bytes[open] !== QUOTE) return this.stop('syntax', open, 'key');
    const close = this.string(bytes, open + 1);
    if (close < 0) return -1;
    const fault = this.hasControl
      ? 'control-in-key'
      : this.keys.add(bytes, depth, open + 1, close, this.escaped);
    if (fault !== null && !this.passed.has(open)) return this.stop(fault, open);
    const colon = skipSpace(bytes, close + 1);
    return bytes[colon] === COLON ? colon + 1 : this.stop('syntax', colon, 'colon');
  }

  /** Scans a string from behind its opening quote; returns the index of the closing one, or −1. */
  private string(bytes: Uint8Array, from: number): number {
    const end = bytes.length;
    this.escaped = false;
    this.hasControl = false;
    let at = from;
    for (;;) {
      while (at < end && PLAIN[bytes[at] as number] === 1) at += 1;
      if (at >= end) return this.stop('syntax', end, 'string');
      const byte = bytes[at] as number;
      if (byte === QUOTE) return at;
      if (byte === BACKSLASH) {
        this.escaped = true;
        at = this.escape(bytes, at);
        if (at < 0) return -1;
      } else if (byte >= 0x80) {
        if (byte === C1_LEAD && (bytes[at + 1] as number) < C1_END) this.hasControl = true;
        const length = sequenceLength(bytes, at);
        if (length === 0) return this.stop('utf8', at);
        at += length;
      } else if (byte === DELETE) {
        this.hasControl = true;
        at += 1;
      } else return this.stop('syntax', at, 'string');
    }
  }

  /** Scans an escape from its backslash (a surrogate pair as one); returns the index after it, or −1. */
  private escape(bytes: Uint8Array, from: number): number {
    if (from + 1 >= bytes.length) return this.stop('syntax', bytes.length, 'string');
    switch (bytes[from + 1]) {
      case QUOTE:
      case BACKSLASH:
      case 0x2f: // /
      case 0x62: // b
      case 0x66: // f
      case 0x6e: // n
      case 0x72: // r
      case 0x74: // t
        return from + 2;
      case 0x75: {
        const unit = readHex4(bytes, from + 2);
        if (unit < 0) return this.stop('syntax', from, 'escape');
        if (unit < 0xd800 || unit > 0xdfff) return from + 6;
        const isPair =
          unit < 0xdc00 &&
          bytes[from + 6] === BACKSLASH &&
          bytes[from + 7] === 0x75 &&
          readHex4(bytes, from + 8) >> 10 === 0xdc00 >> 10;
        return isPair ? from + 12 : this.stop('lone-surrogate', from);
      }
      default:
        return this.stop('syntax', from, 'escape');
    }
  }

  /** Scans a number from its first byte; returns the index after it, or −1. */
  private number(bytes: Uint8Array, start: number): number {
    const negative = bytes[start] === MINUS;
    let at = negative ? start + 1 : start;
    const first = bytes[at] as number;
    if (!isDigit(first)) return this.stop('syntax', start, 'number');
    let isZero = first === ZERO;
    at += 1;
    if (isZero && isDigit(bytes[at] as number)) return this.stop('syntax', start, 'number');
    while (isDigit(bytes[at] as number)) at += 1;
    let isLong = at - start > SAFE_DIGITS;
    if (bytes[at] === DOT) {
      at += 1;
      if (!isDigit(bytes[at] as number)) return this.stop('syntax', start, 'number');
      for (; isDigit(bytes[at] as number); at++) if (bytes[at] !== ZERO) isZero = false;
    }
    if (((bytes[at] as number) | 0x20) === 0x65) {
      at += 1;
      if (bytes[at] === PLUS || bytes[at] === MINUS) at += 1;
      if (!isDigit(bytes[at] as number)) return this.stop('syntax', start, 'number');
      while (isDigit(bytes[at] as number)) at += 1;
      isLong = true;
    }
    if (isLong) {
      const value = Number(decodeUtf8(bytes.subarray(start, at)));
      if (!Number.isFinite(value)) return this.stop('number-overflow', start);
      isZero = value === 0;
    }
    if (negative && isZero) this.mayHoldNegativeZero = true;
    return at;
  }

  /** Scans true, false or null; returns the index after it, or −1. */
  private word(bytes: Uint8Array, start: number): number {
    const word = WORDS[bytes[start] as number];
    if (word === undefined) return this.stop('syntax', start, 'value');
    for (let index = 1; index < word.length; index++)
      if (bytes[start + index] !== word[index]) return this.stop('syntax', start, 'value');
    return start + word.length;
  }
}

/** true, false and null by their first byte. */
const WORDS: (Uint8Array | undefined)[] = Array.from({ length: 256 });
for (const word of ['true', 'false', 'null'])
  WORDS[word.charCodeAt(0)] = new TextEncoder().encode(word);

/** Value of four hexadecimal digits, or −1. */
function readHex4(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from; at < from + 4; at++) {
    const byte = bytes[at] as number;
    const letter = (byte | 0x20) - 0x61;
    if (isDigit(byte)) value = value * 16 + byte - ZERO;
    else if (letter >= 0 && letter < 6) value = value * 16 + letter + 10;
    else return -1;
  }
  return value;
}
