import { codeOf, type FileSystem, type OpenFile } from './file-system.ts';

/**
 * A new, empty file of ours beside an output. What an earlier run left there is removed, never
 * written into: it may be a link that leads elsewhere.
 * @param mode permissions; default: the usual ones
 */
export async function openFresh(
  fileSystem: FileSystem,
  path: string,
  mode?: number,
): Promise<OpenFile> {
  try {
    return await fileSystem.open(path, 'create', mode);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    await fileSystem.remove(path);
    return await fileSystem.open(path, 'create', mode);
  }
}
