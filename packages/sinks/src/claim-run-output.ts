import { dirname } from 'node:path';
import { besideFile } from './beside-file.ts';
import { PulseError } from '@pulse-stream/worldstate';
import { CheckpointedOutput, type DescribePlace, type RunOutput } from './checkpointed-output.ts';
import {
  readCheckpoint,
  refuseResume,
  writeCheckpoint,
  type Checkpoint,
  type PartState,
} from './checkpoint-file.ts';
import { countLinesAfter } from './count-lines.ts';
import { hashWindow, sha256, withFile } from './file-digest.ts';
import { codeOf, nodeFileSystem, type FileSystem, type OpenFile } from './file-system.ts';
import { takeLock, type Lock } from './lock-file.ts';
import { openFresh } from './open-fresh.ts';
import { PartFile } from './part-file.ts';
import { checkVacant, publishParts, type RunPaths } from './publish-parts.ts';
import { STANDARD_STREAM } from './standard-stream.ts';
import { wrapSystemError } from './system-error.ts';

/** Options of `claimRunOutput`. */
export interface RunOutputOptions {
  /** A file whose bytes come in order; packed when its name ends in `.gz`. */
  readonly output: string;
  /** A file for dead letters, continued together with the output. */
  readonly errors?: string | undefined;
  /** Replace files that are there. */
  readonly force: boolean;
  /** Continue an unfinished run when there is one. */
  readonly resume: boolean;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  readonly fileSystem?: FileSystem | undefined;
}

/** The output files of a run, locked and looked at; nothing of them has been changed yet. */
export interface OutputClaim {
  /** `fresh`: starts from nothing; `unfinished`: can go on; `complete`: all is there already. */
  readonly found: 'fresh' | 'unfinished' | 'complete';
  /** What the caller said at the last checkpoint; null unless unfinished. */
  readonly state: unknown;
  /** Records after the last checkpoint, which are computed again. */
  readonly recomputed: number;
  /** A run that had not ended is started over. */
  readonly discarded: boolean;
  /**
   * Opens the files: those of an unfinished run are cut to their last checkpoint.
   * @param first what `describe` would say at the beginning of the input
   * @throws PulseError `output-unwritable`
   */
  begin<P>(first: unknown, describe: DescribePlace<P>): Promise<RunOutput<P>>;
  /** Gives the lock back and leaves everything as it is. Never throws. */
  release(): Promise<void>;
}

