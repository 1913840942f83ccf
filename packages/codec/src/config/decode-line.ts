import { isFailure, type Failure, type ScenarioConfig } from '@pulse-stream/worldstate';
import { readRaw, scanLine, stripSeparator } from './check-line.ts';
import { readConfig, resolveLimits, type DecodedScenario, type DecodeOptions } from './decode.ts';
import { isPlainObject } from './inspect-value.ts';
import { RECORD_SEPARATOR } from '../scan/ascii.ts';
import { decodeUtf8 } from '../scan/utf8.ts';

/**
 * Reads one line as a scenario config: a strict scan of the bytes (RELIABILITY.md §1), JSON.parse of
 * what the scan accepted, then the schema. One leading U+001E is accepted.
 * @param bytes the line without its line end; only read
 * @returns the config with defaults filled in, or the failure, which carries the first 200 characters
 *   of the line and, when the line is JSON, its id
 * @throws PulseError `option-invalid`
 */
export function decodeLine(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): ScenarioConfig | Failure {
  const decoded = decodeScenarioLine(bytes, options);
  return isFailure(decoded) ? decoded : decoded.config;
}

/** `decodeLine` that also says which keys the line gave. */
export function decodeScenarioLine(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): DecodedScenario | Failure {
  const start = bytes[0] === RECORD_SEPARATOR ? 1 : 0;
  const scanned = scanLine(bytes, start, resolveLimits(options));
  if ('kind' in scanned) return scanned;
  const { mayHoldNegativeZero } = scanned;
  const text = decodeUtf8(start === 0 ? bytes : bytes.subarray(start));
  // the scan found an object
  const raw = JSON.parse(text) as Record<string, unknown>;
  const decoded = readConfig(raw, options, mayHoldNegativeZero);
  return isFailure(decoded) ? { ...decoded, raw: readRaw(bytes) } : decoded;
}

/**
 * What a line says, whether or not it is accepted.
 * @returns null where it is no JSON object
 */
export function readObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(decodeUtf8(stripSeparator(bytes)));
    return isPlainObject(value) ? value : null;
  } catch {
    return null; // the failure of the line says why
  }
}
