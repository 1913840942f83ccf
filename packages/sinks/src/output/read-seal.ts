import { PulseError } from '@pulse-stream/worldstate';
import { besideFile } from '../files/beside-file.ts';
import { nodeFileSystem, type FileSystem } from '../files/file-system.ts';
import { readCheckpoint } from './checkpoint-file.ts';

/**
 * What the run said of itself that made a complete output.
 * @returns null: it left no seal, or none that fits the file as it is now
 */
export async function readSeal(
  output: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<unknown> {
  const file = await fileSystem.facts(output);
  try {
    const seal = await readCheckpoint(fileSystem, besideFile(output, 'seal'), output);
    return seal === null || seal.parts[0]?.length !== file?.size ? null : seal.state;
  } catch (error) {
    if (error instanceof PulseError) return null;
    throw error;
  }
}
