import type { RunInput } from '@pulse-stream/pipeline';
import { openInput } from '@pulse-stream/sinks';
import { chooseFramer } from '@pulse-stream/sinks/internal';
import type { ByteSource } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { numberOf } from '../settings/settings.ts';

/** An input of a run whose beginning has been looked at. */
export interface OpenedInput extends RunInput {
  readonly source: ByteSource & {
    /** Bytes as they lie on the disk; null for a stream. */
    readonly size: number | null;
  };
}

/**
 * Opens every input and finds out how it is cut, so that one that cannot be read stops the run
 * before it starts. With several, records say which one they come from.
 * @throws PulseError `input-unreadable`, `input-not-text`, `aborted`
 */
export async function openRunInputs(
  paths: readonly string[],
  { terminal, settings }: CommandContext,
  signal?: AbortSignal,
): Promise<OpenedInput[]> {
  const maxLineBytes = numberOf(settings, 'max-line-bytes');
  const inputs: OpenedInput[] = [];
  try {
    for (const path of paths) {
      const source = openInput(path, {
        stdin: terminal.stdin,
        fileSystem: terminal.fileSystem,
        signal,
      });
      const head = await source.head();
      const framer = chooseFramer(path, head, maxLineBytes === undefined ? {} : { maxLineBytes });
      inputs.push({ source, framer, ...(paths.length > 1 ? { name: path } : {}) });
    }
  } catch (error) {
    await Promise.all(inputs.map(({ source }) => source.close()));
    throw error;
  }
  return inputs;
}
