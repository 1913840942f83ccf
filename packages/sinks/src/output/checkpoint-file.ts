import { dirname } from 'node:path';
import { PulseError } from '@pulse-stream/worldstate';
import { readRange, sha256, withFile } from '../files/file-digest.ts';
import { codeOf, type FileSystem } from '../files/file-system.ts';
import { openFresh } from '../files/open-fresh.ts';
import { writeAll } from '../files/write-all.ts';

/** One output file as it stood at a checkpoint. */
export interface PartState {
  /** Bytes of `FILE.part` (of `FILE`, in a seal) that are on the device. */
  readonly length: number;
  /** CRC-32 of them: every edit of up to four neighbouring bytes changes it. */
  readonly crc: number;
  /** Bytes of a gzip member that is not written yet (base64); empty for a plain file. */
  readonly pending: string;
}

/**
 * What `FILE.ckpt` holds: how far the outputs of a run are, and what its caller says of the rest. The
 * last one stays as `FILE.seal`: it says what a complete file was made of.
 */
export interface Checkpoint {
  readonly version: 3;
  /** The output, then the dead letters when there are any, then what else is written with them. */
  readonly parts: readonly PartState[];
  /** All is written and synced; only the renames may be missing. */
  readonly finishing: boolean;
  /** The run may replace files that are there. */
  readonly force: boolean;
  /** Of the caller; anything JSON can hold. */
  readonly state: unknown;
}

const VERSION = 3;
/** A checkpoint holds two gzip members at most and the names of the inputs. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The refusal of `--resume`, naming what differs. */
export function refuseResume(output: string, what: string): PulseError {
  return new PulseError(
    'resume-refused',
    `cannot resume ${output}: ${what} (--force instead of --resume starts over)`,
  );
}

/**
 * Puts a checkpoint in the place of the one before: written aside, synced, renamed, and the folder
 * synced, so that a crash at any moment leaves the old one or the new one.
 * @returns why the folder could not be synced; null when it was
 * @see RELIABILITY.md §3
 */
export async function writeCheckpoint(
  fileSystem: FileSystem,
  path: string,
  checkpoint: Checkpoint,
): Promise<string | null> {
  const body = JSON.stringify(checkpoint);
  const text = new TextEncoder().encode(`${body}\n${sha256(new TextEncoder().encode(body))}\n`);
  const aside = `${path}.tmp`;
  const file = await openFresh(fileSystem, aside);
  try {
    await writeAll(file, text);
    await file.sync();
  } finally {
    await file.close();
  }
  await fileSystem.rename(aside, path);
  return await fileSystem.syncDirectory(dirname(path));
}

/**
 * @param output how messages call the run
 * @returns null when there is none
 * @throws PulseError `resume-refused` when it is damaged or of another version
 */
export async function readCheckpoint(
  fileSystem: FileSystem,
  path: string,
  output: string,
): Promise<Checkpoint | null> {
  const bytes = await readWhole(fileSystem, path);
  if (bytes === null) return null;
  const [body = '', sum] = new TextDecoder().decode(bytes).split('\n');
  if (sha256(new TextEncoder().encode(body)) !== sum)
    throw refuseResume(output, `the checksum of ${path} differs`);
  // The checksum says that we wrote it; the version, that it has this form.
  const checkpoint = JSON.parse(body) as Checkpoint;
  if (checkpoint.version !== VERSION) throw refuseResume(output, `the version of ${path} differs`);
  return checkpoint;
}

async function readWhole(fileSystem: FileSystem, path: string): Promise<Uint8Array | null> {
  try {
    return await withFile(fileSystem, path, 'inspect', async (file) => {
      const { size } = await file.facts();
      return await readRange(file, 0, Math.min(size, MOST_BYTES));
    });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
