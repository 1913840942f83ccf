import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/**
 * Records repeat their keys: those of light lines are packed to a twentieth, and every byte less is one
 * that worker, server and run do not copy, hash and store. More effort costs more than it saves.
 */
const EFFORT = {
  [constants.BROTLI_PARAM_QUALITY]: 1,
  [constants.BROTLI_PARAM_LGWIN]: 18,
};

/** Bytes as they travel. */
export function pack(bytes: Uint8Array): Uint8Array {
  const params = { ...EFFORT, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params });
}

/**
 * What was packed. Beyond the size that was said nothing is unpacked: a kilobyte may hold gigabytes.
 * @returns null: nothing of that size was packed so
 */
export function unpack(packed: Uint8Array, size: number): Uint8Array | null {
  try {
    // one more: memory that is filled to its end is given a second piece
    const chunkSize = Math.max(size + 1, constants.Z_MIN_CHUNK);
    // zlib takes no bound of 0
    const maxOutputLength = Math.max(size, 1);
    const bytes = brotliDecompressSync(packed, { chunkSize, maxOutputLength });
    return bytes.length === size ? bytes : null;
  } catch {
    return null;
  }
}
