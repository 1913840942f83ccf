import { createHash, type Hash } from 'node:crypto';
import type { Framer } from '@pulse-stream/codec';
import { MAX_LINE_BYTES } from '@pulse-stream/codec';
import { PulseError, type ByteSource } from '@pulse-stream/worldstate';
import { chooseFramer, chooseFraming } from './choose-framer.ts';
import { hashWindow, readRange, sha256, WINDOW_BYTES, withFile } from './file-digest.ts';
import { nodeFileSystem, type FileSystem } from './file-system.ts';
import { openInput, type InputOptions, type InputSource } from './open-input.ts';
import { CHUNK_BYTES, type SizedSource } from './sized-source.ts';
import { STANDARD_STREAM } from './standard-stream.ts';
import { wrapSystemError } from './system-error.ts';

/** What an input is known by. */
export interface InputPrint {
  /** Bytes as they lie on the disk. */
  readonly size: number;
  /** SHA-256 of the first 64 KiB of them. */
  readonly head: string;
}

/** A place in an input, and what is before it. */
export interface SealedPlace {
  /** Bytes before the place (unpacked). */
  readonly offset: number;
  /** Physical lines, or elements, before the place. */
  readonly line: number;
  /** From `sealAt`. */
  readonly seal: string;
}

/** Options of `openResumableInput`. */
export interface ResumableInputOptions extends Omit<InputOptions, 'start'> {
  readonly maxLineBytes?: number | undefined;
  /** Where an earlier run stopped. */
  readonly start?: SealedPlace | undefined;
  /** Most bytes that may have been read and not be answered yet. */
  readonly inFlightBytes?: number | undefined;
}

/** An input whose places can be found again by a later run. */
export interface ResumableInput {
  readonly source: SizedSource;
  readonly framer: Framer;
  /**
   * SHA-256 that tells whether the bytes before `offset` are still the same: of the 64 KiB before it
   * for a plain file, which a later run enters there; of all of them for what has to be read again
   * from its start. null when too much was read since. Never called with less than before.
   */
  readonly sealAt: (offset: number) => Promise<string | null>;
}

const GZIP_SUFFIX = /\.gz$/i;
const DEFAULT_IN_FLIGHT_BYTES = 16 * (MAX_LINE_BYTES + CHUNK_BYTES);

/**
 * What a file is known by; null for a stream.
 * @throws PulseError `input-unreadable`
 */
