import { openOutput, type OutputSink } from '@pulse-stream/sinks';
import type { CommandContext } from '../settings/command-context.ts';
import { isOn } from '../settings/settings.ts';

/**
 * Writes a text to a file, which appears only complete, or to standard output (`-`).
 * @throws PulseError `output-exists` without --force; `output-unwritable`, `reader-gone`
 */
export function writeWhole(path: string, text: string, context: CommandContext): Promise<void> {
  return writeTogether([{ path, text }], context);
}

/** As `writeWhole` for several files: none appears before all of them are written. */
export async function writeTogether(
  texts: readonly { readonly path: string; readonly text: string }[],
  { terminal, settings }: CommandContext,
): Promise<void> {
  const { fileSystem, stdout } = terminal;
  const force = isOn(settings, 'force');
  const open: OutputSink[] = [];
  try {
    for (const { path, text } of texts) {
      const sink = await openOutput(path, { force, fileSystem, stdout });
      open.push(sink);
      await sink.write(new TextEncoder().encode(text));
    }
    for (let sink = open[0]; sink !== undefined; sink = open[0]) {
      await sink.close();
      open.shift();
    }
  } catch (error) {
    for (const sink of open) await sink.abort();
    throw error;
  }
}
