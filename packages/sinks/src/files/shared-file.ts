import { basename, dirname, join } from 'node:path';
import { besideFile, PURPOSES } from './beside-file.ts';
import { codeOf, describeStandard, nodeFileSystem, type FileSystem } from './file-system.ts';
import { STANDARD_STREAM } from './standard-stream.ts';
import { wrapSystemError } from './system-error.ts';

/** A path that a command reads or writes. */
export interface NamedPath {
  /** A file, or `-`. */
  readonly path: string;
  /** How messages call it, e.g. `--output`. */
  readonly called: string;
}

/** Options of `findSharedFile`. */
export interface SharedFileOptions {
  readonly stdin?: object | undefined;
  readonly stdout?: object | undefined;
  readonly fileSystem?: FileSystem | undefined;
}

/**
 * Two names for one file of which at least one is written: the same path, a link, or standard output
 * sent into an input. What a run keeps beside an output counts as written too. Devices and pipes are
 * never one file.
 * @returns the one that is written and the other one; null when all is well
 * @throws PulseError `input-unreadable`
 */
export async function findSharedFile(
  reads: readonly NamedPath[],
  writes: readonly NamedPath[],
  options: SharedFileOptions = {},
): Promise<{ readonly written: NamedPath; readonly other: NamedPath } | null> {
  const { fileSystem = nodeFileSystem } = options;
  const written = new Map<string, NamedPath>();
  for (const each of writes) {
    const id = await identify(each.path, 1, options.stdout, fileSystem);
    if (id === null) continue;
    const before = written.get(id);
    if (before !== undefined) return { written: each, other: before };
    written.set(id, each);
  }
  const named = new Map(written);
  for (const each of writes) {
    if (each.path === STANDARD_STREAM) continue;
    for (const purpose of PURPOSES) {
      const id = await identify(besideFile(each.path, purpose), 1, undefined, fileSystem);
      if (id === null) continue;
      const other = named.get(id);
      if (other !== undefined) return { written: each, other };
      if (!written.has(id)) written.set(id, each);
    }
  }
  // mostly: nothing is asked about the inputs then
  if (written.size === 0) return null;
  for (const other of reads) {
    const id = await identify(other.path, 0, options.stdin, fileSystem);
    const found = id === null ? undefined : written.get(id);
    if (found !== undefined) return { written: found, other };
  }
  return null;
}

/** The same text for two names of one file; null for what is no file. */
async function identify(
  path: string,
  descriptor: number,
  stream: object | undefined,
  fileSystem: FileSystem,
): Promise<string | null> {
  if (path === STANDARD_STREAM) {
    const facts = describeStandard(descriptor, stream);
    return facts?.kind === 'file' ? facts.id : null;
  }
  try {
    const facts = await fileSystem.facts(path);
    if (facts !== null) return facts.kind === 'file' ? facts.id : null;
    // nothing there yet: its place is known by its folder
    return join(await fileSystem.realPath(dirname(path)), basename(path));
  } catch (error) {
    // a folder that is not there, or may not be entered, is said by whoever opens the file
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ENAMETOOLONG', 'ELOOP'].includes(codeOf(error)))
      return null;
    throw wrapSystemError('input-unreadable', `cannot look at ${path}`, error);
  }
}
