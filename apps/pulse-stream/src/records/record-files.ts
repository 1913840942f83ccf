import { openInput } from '@pulse-stream/sinks';
import type { CommandContext } from '../settings/command-context.ts';
import { readRecordLines, type RecordLine } from './record-lines.ts';

/**
 * The lines of the outputs of runs, one at a time; blank ones are left out.
 * @param signal stops reading
 * @throws PulseError `input-unreadable`, `aborted`
 */
export async function* readRecordFiles(
  paths: readonly string[],
  { terminal: { fileSystem, stdin } }: Pick<CommandContext, 'terminal'>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly path: string; readonly line: RecordLine }> {
  for (const path of paths) {
    const source = openInput(path, { fileSystem, stdin, signal });
    try {
      for await (const line of readRecordLines(source)) if (!line.blank) yield { path, line };
    } finally {
      await source.close();
    }
  }
}
