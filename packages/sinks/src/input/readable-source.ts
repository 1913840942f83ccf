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
  return new ReadableSource(stream, name, signal);
}

class ReadableSource implements SizedSource {
  readonly size = null;
  readonly read = limitChunks(() => this.#readBuffered());
  readonly #stream: Readable;
  readonly #name: string;
  readonly #signal: AbortSignal | undefined;
  #started = false;
  #ended = false;
  #closed = false;
  #failure: PulseError | null = null;
  #wake = () => {};
  #bytesRead = 0;

  constructor(stream: Readable, name: string, signal: AbortSignal | undefined) {
    this.#stream = stream;
    this.#name = name;
    this.#signal = signal;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  close(): Promise<void> {
    if (!this.#closed) {
      const stream = this.#stream;
      this.#closed = true;
      this.#signal?.removeEventListener('abort', this.#onReadable);
      stream.off('end', this.#onEnd).off('close', this.#onClose).off('readable', this.#onReadable);
      // A late error of a stream nobody reads any more concerns nobody.
      if (!this.#started) stream.on('error', this.#onError);
      stream.destroy();
      this.#wake();
    }
    return Promise.resolve();
  }

  async #readBuffered(): Promise<Uint8Array | null> {
    const signal = this.#signal;
    if (!this.#started) this.#start();
    for (;;) {
      if (this.#closed) return null;
      if (signal?.aborted === true) throw abortedError(signal);
      if (this.#failure !== null) throw this.#failure;
      if (this.#ended) return null;
      const given: unknown = this.#stream.read();
      if (given !== null) {
        const chunk = toBytes(given, this.#name);
        this.#bytesRead += chunk.length;
        return chunk;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #start(): void {
    const stream = this.#stream;
    this.#started = true;
    if (stream.errored !== null) return this.#onError(stream.errored);
    if (stream.readableEnded) return this.#onEnd();
    if (stream.destroyed) return this.#onClose();
    stream.on('end', this.#onEnd).on('error', this.#onError);
    stream.on('close', this.#onClose).on('readable', this.#onReadable);
    this.#signal?.addEventListener('abort', this.#onReadable);
  }

  readonly #onReadable = (): void => this.#wake();

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#wake();
  };

  readonly #onError = (error: unknown): void => {
    this.#failure ??= wrapSystemError('input-unreadable', `cannot read ${this.#name}`, error);
    this.#wake();
  };

  readonly #onClose = (): void => {
    if (this.#ended) return;
    const message = `${this.#name} was closed before its end`;
    this.#onError(new PulseError('input-unreadable', message));
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
