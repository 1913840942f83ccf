import { closeSync, openSync, readSync } from 'node:fs';
import { wrapSystemError } from './system-error.ts';

const FIRST_BYTES = 64 * 1024;

/**
 * The bytes of a small file that is needed as a whole. What has no size, or lies about it (a pipe,
 * `/dev/zero`), is read no further than the limit.
 * @param most bytes
 * @returns null when there are more
 * @throws PulseError `input-unreadable`
 */
export function readBounded(path: string, most: number): Uint8Array | null {
  try {
    const descriptor = openSync(path, 'r');
    try {
      let bytes = new Uint8Array(Math.min(FIRST_BYTES, most + 1));
      let length = 0;
      for (;;) {
        const count = readSync(descriptor, bytes, length, bytes.length - length, null);
        if (count === 0) return bytes.subarray(0, length);
        length += count;
        if (length > most) return null;
        if (length < bytes.length) continue;
        const larger = new Uint8Array(Math.min(2 * length, most + 1));
        larger.set(bytes);
        bytes = larger;
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw wrapSystemError('input-unreadable', `cannot read ${path}`, error);
  }
}
