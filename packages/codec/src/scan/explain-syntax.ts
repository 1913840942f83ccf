import { shorten } from './format-path.ts';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  CR,
  hasByteOrderMark,
  LF,
  MINUS,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  RECORD_SEPARATOR,
  SPACE,
  TAB,
} from './ascii.ts';
import type { Expected } from './json-scanner.ts';
import { decodeUtf8, sequenceLength } from './utf8.ts';

/** What a message says and what would have been right. */
export interface Explanation {
  readonly message: string;
  readonly hint?: string | undefined;
}

const WANTED: Record<Expected, string> = {
  value: 'a value',
  key: 'a key in double quotes',
  colon: 'a colon',
  comma: 'a comma or a closing bracket',
  end: 'the end of the line',
  string: 'the closing quote',
  escape: 'an escape',
  number: 'a number',
};

const NO_NUMBER = 'JSON has finite numbers only: leave the key out or write a number';
const DOUBLE_QUOTES = 'keys and texts stand in double quotes';

/** Words people write for what JSON spells otherwise. */
const WORD_HINTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    nan: NO_NUMBER,
    infinity: NO_NUMBER,
    inf: NO_NUMBER,
    none: 'write null, or leave the key out',
    undefined: 'write null, or leave the key out',
    null: 'write null in lower case',
    true: 'write true in lower case',
    false: 'write false in lower case',
  }),
);

/** How to write the control characters that have a short escape. */
const SHORT_ESCAPES: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  12: '\\f',
  13: '\\r',
};

/**
 * Says in our own words why bytes are not JSON.
 * @param start where the value began
 * @param at byte of the fault; `bytes.length` when the line ends too early
 * @param expected what would have been right there
 */
export function explainSyntax(
  bytes: Uint8Array,
  start: number,
  at: number,
  expected: Expected,
): Explanation {
  if (at >= bytes.length) return explainEnd(bytes, start, expected);
  return (
    explainByte(bytes, at, expected) ??
    (expected === 'number' ? explainNumber(bytes, at) : null) ??
    (expected === 'escape' ? explainEscape(bytes, at) : null) ??
    (expected === 'end' ? explainSecond(bytes, at) : null) ??
    explainToken(bytes, at, expected)
  );
}

function explainEnd(bytes: Uint8Array, start: number, expected: Expected): Explanation {
  if (lastInk(bytes, bytes.length) < start)
    return { message: 'there is no JSON value', hint: 'a scenario is an object like {"turns":5}' };
  if (expected === 'string')
    return {
      message: 'the line ends inside a text in double quotes',
      hint: 'close the quote; a line break inside a text is written \\n',
    };
  return {
    message: `the line ends where ${WANTED[expected]} is expected`,
    hint: 'a scenario is one line: "jq -c ." writes each JSON value on one line',
  };
}

/** Bytes that are wrong wherever they stand. */
function explainByte(bytes: Uint8Array, at: number, expected: Expected): Explanation | null {
  const byte = bytes[at] ?? 0;
  if (byte === CR)
    return { message: `a bare CR at byte ${at}`, hint: 'lines end in LF or in CR LF' };
  if (byte === 0)
    return {
      message: `a NUL byte at byte ${at}`,
      hint: 'the input is UTF-8 text; UTF-16 and binary files hold NUL bytes',
    };
  if (byte === RECORD_SEPARATOR)
    return {
      message: `U+001E at byte ${at}`,
      hint: 'a record separator is accepted only as the first character of a line',
    };
  if (hasByteOrderMark(bytes, at))
    return {
      message: `a byte order mark at byte ${at}`,
      hint: 'it is accepted only as the first character of the input',
    };
  if (expected === 'string')
    return {
      message: `a control character (${codePoint(byte)}) inside a text at byte ${at}`,
      hint: `write it as ${SHORT_ESCAPES[byte] ?? `\\u${hex4(byte)}`}`,
    };
  return null;
}

function explainNumber(bytes: Uint8Array, at: number): Explanation {
  const token = readToken(bytes, at);
  const message = `${shorten(token)} at byte ${at} is not a JSON number`;
  if (/^-?(NaN|Infinity|inf)/i.test(token)) return { message, hint: NO_NUMBER };
  if (/^-?0[0-9]/.test(token)) return { message, hint: 'a number has no leading zeros' };
  if (/^-?\./.test(token)) return { message, hint: 'write a digit before the point' };
  if (/\.([^0-9]|$)/.test(token)) return { message, hint: 'write a digit after the point' };
  return { message, hint: 'a number looks like -12.5 or 1e-3' };
}

