import type { Failure } from '@pulse-stream/worldstate';
import { createFailure } from '@pulse-stream/worldstate/internal';
import { OBJECT_HINT, readId, resolveLimits, type DecodeOptions } from './decode.ts';
import { OPEN_ARRAY, OPEN_OBJECT, QUOTE, RECORD_SEPARATOR } from '../scan/ascii.ts';
import { explainFault } from '../scan/explain-fault.ts';
import { JsonScanner, type ScanLimits } from '../scan/json-scanner.ts';
import { skipSpace } from '../scan/skip-space.ts';
import { isKeyFault } from '../scan/key-ledger.ts';
import { decodeUtf8, HEAD_BYTES, rawText } from '../scan/utf8.ts';

/** Scratch memory: means nothing between two calls, but for what `scanLine` returned. */
const scanner = new JsonScanner();

/** What a scan found besides that the line is a JSON object. */
export interface ScannedLine {
  readonly mayHoldNegativeZero: boolean;
}

/**
 * Scans a line that must be one JSON object under the rules of RELIABILITY.md §1.
 * @param start where the object may begin
 */
export function scanLine(
  bytes: Uint8Array,
  start: number,
  limits: ScanLimits,
): ScannedLine | Failure {
  const isObject = bytes[skipSpace(bytes, start)] === OPEN_OBJECT;
  if (!scanner.scan(bytes, start, limits)) return failScan(bytes, start, limits, isObject);
  if (isObject) return scanner;
  const noun = nounOf(bytes, start);
  return createFailure('not-an-object', 'decode', `the line is ${noun}, not an object`, {
    hint:
      noun === 'an array'
        ? 'an array of scenarios is accepted as a whole .json file, not as a line'
        : OBJECT_HINT,
    raw: readRaw(bytes),
  });
}

/**
 * Says why a line is not one JSON object under the rules of RELIABILITY.md §1, without reading what
 * the object means: for lines that are not configs (records, observations) and for other parsers,
 * which any accepted line is safe to give to.
 * @param bytes the line without its line end and without a leading U+001E (`stripSeparator`)
 * @returns the failure (`bad-json`, `bad-utf8`, `bad-string`, `bad-number`, `duplicate-key`,
 *   `forbidden-key`, `too-deep`, `not-an-object`), or null
 * @throws PulseError `option-invalid`
 */
export function checkLine(
  bytes: Uint8Array,
  options: Pick<DecodeOptions, 'limits'> = {},
): Failure | null {
  const scanned = scanLine(bytes, 0, resolveLimits(options));
  return 'kind' in scanned ? scanned : null;
}

/**
 * Every key of a line that is there twice or can be none, each place once.
 * @param most faults that are looked for
 */
export function listKeyFaults(
  bytes: Uint8Array,
  options: Pick<DecodeOptions, 'limits'>,
  most: number,
): Failure[] {
  const limits = resolveLimits(options);
  const line = stripSeparator(bytes);
  const passed = new Set<number>();
  const faults = new Map<string, Failure>();
  while (faults.size < most && !scanner.scan(line, 0, limits, passed)) {
    const { fault, at } = scanner;
    if (fault === null || !isKeyFault(fault)) break;
    const { type, message, path, hint } = explainFault(scanner, fault, line, 0, limits);
    if (type === 'bad-utf8') break;
    const place = `${type} ${path}`;
    if (!faults.has(place))
      faults.set(
        place,
        createFailure(type, 'decode', message, { path, hint, raw: readRaw(bytes) }),
      );
    passed.add(at);
  }
  return [...faults.values()];
}

/** The line without the one leading record separator (RFC 7464) it may have. */
export function stripSeparator(bytes: Uint8Array): Uint8Array {
  return bytes[0] === RECORD_SEPARATOR ? bytes.subarray(1) : bytes;
}

/** The first 200 characters of a line for its failure. */
export const readRaw = (bytes: Uint8Array): string => rawText(bytes.subarray(0, HEAD_BYTES));

function failScan(
  bytes: Uint8Array,
  start: number,
  limits: ScanLimits,
  isObject: boolean,
): Failure {
  const fault = explainFault(scanner, scanner.fault ?? 'syntax', bytes, start, limits);
  const { type, message, path, hint } = fault;
  const mayBeJson = isObject && type !== 'bad-json' && type !== 'bad-utf8';
  const id = mayBeJson ? readIdOfText(decodeUtf8(bytes.subarray(start))) : undefined;
  return createFailure(type, 'decode', message, {
    path,
    hint,
    raw: readRaw(bytes),
    // of two ids none is the id
    id: type === 'duplicate-key' && path === 'id' ? undefined : id,
  });
}

/** The id of a line that breaks a rule stricter than JSON. */
function readIdOfText(text: string): string | undefined {
  try {
    return readId(JSON.parse(text));
  } catch {
    // not JSON after the first fault: it has no id
    return undefined;
  }
}

/** What an accepted line is that is no object, by its first byte. */
function nounOf(bytes: Uint8Array, start: number): string {
  const first = bytes[skipSpace(bytes, start)] ?? 0;
  if (first === OPEN_ARRAY) return 'an array';
  if (first === QUOTE) return 'a text';
  const words: Readonly<Record<string, string>> = { n: 'null', t: 'true', f: 'false' };
  return words[String.fromCharCode(first)] ?? 'a number';
}
