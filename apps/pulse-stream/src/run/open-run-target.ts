import type { World } from '@pulse-stream/pipeline';
import { openOutput, type OutputSink } from '@pulse-stream/sinks';
import { isFileOutput, openDeadLetters, type AppendedLines } from '@pulse-stream/sinks/internal';
import { PulseError } from '@pulse-stream/worldstate';
import type { CommandContext } from '../settings/command-context.ts';
import { openResumableRun } from './resumable-run.ts';
import { openRunInputs } from './run-inputs.ts';
import type { RunTarget } from './run-target.ts';
import { isOn, textOf } from '../settings/settings.ts';

/** A stream or a device: what was written is written. */
async function openStreamedRun(
  paths: readonly string[],
  output: string,
  errors: string | undefined,
  context: CommandContext,
  signal: AbortSignal,
): Promise<RunTarget> {
  const { settings, terminal } = context;
  const { fileSystem, stdout } = terminal;
  const force = isOn(settings, 'force');
  const inputs = await openRunInputs(paths, context, signal);
  const sinks: OutputSink[] = [];
  const abort = (): Promise<unknown> => Promise.all(sinks.map((sink) => sink.abort()));
  try {
    const records = await openOutput(output, { force, fileSystem, stdout });
    sinks.push(records);
    const letters =
      errors === undefined ? null : await openDeadLetters(errors, { force, fileSystem });
    if (letters !== null) sinks.push(letters);
    return {
      inputs,
      records,
      deadLetters: letters,
      resumed: null,
      async close() {
        for (const sink of sinks) await sink.close();
      },
      async leave(failed) {
        // What a stream was given cannot be taken back; dead letters of it are complete so far.
        for (const sink of sinks)
          await (failed ? sink.abort() : sink.close()).catch(() => undefined);
        return false;
      },
      remarks: () => sinks.flatMap(({ remarks }) => remarks),
    };
  } catch (error) {
    await abort();
    await Promise.all(inputs.map(({ source }) => source.close()));
    throw error;
  }
}

/** Dead letters that go to a device beside an output that is a file. */
async function withLetters(target: RunTarget, path: string): Promise<RunTarget> {
  const letters = await openDeadLetters(path);
  return {
    ...target,
    deadLetters: letters,
    close: async () => {
      await letters.close();
      await target.close();
    },
    leave: async (failed) => {
      await letters.abort();
      return await target.leave(failed);
    },
  };
}

/**
 * Opens what a run reads and writes. A file can be continued by `--resume`; a stream cannot.
 * @returns null when `--resume` finds the output complete
 * @throws PulseError `option-invalid`, and as opening does
 */
export async function openRunTarget(
  paths: readonly string[],
  world: World,
  context: CommandContext,
  signal: AbortSignal,
): Promise<RunTarget | null> {
  if (!context.settings.has('memory')) return await openFiles(paths, world, context, signal, null);
  // what it takes to read records again is most of a short run
  const { openMemory, withMemory } = await import('./memory-target.ts');
  const memory = await openMemory(context);
  try {
    const target = await openFiles(paths, world, context, signal, memory);
    if (target !== null && memory !== null) return withMemory(target, memory, world);
    await memory?.close();
    return target;
  } catch (error) {
    await memory?.close().catch(() => undefined);
    throw error;
  }
}

async function openFiles(
  paths: readonly string[],
  world: World,
  context: CommandContext,
  signal: AbortSignal,
  memory: AppendedLines | null,
): Promise<RunTarget | null> {
  const { settings, terminal } = context;
  const output = textOf(settings, 'output') ?? '-';
  const errors = textOf(settings, 'errors');
  if (!(await isFileOutput(output, terminal.fileSystem))) {
    if (isOn(settings, 'resume'))
      throw new PulseError(
        'option-invalid',
        '--resume needs -o FILE: a stream that was written cannot be continued',
      );
    return await openStreamedRun(paths, output, errors, context, signal);
  }
  const isFile = errors !== undefined && (await isFileOutput(errors, terminal.fileSystem));
  const places = { paths, output, errors: isFile ? errors : undefined };
  const target = await openResumableRun(places, world, context, signal, memory);
  return target === null || errors === undefined || isFile
    ? target
    : await withLetters(target, errors);
}
