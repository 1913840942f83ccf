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
    return new PeekableInput(openStandardInput(options.stdin, signal), path, STANDARD_INPUT);
  const file = createFileSource(path, () => fileSystem.open(path, 'read'), signal);
  const source = GZIP_SUFFIX.test(path) ? createGunzipSource(file, path) : file;
  return new PeekableInput(source, path, path);
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
class PeekableInput implements InputSource {
  readonly #source: SizedSource;
  readonly #path: string;
  readonly #name: string;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #ended = false;
  #sniffed = false;
  #closed = false;
  #refusal: string | null = null;

  /** @param name how messages call it */
  constructor(source: SizedSource, path: string, name: string) {
    this.#source = source;
    this.#path = path;
    this.#name = name;
  }

  get bytesRead(): number {
    return this.#source.bytesRead;
  }

  get size(): SizedSource['size'] {
    return this.#source.size;
  }

  async head(): Promise<Uint8Array> {
    await this.#ensureText();
    while (chooseFraming(this.#path, this.#peek(), this.#ended) === null) {
      // Only a line end, or the end, brings an answer: bytes in between are not looked at twice.
      let chunk = await this.#hold();
      while (chunk !== null && !chunk.includes(LF) && this.#heldBytes < HEAD_BYTES)
        chunk = await this.#hold();
    }
    return this.#peek();
  }

  async read(): Promise<Uint8Array | null> {
    if (this.#closed) return null;
    await this.#ensureText();
    const chunk = this.#held.shift();
    if (chunk === undefined) return this.#ended ? null : await this.#source.read();
    this.#heldBytes -= chunk.length;
    return chunk;
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#source.close();
  }

  /** Takes one more chunk into the look-ahead. */
  async #hold(): Promise<Uint8Array | null> {
    const chunk = await this.#source.read();
    if (chunk === null) {
      this.#ended = true;
      return null;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    return chunk;
  }

  /** Joins what is held, so that many small chunks cost no more than few large ones. */
  #peek(): Uint8Array {
    if (this.#held.length > 1) {
      const whole = concat(this.#held);
      this.#held = [];
      for (let from = 0; from < whole.length; from += CHUNK_BYTES)
        this.#held.push(whole.subarray(from, from + CHUNK_BYTES));
    }
    return this.#held[0] ?? new Uint8Array(0);
  }

  async #ensureText(): Promise<void> {
    if (!this.#sniffed) await this.#sniff();
    if (this.#refusal !== null) throw new PulseError('input-not-text', this.#refusal);
  }

  async #sniff(): Promise<void> {
    const hasLine = () => this.#held.some((chunk) => chunk.includes(LF));
    while (!this.#ended && this.#heldBytes < MAGIC_BYTES && !hasLine()) await this.#hold();
    this.#sniffed = true;
    const found = sniffInput(this.#peek());
    if (found !== null) this.#refusal = `${this.#name} looks like ${found.what}: ${found.hint}`;
  }
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
