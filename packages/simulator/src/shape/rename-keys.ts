import { isWithin, type Path } from './schema-places.ts';
import type { UnknownKey } from './unknown-key.ts';

type Fields = Record<PropertyKey, unknown>;

/** A key that was read as another one. */
export interface Renaming {
  readonly written: Path;
  readonly read: Path;
  /** Whether it was a slip: what is wrong under it is told too. */
  readonly isSlip: boolean;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null;

/** The map or list at a path; null where there is none. */
export function fieldsAt(root: unknown, path: Path): Fields | null {
  let at: unknown = root;
  for (const key of path) {
    if (!isFields(at) || !Object.hasOwn(at, key)) return null;
    at = at[key];
  }
  return isFields(at) ? at : null;
}

/** Takes unknown keys out of `root`: each becomes the key that was meant, where nothing stands yet. */
export function renameKeys(root: unknown, unknown: readonly UnknownKey[]): Renaming[] {
  return unknown.flatMap(({ path, meant, isSlip }): Renaming[] => {
    const owner = fieldsAt(root, path.slice(0, -1));
    const [key, name] = [path.at(-1), meant?.at(-1)];
    if (owner === null || key === undefined) return [];
    const value = owner[key];
    Reflect.deleteProperty(owner, key);
    if (
      meant === null ||
      name === undefined ||
      (Object.hasOwn(owner, name) && owner[name] !== undefined)
    )
      return [];
    owner[name] = value;
    return [{ written: path, read: meant, isSlip }];
  });
}

/** Where something was written that was read at `path`. */
export function writtenAt(path: Path, renamings: readonly Renaming[]): Path {
  // the last renaming is the innermost: the keys around it were read first
  return renamings.reduceRight<Path>(
    (at, { read, written }) => (isWithin(read, at) ? [...written, ...at.slice(read.length)] : at),
    path,
  );
}
