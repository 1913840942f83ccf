import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { FileSystem, OpenFile, OpenMode } from './file-system.ts';

/** How much of a file is looked at to know it again: so much of its start and before a place. */
export const WINDOW_BYTES = 64 * 1024;

/** SHA-256 in hexadecimal digits of `bytes`. */
export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** The bytes `from` to `to` of a file; fewer when it ends before. */
export async function readRange(file: OpenFile, from: number, to: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(to - from);
  let filled = 0;
  while (filled < buffer.length) {
    const count = await file.readAt(buffer.subarray(filled), from + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

/** Bytes looked at in one go. */
const CHUNK_BYTES = 1024 * 1024;

/** CRC-32 of the first `length` bytes of a file; as fast as they are read. */
export async function sumBytes(file: OpenFile, length: number): Promise<number> {
  let sum = 0;
  for (let from = 0; from < length; from += CHUNK_BYTES)
    sum = crc32(await readRange(file, from, Math.min(length, from + CHUNK_BYTES)), sum);
  return sum;
}

/** Opens a file to read it, uses it, and closes it. */
export async function withFile<T>(
  fileSystem: FileSystem,
  path: string,
  how: Extract<OpenMode, 'read' | 'inspect'>,
  use: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const file = await fileSystem.open(path, how);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