export async function printInput(
  path: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<InputPrint | null> {
  if (path === STANDARD_STREAM) return null;
  try {
    const facts = await fileSystem.facts(path);
    if (facts?.kind === 'other') return null;
    return await withFile(fileSystem, path, 'read', async (file) => {
      const { size } = await file.facts();
      return { size, head: sha256(await readRange(file, 0, Math.min(size, WINDOW_BYTES))) };
    });
  } catch (error) {
    throw wrapSystemError('input-unreadable', `cannot read ${path}`, error);
  }
}

/**
 * Opens an input for a run that can be continued. With `start`, a plain file of lines is entered
 * there; anything else is read from its beginning and passed over.
 * @throws PulseError as `openInput`; `resume-refused` when what is before the start differs
 */
export async function openResumableInput(
  path: string,
  options: ResumableInputOptions = {},
): Promise<ResumableInput> {
  const { fileSystem = nodeFileSystem, maxLineBytes, start, stdin, signal } = options;
  const input = openInput(path, { fileSystem, stdin, signal });
  try {
    const head = await input.head();
    const framing = chooseFraming(path, head, true);
    const facts = path === STANDARD_STREAM ? null : await fileSystem.facts(path);
    const seekable = facts?.kind === 'file' && framing === 'lines' && !GZIP_SUFFIX.test(path);
    if (!seekable)
      return await passOver(input, path, chooseFramer(path, head, { maxLineBytes }), options);
    const sealAt = (offset: number): Promise<string> => sealFile(fileSystem, path, offset);
    if (start === undefined || start.offset === 0)
      return { source: input, framer: chooseFramer(path, head, { maxLineBytes }), sealAt };
    await input.close();
    if ((await sealAt(start.offset)) !== start.seal) throw refuseInput(path);
    return {
      source: openInput(path, { fileSystem, signal, start: start.offset }),
      framer: chooseFramer(path, head, { maxLineBytes, after: start }),
      sealAt,
    };
  } catch (error) {
    await input.close();
    throw error;
  }
}

function refuseInput(path: string): PulseError {
  const name = path === STANDARD_STREAM ? 'standard input' : path;
  return new PulseError('resume-refused', `cannot resume: the content of ${name} differs`);
}

async function sealFile(fileSystem: FileSystem, path: string, offset: number): Promise<string> {
  try {
    return await withFile(fileSystem, path, 'read', (file) => hashWindow(file, offset));
  } catch (error) {
    throw wrapSystemError('input-unreadable', `cannot read ${path}`, error);
  }
}

/** An input without a way to enter it in the middle: hashed as it is read. */
async function passOver(
  input: InputSource,
  path: string,
  framer: Framer,
  { start, inFlightBytes = DEFAULT_IN_FLIGHT_BYTES }: ResumableInputOptions,
): Promise<ResumableInput> {
  const hashed = new HashedSource(input, inFlightBytes);
  const opened = {
    source: hashed,
    sealAt: (offset: number) => Promise.resolve(hashed.sealAt(offset)),
  };
  if (start === undefined) return { ...opened, framer };
  let taken = 0;
  while (taken < start.offset) {
    const chunk = await hashed.read();
    if (chunk === null) throw refuseInput(path);
    const known = chunk.subarray(0, start.offset - taken);
    taken += known.length;
    framer.push(known);
    if (taken === start.offset && known.length < chunk.length)
      hashed.putBack(chunk.subarray(known.length));
  }
  if (hashed.sealAt(start.offset) !== start.seal) throw refuseInput(path);
  return { ...opened, framer: after(framer, start.line) };
}

/** A last line without a line end was answered before, and ends again. */
function after(framer: Framer, line: number): Framer {
  return {
    push: (chunk) => framer.push(chunk).filter((item) => item.line > line),
    end: () => framer.end().filter((item) => item.line > line),
  };
}

/** A chunk that was read, and the hash of all before it. */
interface ReadChunk {
  readonly from: number;
  readonly before: Hash;
  readonly bytes: Uint8Array;
}

/** Passes bytes on and can say the hash of all bytes before a place that is not long past. */
class HashedSource implements SizedSource {
  readonly #source: ByteSource & Pick<SizedSource, 'size'>;
  readonly #most: number;
  readonly #hash = createHash('sha256');
  #chunks: ReadChunk[] = [];
  #held = 0;
  #taken = 0;
  #rest: Uint8Array | null = null;

  constructor(source: InputSource, most: number) {
    this.#source = source;
    this.#most = most;
  }

  get bytesRead(): number {
    return this.#source.bytesRead;
  }

  get size(): number | null {
    return this.#source.size;
  }

  async read(): Promise<Uint8Array | null> {
    const rest = this.#rest;
    this.#rest = null;
    if (rest !== null) return rest;
    const bytes = await this.#source.read();
    if (bytes === null) return null;
    this.#chunks.push({ from: this.#taken, before: this.#hash.copy(), bytes });
    this.#hash.update(bytes);
    this.#taken += bytes.length;
    this.#held += bytes.length;
    // A line beyond all limits: places before it can no longer be sealed, those after it can.
    while (this.#held > this.#most) this.#drop();
    return bytes;
  }

  putBack(bytes: Uint8Array): void {
    this.#rest = bytes;
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  sealAt(offset: number): string | null {
    if (offset === this.#taken) return this.#hash.copy().digest('hex');
    while ((this.#chunks[1]?.from ?? Infinity) <= offset) this.#drop();
    const chunk = this.#chunks[0];
    if (chunk === undefined || chunk.from > offset) return null;
    return chunk.before
      .copy()
      .update(chunk.bytes.subarray(0, offset - chunk.from))
      .digest('hex');
  }

  #drop(): void {
    this.#held -= this.#chunks.shift()?.bytes.length ?? 0;
  }
}
