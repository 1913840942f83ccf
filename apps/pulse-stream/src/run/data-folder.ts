import { lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { decodeText, type DataFiles } from '@pulse-stream/model-import';
import { PulseError } from '@pulse-stream/worldstate';
import { readBounded } from '../settings/dataset-files.ts';

/** Largest file of numbers, and most bytes of all of them. */
const FILE_BYTES = 50_000_000;
const ALL_BYTES = 200_000_000;
/** Most entries of a folder that are looked at. */
const MOST_NAMES = 10_000;

/** A folder that a model may read numbers from, and nothing outside of it. */
export interface DataFolder extends DataFiles {
  /** Whether a file was read under this path. */
  hasRead(path: string): boolean;
}

const refused = (reason: string): ReturnType<DataFiles['read']> => ({ kind: 'refused', reason });

/**
 * Opens a folder of numbers. Links are not followed, whether they are files or folders.
 * @param without a file that is no data, as the output that is compared with
 * @throws PulseError `input-unreadable`, `option-invalid`
 */
export function openDataFolder(folder: string, without: string | undefined): DataFolder {
  const { root, entries } = listFolder(folder);
  const read = new Set<string>();
  const apart = without === undefined ? null : resolve(without);
  let left = ALL_BYTES;
  return {
    names: entries
      .filter((entry) => entry.isFile() && /\.(?:dat|tab|csv)$/i.test(entry.name))
      .map(({ name }) => name)
      .filter((name) => resolve(folder, name) !== apart)
      .toSorted(),
    read: (name) => {
      const reason = whyNot(root, name);
      if (reason !== null) return refused(reason);
      const path = join(root, name);
      const bytes = readBounded(path, Math.min(FILE_BYTES, left));
      if (bytes === null) return refused(`it has more than ${Math.min(FILE_BYTES, left)} bytes`);
      left -= bytes.length;
      read.add(path);
      return { kind: 'text', text: decodeText(bytes) };
    },
    hasRead: (path) => {
      try {
        return read.has(realpathSync(path));
      } catch {
        return false; // a file that is not there yet was not read
      }
    },
  };
}

function listFolder(folder: string) {
  let root: string;
  let entries;
  try {
    root = realpathSync(folder);
    entries = readdirSync(root, { withFileTypes: true });
  } catch (cause) {
    throw new PulseError('input-unreadable', `--data ${folder}: the folder cannot be read`, {
      cause,
    });
  }
  if (entries.length > MOST_NAMES)
    throw new PulseError(
      'option-invalid',
      `--data ${folder}: has more than ${MOST_NAMES} files (give a folder of its own)`,
    );
  return { root, entries };
}

/** What keeps a file from being read; null: nothing does. */
function whyNot(root: string, name: string): string | null {
  const segments = name.split('/');
  let path = root;
  for (const [index, segment] of segments.entries()) {
    // a name that leads out of the folder is refused before; whoever calls may forget it
    if (segment === '' || segment === '.' || segment === '..' || /[\\\0]/.test(segment))
      return 'it names no file inside the folder';
    path = join(path, segment);
    let found;
    try {
      found = lstatSync(path);
    } catch {
      return `there is no such file in the folder of the data`;
    }
    if (found.isSymbolicLink()) return 'it is a link, or lies behind one';
    if (index === segments.length - 1 ? !found.isFile() : !found.isDirectory())
      return index === segments.length - 1 ? 'it is no file' : 'it lies in no folder';
  }
  return realpathSync(path) === path ? null : 'it lies outside the folder';
}
