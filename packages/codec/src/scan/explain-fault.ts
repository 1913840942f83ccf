import type { FailureCode } from '@pulse-stream/worldstate';
import { assertNever } from '@pulse-stream/worldstate/internal';
import { shorten } from './format-path.ts';
import { explainSyntax, type Explanation } from './explain-syntax.ts';
import type { JsonScanner, ScanFault, ScanLimits } from './json-scanner.ts';
import { locatePath } from './locate-path.ts';
import { decodeUtf8, findInvalidUtf8 } from './utf8.ts';

/** A fault of the scanner as a failure record tells it. */
export interface FaultReport extends Explanation {
  readonly type: FailureCode;
  readonly path?: string | undefined;
}

const TYPES: Record<ScanFault, FailureCode> = {
  syntax: 'bad-json',
  utf8: 'bad-utf8',
  'lone-surrogate': 'bad-string',
  'control-in-key': 'bad-string',
  'number-overflow': 'bad-number',
  'duplicate-key': 'duplicate-key',
  'forbidden-key': 'forbidden-key',
  depth: 'too-deep',
  nodes: 'too-deep',
};

/**
 * What is wrong with a line the scanner refused. Bytes that are not UTF-8 come first whatever else
 * is wrong with the line, else the first fault in byte order. Byte offsets count from 0.
 * @param scanner after a scan that returned false
 */
export function explainFault(
  scanner: JsonScanner,
  fault: ScanFault,
  bytes: Uint8Array,
  start: number,
  limits: ScanLimits,
): FaultReport {
  const invalid = findInvalidUtf8(bytes);
  if (invalid >= 0 || fault === 'utf8')
    return {
      type: 'bad-utf8',
      message: `byte ${invalid} is not valid UTF-8`,
      hint: 'the input is UTF-8 text; "iconv -f LATIN1 -t UTF-8" converts older files',
    };
  const { at } = scanner;
  if (fault === 'syntax')
    return { type: TYPES[fault], ...explainSyntax(bytes, start, at, scanner.expected) };
  const path = locatePath(bytes, start, at);
  return { type: TYPES[fault], path, ...explainRule(fault, bytes, at, limits) };
}

/** The rules stricter than JSON. */
function explainRule(
  fault: Exclude<ScanFault, 'syntax' | 'utf8'>,
  bytes: Uint8Array,
  at: number,
  limits: ScanLimits,
): Explanation {
  switch (fault) {
    case 'duplicate-key':
      return { message: 'the same key twice in one object', hint: 'keep one of them' };
    case 'forbidden-key':
      return {
        message: 'a key that is never accepted: __proto__, constructor, prototype',
        hint: 'choose another name',
      };
    case 'control-in-key':
      return { message: 'a control character in a key', hint: 'names are printable text' };
    case 'lone-surrogate':
      return {
        message: `the escape at byte ${at} is half of a surrogate pair`,
        hint: 'write both halves, or the character itself in UTF-8',
      };
    case 'number-overflow':
      return {
        message: `${shorten(readNumber(bytes, at))} is larger than any double`,
        hint: 'the largest is about 1.8e308',
      };
    case 'depth':
      return { message: `nested deeper than ${limits.depth} levels at byte ${at}` };
    case 'nodes':
      return {
        message: `more than ${limits.nodes} values on one line`,
        hint: 'long histories go into a dataset (--observations NAME=FILE)',
      };
    default:
      return assertNever(fault);
  }
}

function readNumber(bytes: Uint8Array, at: number): string {
  let end = at;
  while (end < bytes.length && /[0-9eE.+-]/.test(String.fromCharCode(bytes[end] ?? 0))) end += 1;
  return decodeUtf8(bytes.subarray(at, end));
}
