import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  CR,
  LF,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
  TAB,
} from '../scan/ascii.ts';
import {
  resolveMaxLineBytes,
  type FramedLine,
  type Framer,
  type FramerOptions,
} from './framed-line.ts';
import { createMarkStripper } from './lines.ts';
import { frameLine, LineCarry } from './line-carry.ts';

const RULES = { dropCr: false, mayBeBlank: false } as const;

const isSpace = (byte: number | undefined): boolean =>
  byte === SPACE || byte === LF || byte === CR || byte === TAB;

/** Where in the file the framer is. `broken` parts run to the end of the file. */
type Place =
  | 'before'
  | 'first' // after [: an element or ]
  | 'next' // after a comma: an element
  | 'element'
  | 'after'
  | 'not-an-array'
  | 'goes-on';

/**
 * Splits a whole-file JSON array into its elements (`line` = 1-based element number). An element runs
 * from its first byte that is not white space up to its comma; what it holds is not judged here, so
 * that a bad element fails alone. What cannot be split gives exactly one more item with `broken`
 * set: a file that is no array, an array that is not closed, anything after its end. An empty file
 * has no elements. Memory as for lines.
 * @throws PulseError `option-invalid`
 */
export function createArrayFramer(options: FramerOptions = {}): Framer {
  return new ArrayFramer(resolveMaxLineBytes(options));
}

class ArrayFramer implements Framer {
  readonly #limit: number;
  readonly #carry: LineCarry;
  readonly #mark = createMarkStripper();
  #place: Place = 'before';
  #element = 0;
  #taken = 0;
  /** Inside of the element: open brackets, whether in a text, whether behind a backslash. */
  #depth = 0;
  #inText = false;
  #escaped = false;

  constructor(limit: number) {
    this.#limit = limit;
    this.#carry = new LineCarry(limit, RULES);
  }

  push(chunk: Uint8Array): FramedLine[] {
    this.#taken += chunk.length;
    return this.#take(this.#mark.next(chunk));
  }

  end(): FramedLine[] {
    const items = this.#take(this.#mark.rest());
    const place = this.#place;
    if (place === 'before' || place === 'after') return items;
    this.#element += 1;
    const broken = place === 'not-an-array' || place === 'goes-on' ? place : 'not-closed';
    // after [ or a comma nothing is carried: the item is empty
    return [...items, this.#carry.finish(this.#element, this.#taken, broken)];
  }

  #take(chunk: Uint8Array): FramedLine[] {
    const items: FramedLine[] = [];
    let at = 0;
    while (at < chunk.length) {
      const place = this.#place;
      if (place === 'not-an-array' || place === 'goes-on') {
        this.#carry.add(chunk.subarray(at));
        break;
      }
      const byte = chunk[at];
      if (place !== 'element' && isSpace(byte)) at += 1;
      else if (place === 'before' && byte === OPEN_ARRAY) {
        this.#place = 'first';
        at += 1;
      } else if (place === 'before') this.#place = 'not-an-array';
      else if (place === 'after') this.#place = 'goes-on';
      else if (place === 'first' && byte === CLOSE_ARRAY) {
        this.#place = 'after';
        at += 1;
      } else at = this.#takeElement(chunk, at, items);
    }
    return items;
  }

  /** Takes what of the element lies in the chunk; returns where its rest begins. */
  #takeElement(chunk: Uint8Array, at: number, items: FramedLine[]): number {
    const carry = this.#carry;
    const end = this.#findEnd(chunk, at);
    const to = end < 0 ? chunk.length : end;
    const part = new Uint8Array(chunk.buffer, chunk.byteOffset + at, to - at);
    if (end < 0) {
      this.#place = 'element';
      carry.add(part);
      return to;
    }
    const behind = this.#taken - chunk.length + end + 1;
    this.#element += 1;
    if (carry.length === 0) items.push(frameLine(this.#element, part, this.#limit, RULES, behind));
    else {
      carry.add(part);
      items.push(carry.finish(this.#element, behind));
    }
    this.#place = chunk[end] === COMMA ? 'next' : 'after';
    return end + 1;
  }

  /** Index of the comma or bracket that ends the element, or −1 when it goes on. */
  #findEnd(chunk: Uint8Array, from: number): number {
    let depth = this.#depth;
    let inText = this.#inText;
    let escaped = this.#escaped;
    let end = -1;
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (escaped) escaped = false;
      else if (inText) {
        if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inText = false;
      } else if (byte === QUOTE) inText = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
      else if (depth === 0) {
        if (byte !== COMMA && byte !== CLOSE_ARRAY) continue;
        end = at;
        break;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
    }
    this.#depth = depth;
    this.#inText = inText;
    this.#escaped = escaped;
    return end;
  }
}
