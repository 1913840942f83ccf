import { dirname } from 'node:path';
import { PulseError } from '@pulse-stream/worldstate';
import { besideFile } from '../files/beside-file.ts';
import {
  refuseResume,
  writeCheckpoint,
  type Checkpoint,
  type PartState,
} from './checkpoint-file.ts';
import { countLinesAfter } from '../files/count-lines.ts';
import { sumBytes, withFile } from '../files/file-digest.ts';
import { codeOf, type FileSystem, type OpenFile } from '../files/file-system.ts';
import { openFresh } from '../files/open-fresh.ts';
import { PartFile } from './part-file.ts';
import type { RunPaths } from './publish-parts.ts';

const isPacked = (path: string): boolean => path.toLowerCase().endsWith('.gz');
/** An empty part file. */
export const NOTHING: PartState = { length: 0, crc: 0, pending: '' };

/** The first checkpoint stands before the part files: an unfinished run always has one. */
export async function startOver(
  fileSystem: FileSystem,
  { output, files, force }: RunPaths,
  state: unknown,
): Promise<PartFile[]> {
  await writeCheckpoint(fileSystem, besideFile(output, 'ckpt'), {
    version: 3,
    parts: files.map(() => NOTHING),
    finishing: false,
    force,
    state,
  });
  const parts: PartFile[] = [];
  for (const path of files) {
    const mode = (await fileSystem.facts(path))?.mode;
    const file = await openFresh(fileSystem, besideFile(path, 'part'), mode);
    parts.push(new PartFile(file, isPacked(path), NOTHING));
    // The folder of the checkpoint is synced with every checkpoint; another one, now.
    if (dirname(path) !== dirname(output)) await fileSystem.syncDirectory(dirname(path));
  }
  return parts;
}

/** The part files, cut to what their last checkpoint says. */
export async function goOn(
  fileSystem: FileSystem,
  { files }: RunPaths,
  states: readonly PartState[],
): Promise<PartFile[]> {
  const parts: PartFile[] = [];
  for (const [index, path] of files.entries()) {
    const state = states[index] ?? NOTHING;
    const file = await openPart(fileSystem, besideFile(path, 'part'), state.length);
    parts.push(new PartFile(file, isPacked(path), state));
  }
  return parts;
}

/** A part file cut to what counts of it; one that nothing counts of may be gone. */
async function openPart(fileSystem: FileSystem, path: string, length: number): Promise<OpenFile> {
  try {
    const file = await fileSystem.open(path, 'continue');
    await file.truncate(length);
    return file;
  } catch (error) {
    if (length > 0 || codeOf(error) !== 'ENOENT') throw error;
    return await openFresh(fileSystem, path);
  }
}

/**
 * Checks that the part files hold what the checkpoint says.
 * @param lines the output holds a record a line
 * @returns records of the output after the checkpoint; null: it holds no lines
 * @throws PulseError `resume-refused`
 */
export async function verifyParts(
  fileSystem: FileSystem,
  { output, files }: RunPaths,
  { parts }: Checkpoint,
  lines: boolean,
): Promise<number | null> {
  let recomputed = lines ? 0 : null;
  for (const [index, path] of files.entries()) {
    const { length, crc, pending } = parts[index] ?? NOTHING;
    const part = besideFile(path, 'part');
    try {
      await withFile(fileSystem, part, 'inspect', async (file) => {
        const { size } = await file.facts();
        if (size < length) throw refuseResume(output, `${part} is shorter than it was`);
        if ((await sumBytes(file, length)) !== crc)
          throw refuseResume(output, `the content of ${part} differs`);
        if (index === 0 && lines)
          recomputed = await countLinesAfter(file, length, isPacked(path), pending);
      });
    } catch (error) {
      if (error instanceof PulseError || codeOf(error) !== 'ENOENT') throw error;
      if (length > 0) throw refuseResume(output, `${part} is gone`);
    }
  }
  return recomputed;
}
