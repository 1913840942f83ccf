import type { Framer } from '@pulse-stream/codec';
import { MAX_LINE_BYTES } from '@pulse-stream/codec/internal';
import { PulseError } from '@pulse-stream/worldstate';
import { chooseFramer, chooseFraming } from './choose-framer.ts';
import { readRange, sha256, WINDOW_BYTES, withFile } from '../files/file-digest.ts';
import { nodeFileSystem, type FileSystem } from '../files/file-system.ts';
import { HashedSource } from './hashed-source.ts';
import { openInput, type InputOptions } from './open-input.ts';
import { CHUNK_BYTES, type SizedSource } from './sized-source.ts';
import { STANDARD_STREAM } from '../files/standard-stream.ts';
import { wrapSystemError } from '../files/system-error.ts';

/** What an input is known by before it is read. */
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
export interface ResumableInputOptions extends InputOptions {
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
  /** Everything before `offset` is answered: what is kept of it to seal places is given up. */
  readonly pass: (offset: number) => void;
  /**
   * SHA-256 of all bytes (unpacked) before `offset`; null when they are not known any more, because
   * more has passed or too much was read since.
   */
  readonly sealAt: (offset: number) => string | null;
  /** SHA-256 of all bytes that were read: of the whole input, once it has ended. */
  readonly sealEnd: () => string;
}

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
 * Opens an input for a run that can be continued. With `start`, all that is before is read again and
 * compared by its hash, which goes as fast as the disk and the hash do; lines are cut from there on.
 * @throws PulseError as `openInput`; `resume-refused` when what is before the start differs
 */
export async function openResumableInput(
  path: string,
  options: ResumableInputOptions = {},
): Promise<ResumableInput> {
  const { start, maxLineBytes, inFlightBytes = DEFAULT_IN_FLIGHT_BYTES } = options;
  const input = openInput(path, options);
  try {
    const head = await input.head();
    const source = new HashedSource(input, inFlightBytes);
    const opened = {
      source,
      pass: (offset: number) => source.pass(offset),
      sealAt: (offset: number) => source.sealAt(offset),
      sealEnd: () => source.sealEnd(),
    };
    if (start === undefined)
      return { ...opened, framer: chooseFramer(path, head, { maxLineBytes }) };
    if (chooseFraming(path, head, true) === 'lines') {
      await passOver(source, path, start);
      return { ...opened, framer: chooseFramer(path, head, { maxLineBytes, after: start }) };
    }
    // inside an array nothing tells where one is
    const framer = chooseFramer(path, head, { maxLineBytes });
    await passOver(source, path, start, framer);
    return { ...opened, framer: after(framer, start.line) };
  } catch (error) {
    await input.close();
    throw error;
  }
}

/**
 * Reads up to a place.
 * @param framer is given what is read
 * @throws PulseError `resume-refused` when it is not what was read before
 */
async function passOver(
  source: HashedSource,
  path: string,
  { offset, seal }: SealedPlace,
  framer?: Framer,
): Promise<void> {
  let taken = 0;
  while (taken < offset) {
    const chunk = await source.read();
    if (chunk === null) throw refuseInput(path);
    const known = chunk.subarray(0, offset - taken);
    taken += known.length;
    source.pass(taken);
    framer?.push(known);
    if (known.length < chunk.length) source.putBack(chunk.subarray(known.length));
  }
  if (source.sealAt(offset) !== seal) throw refuseInput(path);
}

function refuseInput(path: string): PulseError {
  const name = path === STANDARD_STREAM ? 'standard input' : path;
  return new PulseError('resume-refused', `cannot resume: the content of ${name} differs`);
}

/** A last element without an end was answered before, and ends again. */
function after(framer: Framer, line: number): Framer {
  return {
    push: (chunk) => framer.push(chunk).filter((item) => item.line > line),
    end: () => framer.end().filter((item) => item.line > line),
  };
}