/** Whether a path is a file, or will be one: only files can be continued. */
export async function isFileOutput(
  path: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<boolean> {
  if (path === STANDARD_STREAM) return false;
  const present = await fileSystem.facts(path).catch(() => null);
  return present === null || present.kind === 'file';
}

/**
 * Takes the lock of a run's output and finds out what there is to continue.
 * @throws PulseError `output-exists`; `output-unwritable`; `resume-refused` when the checkpoint is
 *   damaged or does not fit the files
 * @see RELIABILITY.md §3
 */
export async function claimRunOutput(options: RunOutputOptions): Promise<OutputClaim> {
  const { fileSystem = nodeFileSystem } = options;
  const output = await followLink(fileSystem, options.output);
  const files = [output];
  if (options.errors !== undefined) files.push(await followLink(fileSystem, options.errors));
  const lock = await takeLocks(fileSystem, files);
  try {
    return await lookAt({ ...options, fileSystem }, lock, files);
  } catch (error) {
    await lock.release().catch(() => undefined);
    throw wrapSystemError('output-unwritable', `cannot write ${options.output}`, error);
  }
}

/** The locks of all files as one. */
async function takeLocks(fileSystem: FileSystem, files: readonly string[]): Promise<Lock> {
  const locks: Lock[] = [];
  const release = async (): Promise<void> => {
    await Promise.allSettled(locks.map((lock) => lock.release()));
  };
  try {
    for (const path of files) locks.push(await takeLock(fileSystem, path));
    return { release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** A link stays a link: the file it leads to is written. */
async function followLink(fileSystem: FileSystem, path: string): Promise<string> {
  try {
    return (await fileSystem.facts(path)) === null ? path : await fileSystem.realPath(path);
  } catch (error) {
    throw wrapSystemError('output-unwritable', `cannot write ${path}`, error);
  }
}

async function lookAt(
  { resume, force, now, fileSystem }: RunOutputOptions & { readonly fileSystem: FileSystem },
  lock: Lock,
  files: readonly string[],
): Promise<OutputClaim> {
  const output = files[0] ?? '';
  const release = () => lock.release().catch(() => undefined);
  const saved = resume
    ? await readCheckpoint(fileSystem, besideFile(output, 'ckpt'), output)
    : null;
  const complete = { found: 'complete', state: null, recomputed: 0, discarded: false } as const;
  const refuseBegin = () => Promise.reject(new Error('a complete output was begun'));
  if (saved === null) {
    if (resume && (await fileSystem.facts(output)) !== null)
      return { ...complete, begin: refuseBegin, release };
    for (const path of files) await checkVacant(fileSystem, path, force);
    const discarded = !resume && (await fileSystem.facts(besideFile(output, 'ckpt'))) !== null;
    const claim = { found: 'fresh', state: null, recomputed: 0, discarded } as const;
    const paths = { output, files, force };
    const begin = async <P>(first: unknown, describe: DescribePlace<P>): Promise<RunOutput<P>> => {
      const parts = await guard(output, lock, () => startOver(fileSystem, paths, first));
      return new CheckpointedOutput({ fileSystem, paths, lock, parts, describe, now });
    };
    return { ...claim, begin, release };
  }
  if (saved.parts.length !== files.length) throw refuseResume(output, 'the option errors differs');
  const paths = { output, files, force: saved.force };
  if (saved.finishing) {
    await publishParts(fileSystem, paths);
    return { ...complete, begin: refuseBegin, release };
  }
  const recomputed = await verifyParts(fileSystem, paths, saved);
  const begin = async <P>(_: unknown, describe: DescribePlace<P>): Promise<RunOutput<P>> => {
    const parts = await guard(output, lock, () => goOn(fileSystem, paths, saved.parts));
    return new CheckpointedOutput({ fileSystem, paths, lock, parts, describe, now });
  };
  const { state } = saved;
  return { found: 'unfinished', state, recomputed, discarded: false, begin, release };
}

/** Gives the lock back when opening fails. */
async function guard<T>(output: string, lock: Lock, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await lock.release().catch(() => undefined);
    throw wrapSystemError('output-unwritable', `cannot write ${output}`, error);
  }
}

const isPacked = (path: string): boolean => path.toLowerCase().endsWith('.gz');
const NOTHING: PartState = { length: 0, tail: sha256(new Uint8Array(0)), pending: '' };

/** The first checkpoint stands before the part files: an unfinished run always has one. */
async function startOver(
  fileSystem: FileSystem,
  { output, files, force }: RunPaths,
  state: unknown,
): Promise<PartFile[]> {
  await writeCheckpoint(fileSystem, besideFile(output, 'ckpt'), {
    version: 1,
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

async function goOn(
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
 * @returns records of the output after the checkpoint
 * @throws PulseError `resume-refused`
 */
async function verifyParts(
  fileSystem: FileSystem,
  { output, files }: RunPaths,
  { parts }: Checkpoint,
): Promise<number> {
  let recomputed = 0;
  for (const [index, path] of files.entries()) {
    const { length, tail, pending } = parts[index] ?? NOTHING;
    const part = besideFile(path, 'part');
    try {
      await withFile(fileSystem, part, 'inspect', async (file) => {
        const { size } = await file.facts();
        if (size < length) throw refuseResume(output, `${part} is shorter than it was`);
        if (length > 0 && (await hashWindow(file, length)) !== tail)
          throw refuseResume(output, `the content of ${part} differs`);
        if (index === 0) recomputed = await countLinesAfter(file, length, isPacked(path), pending);
      });
    } catch (error) {
      if (error instanceof PulseError || codeOf(error) !== 'ENOENT') throw error;
      if (length > 0) throw refuseResume(output, `${part} is gone`);
    }
  }
  return recomputed;
}
