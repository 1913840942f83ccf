import { findSharedFile, isFileOutput, type NamedPath } from '@pulse-stream/sinks/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from './command-context.ts';
import { READERS, TABLES } from '../flags/flag.ts';
import { FLAGS } from '../flags/flag-table.ts';
import { planOutputs, REPLACING } from './output-plan.ts';
import { textsOf } from './settings.ts';

/** Files that a command writes; every other one that is named is read. */
const WRITTEN: ReadonlySet<string> = new Set([...REPLACING, 'memory']);

/**
 * Refuses to write a file that is read, or written, by the same command under any name.
 * @throws PulseError `option-invalid`
 */
export async function refuseSharedFiles(
  command: string,
  { settings, words, terminal }: Pick<CommandContext, 'settings' | 'words' | 'terminal'>,
): Promise<void> {
  const { stdin, stdout, fileSystem } = terminal;
  const reads: NamedPath[] = [];
  const writes: NamedPath[] = [];
  for (const { name, type } of FLAGS) {
    const { value, from: called } = settings.get(name) ?? {};
    if (called === undefined) continue;
    if (type === 'dataset' && typeof value === 'object')
      for (const path of Object.values(value)) reads.push({ path, called });
    if (type !== 'file' && type !== 'model') continue;
    for (const path of textsOf(settings, name))
      (WRITTEN.has(name) ? writes : reads).push({ path, called });
  }
  const known = TABLES.find((name) => name === command);
  const plans =
    known === undefined
      ? []
      : await planOutputs(known, settings, (path) => isFileOutput(path, fileSystem));
  for (const { path, failures } of plans)
    if (failures !== null) writes.push({ path: failures, called: `the failures of ${path},` });
  const files = READERS.some((name) => name === command) ? words : [];
  for (const path of files) reads.push({ path, called: 'the input' });
  if (command === 'run' && files.length === 0 && stdin.isTTY !== true)
    reads.push({ path: '-', called: 'standard input' });
  if (!settings.has('output')) writes.push({ path: '-', called: 'standard output' });
  const shared = await findSharedFile(reads, writes, { stdin, stdout, fileSystem });
  if (shared === null) return;
  const [written, other] = [shared.written, shared.other].map(({ path, called }) =>
    path === '-' ? called : `${called} ${path}`,
  );
  throw new PulseError(
    'option-invalid',
    `${written ?? ''} would overwrite ${other ?? ''}: they are one file, or kept beside each other`,
  );
}
