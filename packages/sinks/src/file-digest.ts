import { createHash } from 'node:crypto';
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

/** SHA-256 of the 64 KiB before `end`. */
export async function hashWindow(file: OpenFile, end: number): Promise<string> {
  return sha256(await readRange(file, Math.max(0, end - WINDOW_BYTES), end));
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
