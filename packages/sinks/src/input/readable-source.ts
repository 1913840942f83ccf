import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import { PulseError } from '@pulse-stream/worldstate';
import { limitChunks, type SizedSource } from './sized-source.ts';
import { abortedError, wrapSystemError } from '../files/system-error.ts';

/**
 * Pulls from a Node stream that stays paused: beyond what was asked for, only the stream's own
 * buffer fills (its high-water mark and one chunk). Nothing is touched before the first read.
 * @param name how messages call it
 * @throws PulseError (from `read`) `input-unreadable`, `aborted`
 */
export function createReadableSource(
  stream: Readable,
  name: string,
  signal?: AbortSignal,
): SizedSource {
  let started = false;
  let ended = false;
  let closed = false;
  let failure: PulseError | null = null;
  let wake = () => {};
  let bytesRead = 0;

  const onReadable = () => wake();
  const onEnd = () => {
    ended = true;
    wake();
  };
  const onError = (error: unknown) => {
    failure ??= wrapSystemError('input-unreadable', `cannot read ${name}`, error);
    wake();
  };
  const onClose = () => {
    if (!ended) onError(new PulseError('input-unreadable', `${name} was closed before its end`));
  };

  const start = () => {
    started = true;
    if (stream.errored !== null) return onError(stream.errored);
    if (stream.readableEnded) return onEnd();
    if (stream.destroyed) return onClose();
    stream.on('end', onEnd).on('error', onError).on('close', onClose).on('readable', onReadable);
    signal?.addEventListener('abort', onReadable);
  };

  const readBuffered = async (): Promise<Uint8Array | null> => {
    if (!started) start();
    for (;;) {
      if (closed) return null;
      if (signal?.aborted === true) throw abortedError(signal);
      if (failure !== null) throw failure;
      if (ended) return null;
      const given: unknown = stream.read();
      if (given !== null) {
        const chunk = toBytes(given, name);
        bytesRead += chunk.length;
        return chunk;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };

  return {
    size: null,
    get bytesRead() {
      return bytesRead;
    },
    read: limitChunks(readBuffered),
    close() {
      if (!closed) {
        closed = true;
        signal?.removeEventListener('abort', onReadable);
        stream.off('end', onEnd).off('close', onClose).off('readable', onReadable);
        // A late error of a stream nobody reads any more concerns nobody.
        if (!started) stream.on('error', onError);
        stream.destroy();
        wake();
      }
      return Promise.resolve();
    },
  };
}

/** The same memory without the ways of a Buffer, whose `slice` shares it. */
export function plainView({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

function toBytes(chunk: unknown, name: string): Uint8Array {
  if (chunk instanceof Uint8Array) return plainView(chunk);
  if (typeof chunk === 'string') return plainView(Buffer.from(chunk));
  throw new PulseError('input-unreadable', `${name} is a stream of objects, not of bytes`);
}
