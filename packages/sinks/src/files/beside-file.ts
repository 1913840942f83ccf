import { Buffer } from 'node:buffer';
import { basename, dirname, join } from 'node:path';
import { sha256 } from './file-digest.ts';

/** What files of ours beside an output are for. */
export const PURPOSES = ['part', 'ckpt', 'seal', 'lock'] as const;
type Purpose = (typeof PURPOSES)[number];

/** Longest name, in bytes, that every usual file system takes. */
const MOST_NAME_BYTES = 255;
/** The longest thing that is added to a name: a lock of a lock of a lock, written aside. */
const ROOM = Buffer.byteLength('.lock.take.take.01234567-9');
const DIGITS = 8;

/**
 * The name of a file beside an output: `FILE.part` and so on. Of a long name only the beginning and
 * a hash are kept, the same every time, so that a later run finds it.
 */
export function besideFile(path: string, purpose: Purpose): string {
  const name = basename(path);
  if (Buffer.byteLength(name) + ROOM <= MOST_NAME_BYTES) return `${path}.${purpose}`;
  const mark = `~${sha256(Buffer.from(name)).slice(0, DIGITS)}`;
  const kept = Buffer.from(name).subarray(0, MOST_NAME_BYTES - ROOM - mark.length);
  // a character that was cut in two is left out
  const stem = new TextDecoder().decode(kept, { stream: true });
  return join(dirname(path), `${stem}${mark}.${purpose}`);
}
