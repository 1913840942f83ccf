import { Buffer } from 'node:buffer';
import { createGunzip } from 'node:zlib';
import { readRange } from './file-digest.ts';
import type { OpenFile } from './file-system.ts';

const LF = 0x0a;
const CHUNK_BYTES = 1024 * 1024;

function countFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count += 1;
  return count;
}

/**
 * Whole lines of a part file after a checkpoint: what will be computed again.
 * @param pending bytes of the checkpoint that the first packed member after it repeats (base64)
 */
export async function countLinesAfter(
  file: OpenFile,
  from: number,
  packed: boolean,
  pending: string,
): Promise<number> {
  const { size } = await file.facts();
  let lines = 0;
  const gunzip = packed ? createGunzip() : null;
  gunzip?.on('data', (chunk: Buffer) => (lines += countFeeds(chunk)));
  // The last member may be cut off: what came before it counts.
  gunzip?.on('error', () => undefined);
  for (let at = from; at < size; at += CHUNK_BYTES) {
    const chunk = await readRange(file, at, Math.min(size, at + CHUNK_BYTES));
    if (gunzip === null) lines += countFeeds(chunk);
    else if (!gunzip.destroyed)
      await new Promise<void>((resolve) => {
        gunzip.once('close', resolve);
        gunzip.write(chunk, () => resolve());
      });
  }
  if (gunzip !== null && !gunzip.destroyed)
    await new Promise<void>((resolve) => {
      gunzip.once('close', resolve).once('end', resolve);
      gunzip.end();
    });
  return Math.max(0, lines - countFeeds(Buffer.from(pending, 'base64')));
}
