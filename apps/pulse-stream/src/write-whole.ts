import { openOutput } from '@pulse-stream/sinks';
import type { CommandContext } from './command-context.ts';
import { isOn } from './settings.ts';

/**
 * Writes a text to a file, which appears only complete, or to standard output (`-`).
 * @throws PulseError `output-exists` without --force; `output-unwritable`, `reader-gone`
 */
export async function writeWhole(
  path: string,
  text: string,
  { terminal, settings }: CommandContext,
): Promise<void> {
  const { fileSystem, stdout } = terminal;
  const sink = await openOutput(path, { force: isOn(settings, 'force'), fileSystem, stdout });
  try {
    await sink.write(new TextEncoder().encode(text));
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
