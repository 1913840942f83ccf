import { PulseError } from '@pulse-stream/worldstate';
import { besideFile } from '../files/beside-file.ts';
import { CheckpointedOutput, type DescribePlace, type RunOutput } from './checkpointed-output.ts';
import { readCheckpoint, refuseResume, type Checkpoint } from './checkpoint-file.ts';
import { sumBytes, withFile } from '../files/file-digest.ts';
import { nodeFileSystem, type FileSystem } from '../files/file-system.ts';
import { takeLock, type Lock } from '../files/lock-file.ts';
import { goOn, NOTHING, startOver, verifyParts } from './part-files.ts';
import { checkVacant, publishParts, type RunPaths } from './publish-parts.ts';
import { STANDARD_STREAM } from '../files/standard-stream.ts';
import { wrapSystemError } from '../files/system-error.ts';

/** Options of `claimRunOutput`. */
export interface RunOutputOptions {
  /** A file whose bytes come in order; packed when its name ends in `.gz`. */
  readonly output: string;
  /** A file for dead letters, continued together with the output. */
  readonly errors?: string | undefined;
  /** Files that get their names before the output, as the dead letters do. */
  readonly beside?: readonly string[] | undefined;
  /** Outputs that get their names after the first, in this order. */
  readonly others?: readonly string[] | undefined;
  /** false: what the output holds are not records, one a line, and are not counted; default true. */
  readonly lines?: boolean | undefined;
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
  /** What the caller said at the last checkpoint, or of the end; null for a fresh one. */
  readonly state: unknown;
  /** Records after the last checkpoint, which are computed again; null: they were not counted. */
  readonly recomputed: number | null;
  /**
   * Opens the files: those of an unfinished run are cut to their last checkpoint.
   * @param first what `describe` would say at the beginning of the input
   * @throws PulseError `output-unwritable`
   */
  begin<P>(first: unknown, describe: DescribePlace<P>): Promise<RunOutput<P>>;
  /**
   * Gives the files of a complete output their names, should a crash have kept them from it.
   * @returns what the platform could not do, for people
   * @throws PulseError `output-unwritable`, `output-exists`, `resume-refused`
   */
  finish(): Promise<readonly string[]>;
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
 * @throws PulseError `output-exists`: the file is there, or an unfinished run of it, and neither
 *   `force` nor `resume` says what to do; `output-unwritable`; `resume-refused` when the checkpoint or
 *   the seal is damaged, does not fit the files, or is not there
 * @see RELIABILITY.md §3
 */
export async function claimRunOutput(options: RunOutputOptions): Promise<OutputClaim> {
  const { fileSystem = nodeFileSystem } = options;
  const { output: first, errors, beside = [], others = [] } = options;
  const letters = errors === undefined ? [] : [errors];
  const given = [first, ...letters, ...beside, ...others];
  const links = new Map<string, string>();
  for (const path of given) links.set(path, await followLink(fileSystem, path));
  const follow = (path: string): string => links.get(path) ?? path;
  const files = given.map(follow);
  const lock = await takeLocks(fileSystem, files);
  const paths = {
    output: follow(first),
    files,
    published: [...letters, ...beside, first, ...others].map(follow),
    force: options.force,
  };
  try {
    return await lookAt({ ...options, fileSystem }, lock, paths, given);
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

/** What claims are made from. */
interface Claiming {
  readonly fileSystem: FileSystem;
  readonly paths: RunPaths;
  /** `paths.files` by the names that the caller knows them by. */
  readonly given: readonly string[];
  /** Which of them is for dead letters. */
  readonly errors: string | undefined;
  readonly lock: Lock;
  readonly now: () => number;
  readonly lines: boolean;
}

async function lookAt(
  options: RunOutputOptions & { readonly fileSystem: FileSystem },
  lock: Lock,
  paths: RunPaths,
  given: readonly string[],
): Promise<OutputClaim> {
  const { resume, now, fileSystem, errors, lines = true } = options;
  const { output } = paths;
  const claiming = { fileSystem, paths, given, errors, lock, now, lines };
  if (!resume) return await claimFresh(claiming);
  const saved = await readCheckpoint(fileSystem, besideFile(output, 'ckpt'), output);
  const isThere = (await fileSystem.facts(output)) !== null;
  if (saved === null) return await (isThere ? claimSealed(claiming) : claimFresh(claiming));
  checkFiles(claiming.paths, saved);
  const begun = { ...claiming, paths: { ...paths, force: saved.force } };
  if (!saved.finishing) return await claimUnfinished(begun, saved);
  return claimComplete(begun, saved.state, () => publishParts(fileSystem, begun.paths));
}

const giveBack = (lock: Lock) => (): Promise<void> => lock.release().catch(() => undefined);
const NOT_COMPLETE = () => Promise.reject(new Error('an output that is not complete was finished'));

function checkFiles({ output, files }: RunPaths, { parts }: Checkpoint): void {
  if (parts.length !== files.length)
    throw refuseResume(output, 'the number of its files differs (options output and errors)');
}

async function claimFresh(claiming: Claiming): Promise<OutputClaim> {
  const { fileSystem, paths, lock } = claiming;
  const { output, files, force } = paths;
  for (const path of files) await checkVacant(fileSystem, path, force);
  if (!force && (await isBegun(fileSystem, output)))
    throw new PulseError(
      'output-exists',
      `${output} has an unfinished run (--resume continues it, --force starts over)`,
    );
  return {
    found: 'fresh',
    state: null,
    recomputed: 0,
    async begin(first, describe) {
      const parts = await guard(output, lock, () => startOver(fileSystem, paths, first));
      return new CheckpointedOutput({ ...claiming, parts, describe });
    },
    finish: NOT_COMPLETE,
    release: giveBack(lock),
  };
}

/** Whether there is a checkpoint with anything to continue, or one that cannot be read. */
async function isBegun(fileSystem: FileSystem, output: string): Promise<boolean> {
  try {
    const saved = await readCheckpoint(fileSystem, besideFile(output, 'ckpt'), output);
    if (saved === null) return false;
    return (
      saved.finishing || saved.parts.some(({ length, pending }) => length + pending.length > 0)
    );
  } catch (error) {
    if (error instanceof PulseError) return true;
    throw error;
  }
}

async function claimUnfinished(claiming: Claiming, saved: Checkpoint): Promise<OutputClaim> {
  const { fileSystem, paths, lock } = claiming;
  return {
    found: 'unfinished',
    state: saved.state,
    recomputed: await verifyParts(fileSystem, paths, saved, claiming.lines),
    async begin(_, describe) {
      const parts = await guard(paths.output, lock, () => goOn(fileSystem, paths, saved.parts));
      return new CheckpointedOutput({ ...claiming, parts, describe });
    },
    finish: NOT_COMPLETE,
    release: giveBack(lock),
  };
}

function claimComplete(
  { lock }: Claiming,
  state: unknown,
  finish: () => Promise<readonly string[]>,
): OutputClaim {
  return {
    found: 'complete',
    state,
    recomputed: 0,
    begin: () => Promise.reject(new Error('a complete output was begun')),
    finish,
    release: giveBack(lock),
  };
}

/** An output that is there, with the seal of the run that made it. */
async function claimSealed(claiming: Claiming): Promise<OutputClaim> {
  const { fileSystem, paths } = claiming;
  const { output } = paths;
  const path = besideFile(output, 'seal');
  const seal = await readCheckpoint(fileSystem, path, output);
  if (seal === null)
    throw refuseResume(output, `it is there, and no ${path} says what it was made of`);
  checkFiles(paths, seal);
  for (const [index, file] of paths.files.entries()) {
    const { length, crc } = seal.parts[index] ?? NOTHING;
    const facts = await fileSystem.facts(file);
    if (facts === null) throw refuseResume(output, `${file} is gone`);
    const same =
      facts.size === length &&
      (await withFile(fileSystem, file, 'read', (open) => sumBytes(open, length))) === crc;
    if (!same) throw refuseResume(output, `${file} is not the file that ${path} speaks of`);
  }
  return claimComplete(claiming, seal.state, () => Promise.resolve([]));
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
