import { dirname } from 'node:path';
import { PulseError } from '@pulse-stream/worldstate';
import { besideFile } from '../files/beside-file.ts';
import { refuseResume } from './checkpoint-file.ts';
import type { FileSystem } from '../files/file-system.ts';

/** The files of a run that are written together. */
export interface RunPaths {
  /** The first output, which names the run: its checkpoint and its seal lie beside it. */
  readonly output: string;
  /** All of them, in the order of a checkpoint: the output, then the dead letters, then the others. */
  readonly files: readonly string[];
  /** All of them, in the order in which they get their names. */
  readonly published: readonly string[];
  /** Files that are there may be replaced. */
  readonly force: boolean;
}

/** @returns the permissions of the file that is replaced; undefined when there is none */
export async function checkVacant(
  fileSystem: FileSystem,
  path: string,
  force: boolean,
): Promise<number | undefined> {
  const present = await fileSystem.facts(path);
  if (present !== null && !force)
    throw new PulseError(
      'output-exists',
      `${path} exists already (--force replaces it, another name keeps it)`,
    );
  return present?.mode;
}

/**
 * Gives finished part files their names: what stands beside the outputs first, then the outputs as
 * they were given, so that the last of them is there only when all is. The last checkpoint becomes
 * their seal.
 * Can be called again after a crash in the middle.
 * @returns why a folder could not be synced, for people
 * @throws PulseError `output-exists`; `resume-refused` when a file is gone
 */
export async function publishParts(
  fileSystem: FileSystem,
  { output, published, force }: RunPaths,
): Promise<readonly string[]> {
  for (const path of published) {
    const part = besideFile(path, 'part');
    if ((await fileSystem.facts(part)) === null) {
      if ((await fileSystem.facts(path)) === null) throw refuseResume(output, `${path} is gone`);
      continue;
    }
    await checkVacant(fileSystem, path, force);
    await fileSystem.rename(part, path);
  }
  const remarks: string[] = [];
  for (const folder of new Set(published.map((path) => dirname(path)))) {
    const skipped = await fileSystem.syncDirectory(folder);
    if (skipped !== null)
      remarks.push(`${output} is complete, but its folder was not synced: ${skipped}`);
  }
  // Whether this is on the disk before a crash does not matter: the checkpoint says the same.
  await fileSystem.rename(besideFile(output, 'ckpt'), besideFile(output, 'seal'));
  return remarks;
}
