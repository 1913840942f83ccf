import type { Writable } from 'node:stream';
import { PulseError } from '@pulse-stream/worldstate';
import {
  isDevice,
  isOnDisk,
  nodeFileSystem,
  writerOnDescriptor,
  type FileSystem,
} from '../files/file-system.ts';
import { openFileTarget } from './file-target.ts';
import { createOutputSink, type OutputSink, type Target } from './output-sink.ts';
import { STANDARD_STREAM } from '../files/standard-stream.ts';
import { createDescriptorTarget, createStreamTarget } from './stream-target.ts';
import { wrapSystemError } from '../files/system-error.ts';

/** Options of `openOutput`. */
export interface OutputOptions {
  /** Replace a file that is there; default false. */
  readonly force?: boolean | undefined;
  /** What `-` writes; default: the process's own standard output. */
  readonly stdout?: Writable | undefined;
  readonly fileSystem?: FileSystem | undefined;
}

const STDOUT_DESCRIPTOR = 1;

/**
 * Opens the place records go to.
 * - `-`: standard output, whether pipe, terminal or file. A reader that goes away ends it with
 *   `reader-gone`, at once and without noise.
 * - A file appears under its name only when `close` has succeeded: bytes go to `FILE.part`, and
 *   `abort` removes that. A name ending in `.gz` is packed. `FILE.lock` keeps other runs away.
 * - A device or a named pipe is written as it is.
 * @param path a file, or `-`
 * @throws PulseError `output-exists`: the file is there and `force` is not set;
 *   `output-unwritable`: it cannot be made, or another run is writing it
 * @see RELIABILITY.md §3
 */
export async function openOutput(path: string, options: OutputOptions = {}): Promise<OutputSink> {
  const { fileSystem = nodeFileSystem, force = false } = options;
  if (path === STANDARD_STREAM) return createOutputSink(openStandardOutput(options.stdout));
  return createOutputSink(await openPath(fileSystem, path, force));
}

/**
 * Opens a file for dead letters: failure records written a second time, beside those in the output.
 * It appears only when complete, like any output file, and is empty when nothing failed.
 * @throws PulseError `option-invalid` for `-`; otherwise as `openOutput`
 */
export async function openDeadLetters(
  path: string,
  options: Omit<OutputOptions, 'stdout'> = {},
): Promise<OutputSink> {
  if (path === STANDARD_STREAM)
    throw new PulseError(
      'option-invalid',
      'dead letters need a file: standard output carries the records',
    );
  return await openOutput(path, options);
}

function openStandardOutput(stdout: Writable | undefined): Target {
  const name = 'standard output';
  // Node's stream over a file loses what a short write leaves over, so a file is written directly.
  return isOnDisk(STDOUT_DESCRIPTOR, stdout) || isDevice(STDOUT_DESCRIPTOR, stdout)
    ? createDescriptorTarget(writerOnDescriptor(STDOUT_DESCRIPTOR), name)
    : createStreamTarget(stdout ?? process.stdout, name);
}

async function openPath(fileSystem: FileSystem, path: string, force: boolean): Promise<Target> {
  try {
    const present = await fileSystem.facts(path);
    if (present?.kind === 'directory')
      throw new PulseError('output-unwritable', `cannot write ${path}: it is a folder`);
    if (present?.kind === 'other') return await openDevice(fileSystem, path);
    // A link stays a link: the file it leads to is replaced.
    if (present !== null && force)
      return await openFileTarget(fileSystem, await fileSystem.realPath(path), force);
  } catch (error) {
    throw wrapSystemError('output-unwritable', `cannot write ${path}`, error);
  }
  return await openFileTarget(fileSystem, path, force);
}

/** A device or a pipe with a name: nothing could be renamed over it. */
async function openDevice(fileSystem: FileSystem, path: string): Promise<Target> {
  const file = await fileSystem.open(path, 'device');
  const target = createDescriptorTarget(file, path);
  return {
    ...target,
    finish: async () => {
      await file.close();
      return [];
    },
    discard: () => file.close(),
  };
}
