import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { PulseError } from '@pulse-stream/worldstate';
import { codeOf, type FileSystem } from './file-system.ts';
import { birthOf } from './process-birth.ts';
import { wrapSystemError } from './system-error.ts';
import { writeAll } from './write-all.ts';

/** Who holds a lock. `started` tells a process from an earlier one with the same id. */
interface Holder {
  readonly pid: number;
  readonly started: number;
  readonly host: string;
  /** Tells it from another process with its id; absent where the system does not say. */
  readonly birth?: string | undefined;
}

/** A lock that is ours until released. */
export interface Lock {
  release(): Promise<void>;
}

/** Longest lock file that is one of ours. */
const LOCK_BYTES = 4096;
/** How long a lock file may be empty: its owner made it and is about to write its name. */
const GRACE_MS = 100;
/** Takeovers tried before somebody else is believed to be faster every time. */
const ATTEMPTS = 5;

const self = (): Holder => ({
  pid: process.pid,
  started: performance.timeOrigin,
  host: hostname(),
  birth: birthOf(process.pid) ?? undefined,
});

/**
 * Takes the lock file of an output, so that two runs never write the same one. A lock whose process
 * no longer lives on this machine is taken over.
 * @throws PulseError `output-unwritable`: another run holds it, or it cannot be made
 */
export async function takeLock(fileSystem: FileSystem, output: string): Promise<Lock> {
  const path = `${output}.lock`;
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await createLock(fileSystem, path)) return { release: () => fileSystem.remove(path) };
      const holder = await readHolder(fileSystem, path);
      if (holder !== null && isAlive(holder)) throw refuse(output, path, holder);
      await removeStale(fileSystem, path, holder);
    }
  } catch (error) {
    throw wrapSystemError('output-unwritable', `cannot write ${output}`, error);
  }
  throw new PulseError('output-unwritable', `cannot write ${output}: others keep locking it`);
}

function refuse(output: string, path: string, holder: Holder): PulseError {
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
  return new PulseError(
    'output-unwritable',
    `cannot write ${output}: process ${holder.pid}${where} is writing it (if not, remove ${path})`,
  );
}

async function createLock(fileSystem: FileSystem, path: string): Promise<boolean> {
  try {
    const file = await fileSystem.open(path, 'create');
    try {
      await writeAll(file, new TextEncoder().encode(`${JSON.stringify(self())}\n`));
    } catch (error) {
      await fileSystem.remove(path).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds the lock; null when nobody could be read from it, even after a moment. */
async function readHolder(fileSystem: FileSystem, path: string): Promise<Holder | null> {
  const first = parseHolder(await readText(fileSystem, path));
  if (first !== null) return first;
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  return parseHolder(await readText(fileSystem, path));
}

async function readText(fileSystem: FileSystem, path: string): Promise<string> {
  try {
    const file = await fileSystem.open(path, 'read');
    try {
      const buffer = new Uint8Array(LOCK_BYTES);
      return new TextDecoder().decode(buffer.subarray(0, await file.read(buffer)));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { pid, started, host, birth } = value as Partial<Record<keyof Holder, unknown>>; // unknown fields
    return Number.isInteger(pid) && typeof started === 'number' && typeof host === 'string'
      ? { pid: Number(pid), started, host, birth: typeof birth === 'string' ? birth : undefined }
      : null;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  const { pid, started, host } = self();
  // Processes of another machine cannot be asked, so they count as alive.
  if (holder.host !== host) return true;
  if (holder.pid === pid) return holder.started === started;
  try {
    process.kill(holder.pid, 0);
    const birth = birthOf(holder.pid);
    if (birth === null) return false;
    return birth === undefined || holder.birth === undefined || birth === holder.birth;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Moves a dead holder's lock out of the way. It is renamed before it is removed, and put back when
 * it turns out to be the fresh lock of a run that was faster.
 */
async function removeStale(
  fileSystem: FileSystem,
  path: string,
  dead: Holder | null,
): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await fileSystem.rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = parseHolder(await readText(fileSystem, aside));
  if (moved !== null && (moved.pid !== dead?.pid || moved.started !== dead.started))
    await fileSystem.rename(aside, path);
  else await fileSystem.remove(aside);
}
