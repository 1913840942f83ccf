import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  RECORD_SEPARATOR,
} from '../scan/ascii.ts';
import { skipSpace } from '../scan/skip-space.ts';
import { readKey } from '../scan/key-ledger.ts';
import { decodeUtf8 } from '../scan/utf8.ts';

// `as number` below: one past the end reads undefined, which is no byte

/** A part of a line that differs from those of its neighbours. */
export interface LineHole {
  readonly kind: 'id' | 'overrides';
  readonly from: number;
  readonly to: number;
}

/** One key of a line and the place of its value. */
interface Member {
  readonly key: string;
  readonly isEscaped: boolean;
  readonly from: number;
  readonly to: number;
}

/** The keys at the top of one JSON object that the scanner accepted, in its order. */
function* listMembers(bytes: Uint8Array, start: number): Generator<Member> {
  let at = skipSpace(bytes, start);
  for (;;) {
    at = skipSpace(bytes, at + 1);
    if (bytes[at] !== QUOTE) return;
    const close = endOfText(bytes, at);
    const key = readKey(bytes, at + 1, close - 1);
    // behind the colon
    const from = skipSpace(bytes, skipSpace(bytes, close) + 1);
    const to = endOfValue(bytes, from);
    yield { key, isEscaped: key.length !== close - at - 2, from, to };
    at = skipSpace(bytes, to);
    if (bytes[at] !== COMMA) return;
  }
}

/**
 * Where the text of the id (inside its quotes) and the object of the overrides lie.
 * @param bytes one JSON object, accepted by the scanner
 * @returns in the order of the line; null: a key is escaped, or the line begins with a separator
 */
export function findLineHoles(bytes: Uint8Array): LineHole[] | null {
  const holes: LineHole[] = [];
  if (bytes[skipSpace(bytes, 0)] !== OPEN_OBJECT) return null;
  for (const { key, isEscaped, from, to } of listMembers(bytes, 0)) {
    if (isEscaped) return null;
    if (key === 'id') holes.push({ kind: 'id', from: from + 1, to: to - 1 });
    if (key === 'state_overrides') holes.push({ kind: 'overrides', from, to });
  }
  return holes;
}

/**
 * The `meta` of a line as it stands there: a parsed value has lost the digits of large numbers. Line
 * breaks between its values, which an element of a JSON array may have, become spaces.
 * @param bytes a line that `decodeLine` accepted
 * @returns null: the line has none
 */
export function readMetaText(bytes: Uint8Array): string | null {
  const start = bytes[0] === RECORD_SEPARATOR ? 1 : 0;
  for (const { key, from, to } of listMembers(bytes, start))
    if (key === 'meta') return decodeUtf8(bytes.subarray(from, to)).replaceAll(/[\r\n]/g, ' ');
  return null;
}

/** The index after the text that opens at `from`. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** The index after the value that begins at `from`. */
function endOfValue(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length;) {
    const byte = bytes[at] as number;
    const closes = byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;
    // a number or a word ends before what follows it
    if (depth === 0 && (closes || byte === COMMA)) return at;
    if (closes) depth -= 1;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    at = byte === QUOTE ? endOfText(bytes, at) : at + 1;
    if (depth === 0 && (closes || byte === QUOTE)) return at;
  }
  return bytes.length;
}
