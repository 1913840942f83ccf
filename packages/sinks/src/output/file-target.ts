import { dirname } from 'node:path';
import { besideFile } from '../files/beside-file.ts';
import type { FileSystem, OpenFile } from '../files/file-system.ts';
import { createGzipMember } from './gzip-member.ts';
import { takeLock, type Lock } from '../files/lock-file.ts';
import { checkVacant } from './publish-parts.ts';
import { openFresh } from '../files/open-fresh.ts';
import type { Target } from './output-sink.ts';
import { wrapSystemError } from '../files/system-error.ts';
import { writeAll } from '../files/write-all.ts';

/**
 * A file that appears under its name only when it is complete: bytes go to `FILE.part`; the end is
 * fsync, rename, fsync of the directory. `FILE.lock` keeps other runs away meanwhile.
 * @throws PulseError `output-exists`: the file is there and `force` is false; `output-unwritable`
 * @see RELIABILITY.md §3
 */
export async function openFileTarget(
  fileSystem: FileSystem,
  path: string,
  force: boolean,
): Promise<Target> {
  const lock = await takeLock(fileSystem, path);
  try {
    const mode = await checkVacant(fileSystem, path, force);
    const part = await openFresh(fileSystem, besideFile(path, 'part'), mode);
    return createFileTarget({ fileSystem, path, force, lock, part });
  } catch (error) {
    await lock.release().catch(() => undefined);
    throw wrapSystemError('output-unwritable', `cannot write ${path}`, error);
  }
}

function createFileTarget(parts: {
  fileSystem: FileSystem;
  path: string;
  force: boolean;
  lock: Lock;
  part: OpenFile;
}): Target {
  const { fileSystem, path, force, lock, part } = parts;
  const partPath = besideFile(path, 'part');
  const gzip = path.toLowerCase().endsWith('.gz') ? createGzipMember() : null;
  let open = true;

  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw wrapSystemError('output-unwritable', `cannot write ${path}`, error);
    }
  };
  const closePart = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await part.close();
  };

  return {
    isDoneAfterWrite: true,
    write: (bytes) =>
      guarded(async () => {
        await writeAll(part, gzip === null ? bytes : await gzip.write(bytes));
      }),
    finish: () =>
      guarded(async () => {
        if (gzip !== null) await writeAll(part, await gzip.end());
        await part.sync();
        await closePart();
        // Nobody but a foreign program can have made it while the lock is ours.
        await checkVacant(fileSystem, path, force);
        await fileSystem.rename(partPath, path);
        const skipped = await fileSystem.syncDirectory(dirname(path));
        // A lock that stays behind is taken over once this process has ended.
        await lock.release().catch(() => undefined);
        return skipped === null
          ? []
          : [`${path} is complete, but its folder was not synced: ${skipped}`];
      }),
    async discard() {
      await closePart().catch(() => undefined);
      await fileSystem.remove(partPath).catch(() => undefined);
      await lock.release().catch(() => undefined);
    },
  };
}
