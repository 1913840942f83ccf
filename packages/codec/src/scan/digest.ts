import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  canonicalJson,
  type ObservationRow,
  type ObservationsDigest,
} from '@pulse-stream/worldstate/internal';

/**
 * SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits; synchronous, so that records do not
 * depend on timing.
 * @param data bytes, or text taken as UTF-8
 */
export function sha256Hex(data: Uint8Array | string): string {
  return bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data));
}

/** SHA-256 of bytes that come in pieces. */
export interface Sha256Stream {
  update(bytes: Uint8Array): void;
  /** The digest in hexadecimal digits; ends the stream. */
  finish(): string;
}

/** Opens a hash of bytes too many to be kept. */
export function openSha256(): Sha256Stream {
  const hash = sha256.create();
  return {
    update: (bytes) => void hash.update(bytes),
    finish: () => bytesToHex(hash.digest()),
  };
}

/**
 * What stands in a record for observations written inside a config: their number and the hash of
 * their canonical JSON (keys sorted, no white space), so that equal histories give equal hashes.
 */
export function digestObservations(rows: readonly ObservationRow[]): ObservationsDigest {
  return { rows: rows.length, sha256: sha256Hex(canonicalJson(rows)) };
}
