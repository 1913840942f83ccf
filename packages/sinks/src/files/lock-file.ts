import { hostname } from 'node:os';
import { PulseError } from '@pulse-stream/worldstate';
import { besideFile } from './beside-file.ts';
import { sha256 } from './file-digest.ts';
import { codeOf, type FileSystem } from './file-system.ts';
import { describeSelf, isAlive, isSelf, parseHolder, type Holder } from './lock-holder.ts';
import { wrapSystemError } from './system-error.ts';
import { writeAll } from './write-all.ts';

/** A lock that is ours until released. */
export interface Lock {
  release(): Promise<void>;
}

/** Longest lock file that is one of ours. */
const LOCK_BYTES = 4096;
/** How long a lock file may be unreadable where it cannot be made with its content. */
const GRACE_MS = 100;
/** How often a lock that others are taking over is looked at again, and how long apart. */
const ATTEMPTS = 40;
const PAUSE_MS = 25;
/** Locks of locks: each one more needs a kill in the very moment of a takeover. */
const MOST_TAKEOVERS = 3;
/** Digits that tell a process from all others, and locks it may be making at a time. */
const ASIDE_DIGITS = 8;
const MOST_ASIDE = 9;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Takes the lock file of an output, so that two runs never write the same one. A lock whose process
 * no longer lives on this machine is taken over, by exactly one of those who try at the same time.
 * @throws PulseError `output-unwritable`: another run holds it, or it cannot be made
 */
export async function takeLock(fileSystem: FileSystem, output: string): Promise<Lock> {
  const path = besideFile(output, 'lock');
  try {
    const lock = await acquire(fileSystem, path, MOST_TAKEOVERS);
    if (!('pid' in lock)) return lock;
    throw refuse(output, path, lock);
  } catch (error) {
    throw wrapSystemError('output-unwritable', `cannot write ${output}`, error);
  }
}

function refuse(output: string, path: string, { pid, host }: Holder): PulseError {
  const where = host === hostname() ? '' : ` on ${host}`;
  const who =
    pid === process.pid && where === '' ? 'this process itself' : `process ${pid}${where}`;
  return new PulseError(
    'output-unwritable',
    `cannot write ${output}: ${who} is writing it (if not, remove ${path})`,
  );
}

/**
 * The lock, or who holds it. A dead holder's lock is only ever replaced by whoever holds the lock
 * `FILE.lock.take`, and only when it is a dead holder's still: two who saw the same dead holder
 * cannot both replace it, and nobody replaces the lock of the one that was faster.
 */
async function acquire(
  fileSystem: FileSystem,
  path: string,
  takeovers: number,
): Promise<Lock | Holder> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await createLock(fileSystem, path)) return holdLock(fileSystem, path);
    const holder = await readHolder(fileSystem, path);
    if (isHeld(holder)) return holder;
    if (takeovers === 0) break;
    const take = await acquire(fileSystem, `${path}.take`, takeovers - 1);
    if ('pid' in take) {
      // somebody else is replacing it just now
      await pause(PAUSE_MS);
      continue;
    }
    try {
      const found = await readHolder(fileSystem, path);
      if (isHeld(found)) return found;
      // one that is gone is made anew: its place may be somebody's the next moment
      if (found === 'none') continue;
      await withLockAside(fileSystem, path, (aside) => fileSystem.rename(aside, path));
      return holdLock(fileSystem, path);
    } finally {
      await take.release();
    }
  }
  throw new PulseError(
    'output-unwritable',
    `others keep locking it, or their locks were left behind: when no run is writing it, remove ${path}*`,
  );
}

function holdLock(fileSystem: FileSystem, path: string): Lock {
  return {
    async release() {
      // a lock that was removed by hand may be another run's by now
      const found = await readNow(fileSystem, path);
      if (typeof found !== 'string' && isSelf(found)) await fileSystem.remove(path);
    },
  };
}

/** Writes the lock aside and hands its name to `use`; what is left of it then is removed. */
async function withLockAside<T>(
  fileSystem: FileSystem,
  path: string,
  use: (aside: string) => Promise<T>,
): Promise<T> {
  const mine = sha256(new TextEncoder().encode(JSON.stringify(describeSelf())));
  const stem = `${path}.${mine.slice(0, ASIDE_DIGITS)}`;
  for (let attempt = 0; ; attempt++) {
    const aside = `${stem}-${attempt}`;
    try {
      await writeLock(fileSystem, aside);
    } catch (error) {
      // this process takes the same lock twice at a time
      if (codeOf(error) === 'EEXIST' && attempt < MOST_ASIDE) continue;
      await fileSystem.remove(aside).catch(() => undefined);
      throw error;
    }
    try {
      return await use(aside);
    } finally {
      await fileSystem.remove(aside).catch(() => undefined);
    }
  }
}

async function writeLock(fileSystem: FileSystem, path: string): Promise<void> {
  const file = await fileSystem.open(path, 'create');
  try {
    await writeAll(file, new TextEncoder().encode(`${JSON.stringify(describeSelf())}\n`));
  } finally {
    await file.close();
  }
}

/** The lock appears with its content; false: one is there. */
async function createLock(fileSystem: FileSystem, path: string): Promise<boolean> {
  // most often somebody's lock is there for long: then nothing is written
  if ((await readNow(fileSystem, path)) !== 'none') return false;
  try {
    await withLockAside(fileSystem, path, async (aside) => {
      try {
        await fileSystem.link(aside, path);
      } catch (error) {
        if (codeOf(error) === 'EEXIST') throw error;
        // a file system without second names for a file
        await writeLock(fileSystem, path);
      }
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What a lock file says; `unreadable`: it names nobody. */
type Found = Holder | 'none' | 'unreadable';

function isHeld(found: Found): found is Holder {
  return typeof found !== 'string' && isAlive(found);
}

/** What a lock file says, also when it takes a moment to say it. */
async function readHolder(fileSystem: FileSystem, path: string): Promise<Found> {
  const first = await readNow(fileSystem, path);
  if (first !== 'unreadable') return first;
  await pause(GRACE_MS);
  return await readNow(fileSystem, path);
}

async function readNow(fileSystem: FileSystem, path: string): Promise<Found> {
  try {
    const file = await fileSystem.open(path, 'inspect');
    try {
      const buffer = new Uint8Array(LOCK_BYTES);
      const text = new TextDecoder().decode(buffer.subarray(0, await file.read(buffer)));
      return parseHolder(text) ?? 'unreadable';
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'none';
    throw error;
  }
}
