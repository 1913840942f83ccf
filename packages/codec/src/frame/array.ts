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
  const limit = resolveMaxLineBytes(options);
  const carry = new LineCarry(limit, RULES);
  const mark = createMarkStripper();
  let place: Place = 'before';
  let element = 0;
  let depth = 0;
  let inText = false;
  let escaped = false;
  let taken = 0;

  /** Index of the comma or bracket that ends the element, or −1 when it goes on. */
  const findEnd = (chunk: Uint8Array, from: number): number => {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (escaped) escaped = false;
      else if (inText) {
        if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inText = false;
      } else if (byte === QUOTE) inText = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
      else if (depth === 0) {
        if (byte === COMMA || byte === CLOSE_ARRAY) return at;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
    }
    return -1;
  };

  const take = (chunk: Uint8Array): FramedLine[] => {
    const items: FramedLine[] = [];
    const start = taken - chunk.length;
    let at = 0;
    const emit = (part: Uint8Array, end: number): void => {
      element += 1;
      if (carry.length === 0) items.push(frameLine(element, part, limit, RULES, start + end));
      else {
        carry.add(part);
        items.push(carry.finish(element, start + end));
      }
    };
    while (at < chunk.length) {
      if (place === 'not-an-array' || place === 'goes-on') {
        carry.add(chunk.subarray(at));
        break;
      }
      const byte = chunk[at];
      if (place !== 'element' && isSpace(byte)) at += 1;
      else if (place === 'before' && byte === OPEN_ARRAY) {
        place = 'first';
        at += 1;
      } else if (place === 'before') place = 'not-an-array';
      else if (place === 'after') place = 'goes-on';
      else if (place === 'first' && byte === CLOSE_ARRAY) {
        place = 'after';
        at += 1;
      } else {
        place = 'element';
        const end = findEnd(chunk, at);
        const to = end < 0 ? chunk.length : end;
        const part = new Uint8Array(chunk.buffer, chunk.byteOffset + at, to - at);
        if (end < 0) {
          carry.add(part);
          break;
        }
        emit(part, end + 1);
        place = chunk[end] === COMMA ? 'next' : 'after';
        at = end + 1;
      }
    }
    return items;
  };

  return {
    push(chunk) {
      taken += chunk.length;
      return take(mark.next(chunk));
    },
    end() {
      const items = take(mark.rest());
      if (place === 'before' || place === 'after') return items;
      element += 1;
      const broken = place === 'not-an-array' || place === 'goes-on' ? place : 'not-closed';
      // after [ or a comma nothing is carried: the item is empty
      return [...items, carry.finish(element, taken, broken)];
    },
  };
}
