import type { Readable } from 'node:stream';
import { sniffInput } from '@pulse-stream/codec';
import { PulseError } from '@pulse-stream/worldstate';
import { chooseFraming, HEAD_BYTES } from './choose-framer.ts';
import { createFileSource } from './file-source.ts';
import {
  fileOnDescriptor,
  isOnDisk,
  nodeFileSystem,
  type FileSystem,
} from '../files/file-system.ts';
import { createGunzipSource } from './gunzip-source.ts';
import { createReadableSource } from './readable-source.ts';
import { CHUNK_BYTES, type SizedSource } from './sized-source.ts';
import { STANDARD_STREAM } from '../files/standard-stream.ts';

/** An input with a look at its beginning. */
export interface InputSource extends SizedSource {
  /**
   * The first bytes without taking them: as many as `chooseFramer` needs, at most 64 KiB. Opens the
   * input, so that one that cannot be read is known before any work.
   * @throws PulseError as `read`
   */
  head(): Promise<Uint8Array>;
}

/** Options of `openInput`. */
export interface InputOptions {
  /** What `-` reads; default: the process's own standard input. */
  readonly stdin?: Readable | undefined;
  /** Ends a read that waits, with `aborted`. */
  readonly signal?: AbortSignal | undefined;
  readonly fileSystem?: FileSystem | undefined;
}

/** Longest magic number of a form that is not text. */
const MAGIC_BYTES = 4;
const LF = 0x0a;
const STDIN_DESCRIPTOR = 0;
const STANDARD_INPUT = 'standard input';
const GZIP_SUFFIX = /\.gz$/i;

/**
 * An input as bytes, pulled chunk by chunk; a name ending in `.gz` is unpacked on the way. Nothing
 * is opened before the first `head` or `read`.
 * @param path a file, or `-` for standard input
 * @throws PulseError (from `head` and `read`) `input-unreadable`: it cannot be opened, read or
 *   unpacked; `input-not-text`: it begins like UTF-16, UTF-32, gzip or zstd; `aborted`
 * @see RELIABILITY.md §1
 */
export function openInput(path: string, options: InputOptions = {}): InputSource {
  const { fileSystem = nodeFileSystem, signal } = options;
  if (path === STANDARD_STREAM)
    return peekable(openStandardInput(options.stdin, signal), path, STANDARD_INPUT);
  const file = createFileSource(path, () => fileSystem.open(path, 'read'), signal);
  const source = GZIP_SUFFIX.test(path) ? createGunzipSource(file, path) : file;
  return peekable(source, path, path);
}

function openStandardInput(
  stdin: Readable | undefined,
  signal: AbortSignal | undefined,
): SizedSource {
  // A file is read directly, so that its size is known; for a folder Node would give no error.
  if (isOnDisk(STDIN_DESCRIPTOR, stdin)) {
    // The descriptor belongs to the process.
    const file = { ...fileOnDescriptor(STDIN_DESCRIPTOR), close: () => Promise.resolve() };
    return createFileSource(STANDARD_INPUT, () => Promise.resolve(file), signal);
  }
  return createReadableSource(stdin ?? process.stdin, STANDARD_INPUT, signal);
}

/** Holds back the first chunks until they are known to be text, and lets them be looked at. */
function peekable(source: SizedSource, path: string, name: string): InputSource {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let ended = false;
  let sniffed = false;
  let closed = false;
  let refusal: string | null = null;

  /** Takes one more chunk into the look-ahead. */
  const hold = async (): Promise<Uint8Array | null> => {
    const chunk = await source.read();
    if (chunk === null) {
      ended = true;
      return null;
    }
    held.push(chunk);
    heldBytes += chunk.length;
    return chunk;
  };

  /** Joins what is held, so that many small chunks cost no more than few large ones. */
  const peek = (): Uint8Array => {
    if (held.length > 1) {
      const whole = concat(held);
      held = [];
      for (let from = 0; from < whole.length; from += CHUNK_BYTES)
        held.push(whole.subarray(from, from + CHUNK_BYTES));
    }
    return held[0] ?? new Uint8Array(0);
  };

  const sniff = async (): Promise<void> => {
    while (!ended && heldBytes < MAGIC_BYTES && !held.some((chunk) => chunk.includes(LF)))
      await hold();
    sniffed = true;
    const found = sniffInput(peek());
    if (found !== null) refusal = `${name} looks like ${found.what}: ${found.hint}`;
  };

  const ensureText = async (): Promise<void> => {
    if (!sniffed) await sniff();
    if (refusal !== null) throw new PulseError('input-not-text', refusal);
  };

  return {
    get bytesRead() {
      return source.bytesRead;
    },
    get size() {
      return source.size;
    },
    async head() {
      await ensureText();
      while (chooseFraming(path, peek(), ended) === null) {
        // Only a line end, or the end, brings an answer: bytes in between are not looked at twice.
        let chunk = await hold();
        while (chunk !== null && !chunk.includes(LF) && heldBytes < HEAD_BYTES)
          chunk = await hold();
      }
      return peek();
    },
    async read() {
      if (closed) return null;
      await ensureText();
      const chunk = held.shift();
      if (chunk === undefined) return ended ? null : await source.read();
      heldBytes -= chunk.length;
      return chunk;
    },
    close() {
      closed = true;
      return source.close();
    },
  };
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
