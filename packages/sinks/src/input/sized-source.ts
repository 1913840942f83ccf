import type { ByteSource } from '@pulse-stream/worldstate';

/** Most bytes one read gives (PERFORMANCE.md §2.1). */
export const CHUNK_BYTES = 64 * 1024;

/** A byte source that may know how much there is to read. */
export interface SizedSource extends ByteSource {
  /** Bytes of the file as it lies on the disk; null before the first read and for a stream. */
  readonly size: number | null;
}

/**
 * Cuts what a stream gives into chunks of at most 64 KiB. Streams are read without a size, because
 * asking for more than their high-water mark would raise it for good.
 * @param read what the stream has; empty arrays are passed over
 */
export function limitChunks(
  read: () => Promise<Uint8Array | null>,
): () => Promise<Uint8Array | null> {
  let rest: Uint8Array | null = null;
  return async () => {
    while (rest === null || rest.length === 0) {
      rest = await read();
      if (rest === null) return null;
    }
    const chunk = rest.subarray(0, CHUNK_BYTES);
    rest = rest.subarray(CHUNK_BYTES);
    return chunk;
  };
}