function explainEscape(bytes: Uint8Array, at: number): Explanation {
  const next = bytes[at + 1] ?? 0;
  if (next === 0x75)
    return {
      message: `\\u at byte ${at} is not followed by four hexadecimal digits`,
      hint: 'a character is written like \\u00e9',
    };
  return {
    message: `a backslash at byte ${at} that begins no JSON escape`,
    hint: 'JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX; a backslash itself is \\\\',
  };
}

/** Something after a complete value. */
function explainSecond(bytes: Uint8Array, at: number): Explanation | null {
  const byte = bytes[at];
  const begins = [OPEN_OBJECT, OPEN_ARRAY, QUOTE, MINUS].includes(byte ?? 0);
  if (begins || /^([0-9]|(true|false|null)$)/.test(readToken(bytes, at)))
    return { message: `a second value on the line at byte ${at}`, hint: 'one scenario per line' };
  if (byte === COMMA)
    return {
      message: `a comma after the value at byte ${at}`,
      hint: 'lines are not separated by commas; an array of scenarios is a .json file',
    };
  if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY)
    return { message: `a closing bracket too many at byte ${at}` };
  return null;
}

function explainToken(bytes: Uint8Array, at: number, expected: Expected): Explanation {
  const byte = bytes[at] ?? 0;
  const character = readCharacter(bytes, at);
  const token = readToken(bytes, at);
  const expectation = `${WANTED[expected]} is expected at byte ${at}`;
  const message = `${expectation}, not ${token === '' ? character : shorten(token)}`;
  if (token !== '') {
    const hint = WORD_HINTS.get(token.toLowerCase());
    if (expected === 'value' || hint !== undefined) return { message, hint: hint ?? DOUBLE_QUOTES };
    return { message, hint: expected === 'key' ? DOUBLE_QUOTES : undefined };
  }
  if (character === '/' || character === '#')
    return { message, hint: 'JSON has no comments; notes can go into "meta"' };
  if (/^['`‘’“”«»]$/.test(character)) return { message, hint: DOUBLE_QUOTES };
  if (character === '+') return { message, hint: 'a number has no plus sign' };
  if (character === '.') return { message, hint: 'write a digit before the point' };
  if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
    const before = bytes[lastInk(bytes, at)];
    if (before === COMMA) return { message, hint: 'leave out the comma before the bracket' };
    if (expected === 'comma')
      return { message, hint: 'an object closes with }, an array with ]: the brackets must match' };
  }
  if (expected === 'comma' && (byte === QUOTE || byte === OPEN_OBJECT || byte === OPEN_ARRAY))
    return { message, hint: 'a comma is missing' };
  if (byte >= 0x80 && expected !== 'string')
    return { message, hint: 'outside texts only ASCII characters are allowed' };
  return { message };
}

/** Index of the last byte before `end` that is not white space, or −1. */
function lastInk(bytes: Uint8Array, end: number): number {
  let at = end - 1;
  while (at >= 0 && [SPACE, TAB, LF, CR].includes(bytes[at] ?? 0)) at -= 1;
  return at;
}

/** The word or number that starts at `at`; empty when none does. */
function readToken(bytes: Uint8Array, at: number): string {
  let end = at;
  while (end < bytes.length && /[\w$+.-]/.test(String.fromCharCode(bytes[end] ?? 0))) end += 1;
  const token = decodeUtf8(bytes.subarray(at, end));
  return /^[\w$-]/.test(token) ? token : '';
}

/** The character at `at`, control characters as U+XXXX. */
function readCharacter(bytes: Uint8Array, at: number): string {
  const text = decodeUtf8(bytes.subarray(at, at + sequenceLength(bytes, at)));
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(text) ? text : codePoint(text.codePointAt(0) ?? 0);
}

const hex4 = (code: number): string => code.toString(16).toUpperCase().padStart(4, '0');
const codePoint = (code: number): string => `U+${hex4(code)}`;
