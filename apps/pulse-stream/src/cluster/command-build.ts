import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENGINE_VERSION } from '@pulse-stream/pipeline/internal';

/** What runs; beside it lie what an engine compiled of it, which differs by machine, and texts. */
const PROGRAM = /\.(cjs|wasm)$/;
const DIGITS = 12;

/**
 * The build of this command as the machines of a cluster know it: its version, and a digest of the
 * programs it consists of. Two commits with one version may compute other numbers; the same file of the
 * command is one build wherever it was unpacked.
 * @param folder where the programs lie
 */
export async function readBuild(
  folder = fileURLToPath(new URL('../bundle', import.meta.url)),
): Promise<string> {
  const hash = createHash('sha256');
  const names = (await readdir(folder)).filter((name) => PROGRAM.test(name)).toSorted();
  for (const name of names) {
    const bytes = await readFile(join(folder, name));
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return `${ENGINE_VERSION}-${hash.digest('hex').slice(0, DIGITS)}`;
}
