import {
  createArrayFramer,
  createFramer,
  type FramedLine,
  type Framer,
  type FramerOptions,
} from '@pulse-stream/codec';
import { createCsvFramer } from '@pulse-stream/codec/internal';
import { followJson } from './json-prefix.ts';

/** Bytes of the input looked at to tell its form. */
export const HEAD_BYTES = 64 * 1024;

/**
 * How an input is cut into scenarios: `lines`: each line is one; `array`: the whole input is a JSON
 * array of them; `object`: the whole input is one; `csv`: a table, one in each row.
 */
export type Framing = 'lines' | 'array' | 'object' | 'csv';

const LF = 0x0a;
const OPENS_ARRAY = 0x5b;
const OPENS_OBJECT = 0x7b;
const MARK = [0xef, 0xbb, 0xbf];
const hasMark = (bytes: Uint8Array) => MARK.every((byte, at) => bytes[at] === byte);

/**
 * Tells the form of an input from its name and its first bytes.
 * - `.csv` (or `.csv.gz`) is a table.
 * - `.json` (or `.json.gz`) beginning with `[` is an array; beginning with `{` it is one object,
 *   unless that object closes and something follows it: then it is lines under a wrong suffix.
 * - Everything else is lines, unless it begins with an array that goes on after its first line and
 *   keeps to the form of JSON as far as the head reaches. A `[…]` that closes on its line is a
 *   line like any other.
 * The answer never depends on how the bytes were cut: more bytes never change a given answer.
 * @param head the first bytes, up to HEAD_BYTES of them
 * @param complete true when the whole input is in `head`
 * @returns null when more bytes are needed
 */
export function chooseFraming(path: string, head: Uint8Array, complete: boolean): Framing | null {
  const decided = complete || head.length >= HEAD_BYTES;
  const start = firstVisible(head);
  if (/\.csv(\.gz)?$/i.test(path))
    return decided || head.subarray(start).includes(LF) ? 'csv' : null;
  if (start === head.length || (!decided && mayBecomeMark(head))) return decided ? 'lines' : null;
  const byte = head[start];
  const isJsonFile = /\.json(\.gz)?$/i.test(path);
  if (byte === OPENS_ARRAY && isJsonFile) return 'array';
  if (byte !== OPENS_ARRAY && !(byte === OPENS_OBJECT && isJsonFile)) return 'lines';

  const body = head.subarray(start, HEAD_BYTES);
  const prefix = followJson(body);
  const spansLines = body.subarray(0, prefix.end).includes(LF);
  if (prefix.state === 'broken') return isJsonFile && spansLines ? 'object' : 'lines';
  if (prefix.state === 'closed') {
    if (!isJsonFile && !spansLines) return 'lines';
    const followed = firstVisible(body.subarray(prefix.end)) < body.length - prefix.end;
    if (followed) return 'lines';
  }
  if (!decided) return null;
  if (isJsonFile) return 'object';
  return spansLines ? 'array' : 'lines';
}

/**
 * The framer for an input: see `chooseFraming`. An input that is one object gives one item, line 1.
 * @param head the first bytes, as `InputSource.head` gives them
 */
export function chooseFramer(path: string, head: Uint8Array, options: FramerOptions = {}): Framer {
  const framing = chooseFraming(path, head, true);
  if (framing === 'csv') return createCsvFramer(path, head, options);
  if (framing === 'array') return createArrayFramer(options);
  return framing === 'object' ? createObjectFramer(options) : createFramer(options);
}

/** One object, on however many lines, as the only element of an array. */
function createObjectFramer(options: FramerOptions): Framer {
  const framer = createArrayFramer(options);
  let taken = 0;
  // Bytes that may still be a byte order mark; null once the array is open.
  let start: Uint8Array | null = new Uint8Array(0);

  const open = (bytes: Uint8Array): FramedLine[] => {
    start = null;
    const body = hasMark(bytes) ? bytes.subarray(MARK.length) : bytes;
    return [...framer.push(OPENING), ...framer.push(body)];
  };
  return {
    push(chunk) {
      taken += chunk.length;
      if (start === null) return framer.push(chunk);
      start = Uint8Array.from([...start, ...chunk]);
      return start.length < MARK.length ? [] : open(start);
    },
    end() {
      const items = start === null ? [] : open(start);
      const all = [...items, ...framer.push(CLOSING), ...framer.end()];
      // The brackets are ours: offsets are those of the input, which is all taken.
      return all.map((item) => ({ ...item, end: taken }));
    },
  };
}
const OPENING = Uint8Array.of(OPENS_ARRAY);
const CLOSING = Uint8Array.of(0x5d);

/** Whether bytes are the beginning of a byte order mark, or all of it. */
function mayBecomeMark(bytes: Uint8Array): boolean {
  return bytes.length <= MARK.length && bytes.every((byte, at) => byte === MARK[at]);
}

/** Index of the first byte that is neither white space nor a byte order mark at the start. */
export function firstVisible(bytes: Uint8Array): number {
  let index = hasMark(bytes) ? MARK.length : 0;
  while (index < bytes.length && isBlank(bytes[index])) index++;
  return index;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
