import { PulseError } from '@pulse-stream/worldstate';
import type { OpenFile } from '../files/file-system.ts';
import { CHUNK_BYTES, type SizedSource } from './sized-source.ts';
import { wrapSystemError } from '../files/system-error.ts';
import { untilAborted } from '../files/until-aborted.ts';

/**
 * Reads a file chunk by chunk, each when it is asked for; opened by the first read.
 * @param name how messages call it
 * @param open called once
 * @throws PulseError (from `read`) `input-unreadable`, `aborted`
 */
export function createFileSource(
  name: string,
  open: () => Promise<OpenFile>,
  signal?: AbortSignal,
): SizedSource {
  let opening: Promise<OpenFile> | null = null;
  let running: Promise<unknown> = Promise.resolve();
  let closed = false;
  let bytesRead = 0;
  let size: number | null = null;

  const openFile = async (): Promise<OpenFile> => {
    const file = await open();
    const facts = await file.facts();
    if (facts.kind === 'file') size = facts.size;
    return file;
  };

  const readChunk = async (): Promise<Uint8Array | null> => {
    opening ??= openFile();
    const file = await opening;
    if (closed) return null;
    const buffer = new Uint8Array(CHUNK_BYTES);
    const count = await file.read(buffer);
    bytesRead += count;
    return count === 0 ? null : buffer.subarray(0, count);
  };

  return {
    get bytesRead() {
      return bytesRead;
    },
    get size() {
      return size;
    },
    async read() {
      if (closed) return null;
      const work = readChunk();
      running = work.catch(() => null);
      try {
        return await untilAborted(work, signal);
      } catch (error) {
        throw error instanceof PulseError
          ? error
          : wrapSystemError('input-unreadable', `cannot read ${name}`, error);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      if (opening === null) return;
      const file = await opening.catch(() => null);
      // A read that was given up may still use the descriptor: closing waits for it, we do not.
      const release = running.then(() => file?.close()).catch(() => undefined);
      if (signal?.aborted !== true) await release;
    },
  };
}
