import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { PulseError } from '@pulse-stream/worldstate';
import { DigestSet } from './digest-set.ts';
import { sumBytes } from './file-digest.ts';
import { nodeFileSystem, type FileSystem, type OpenFile } from './file-system.ts';
import { takeLock, type Lock } from './lock-file.ts';
import { wrapSystemError } from './system-error.ts';
import { writeAll } from './write-all.ts';

/** What a file of lines held at one moment; a prefix of all it holds later. */
export interface LinesMark {
  readonly length: number;
  /** CRC-32 of those bytes. */
  readonly crc: number;
}

/** A file of lines that grows from run to run and holds every line once. */
export interface AppendedLines {
  /**
   * Appends the lines that are not in the file yet, in order; resolves when the operating system
   * has them.
   * @param lines without their line feeds
   * @throws PulseError `output-unwritable`; a line that was torn by it is cut off by the next opening
   */
  append(lines: readonly string[]): Promise<void>;
  /** Resolves when everything appended is on the device. */
  sync(): Promise<void>;
  /** What is in the file now. */
  mark(): LinesMark;
  /** Whether the file still begins with what it held then. */
  holds(mark: LinesMark): Promise<boolean>;
  /** Lines that `append` wrote, and those it found there. */
  readonly written: number;
  readonly known: number;
  /** Gives the file back; what was appended is on the device. May be called twice. */
  close(): Promise<void>;
}

/** Options of `appendLines`. */
export interface AppendOptions {
  /** How every line begins; a file with another one is not touched. */
  readonly prefix: string;
  /** What the file is called in messages, e.g. "forecast memory". */
  readonly what: string;
  readonly fileSystem?: FileSystem | undefined;
}

const CHUNK_BYTES = 64 * 1024;
/** A line of such a file is at most this long. */
const MOST_LINE_BYTES = 256 * 1024 * 1024;
const LF = 0x0a;

/**
 * Opens a file for appending lines. `FILE.lock` keeps other runs away. A last line that a crash tore
 * is cut off; a line that is there already is not written again, so a run that is repeated, or
 * resumed, leaves the file as one uninterrupted run does.
 * @throws PulseError `output-unwritable`: it cannot be opened, another run is writing it, or it is
 *   no such file
 */
export async function appendLines(path: string, options: AppendOptions): Promise<AppendedLines> {
  const { fileSystem = nodeFileSystem } = options;
  const lock = await takeLock(fileSystem, path);
  let file: OpenFile | null = null;
  try {
    const facts = await fileSystem.facts(path);
    if (facts !== null && facts.kind !== 'file') throw refuse(path, 'it is not a file');
    file = await fileSystem.open(path, 'append');
    if (facts === null) await fileSystem.syncDirectory(dirname(path));
    const seen = await readSeen(path, file, options);
    const { size: length } = await file.facts();
    const start = { length, crc: await sumBytes(file, length) };
    return new Appender(path, file, lock, seen, start);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await lock.release().catch(() => undefined);
    throw wrapSystemError('output-unwritable', `cannot write ${path}`, error);
  }
}

function refuse(path: string, why: string): PulseError {
  return new PulseError('output-unwritable', `cannot append to ${path}: ${why}`);
}

/** Reads what is there and mends its end. */
async function readSeen(
  path: string,
  file: OpenFile,
  { prefix, what }: AppendOptions,
): Promise<DigestSet> {
  const seen = new DigestSet();
  const head = new TextEncoder().encode(prefix);
  const chunk = new Uint8Array(CHUNK_BYTES);
  let parts: Uint8Array[] = [];
  let held = 0;
  let line = 0;
  let length = 0;
  const check = (bytes: Uint8Array, size: number): void => {
    if (head.subarray(0, size).some((byte, at) => byte !== bytes[at]))
      throw refuse(path, `line ${line} is not one of a ${what}`);
  };
  const take = (last: Uint8Array): void => {
    const whole = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    line += 1;
    check(whole, head.length);
    addLine(seen, whole);
    parts = [];
    held = 0;
  };
  for (;;) {
    const count = await file.readAt(chunk, length);
    if (count === 0) break;
    length += count;
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0 && end < count; end = chunk.indexOf(LF, from)) {
      take(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from < count) parts.push(chunk.slice(from, count));
    held += count - from;
    if (held > MOST_LINE_BYTES) throw refuse(path, `line ${line + 1} is too long`);
  }
  if (held === 0) return seen;
  // the end of a write that was cut short, or only its line feed
  line += 1;
  const rest = Buffer.concat(parts);
  check(rest, Math.min(held, head.length));
  if (isJson(rest)) {
    addLine(seen, rest);
    await writeAll(file, Uint8Array.of(LF));
  } else await file.truncate(length - held);
  return seen;
}

/** A JSON object that was cut short is none. */
function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

/** @returns true when it was not seen before */
function addLine(seen: DigestSet, line: Uint8Array | string): boolean {
  const digest = createHash('sha256').update(line).digest();
  return seen.add(digest.readUInt32LE(0), digest.readUInt32LE(4));
}

class Appender implements AppendedLines {
  written = 0;
  known = 0;
  readonly #path: string;
  readonly #file: OpenFile;
  readonly #lock: Lock;
  readonly #seen: DigestSet;
  #mark: LinesMark;
  #open = true;

  constructor(path: string, file: OpenFile, lock: Lock, seen: DigestSet, start: LinesMark) {
    this.#path = path;
    this.#file = file;
    this.#lock = lock;
    this.#seen = seen;
    this.#mark = start;
  }

  mark(): LinesMark {
    return this.#mark;
  }

  async holds({ length, crc }: LinesMark): Promise<boolean> {
    const { size } = await this.#file.facts();
    return size >= length && (await sumBytes(this.#file, length)) === crc;
  }

  async append(lines: readonly string[]): Promise<void> {
    const fresh = lines.filter((line) => addLine(this.#seen, line));
    this.known += lines.length - fresh.length;
    if (fresh.length === 0) return;
    const bytes = new TextEncoder().encode(fresh.map((line) => `${line}\n`).join(''));
    await this.#attempt(() => writeAll(this.#file, bytes));
    const { length, crc } = this.#mark;
    this.#mark = { length: length + bytes.length, crc: crc32(bytes, crc) };
    this.written += fresh.length;
  }

  sync(): Promise<void> {
    return this.#open ? this.#attempt(() => this.#file.sync()) : Promise.resolve();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    try {
      await this.sync();
    } finally {
      this.#open = false;
      await this.#file.close().catch(() => undefined);
      await this.#lock.release().catch(() => undefined);
    }
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw wrapSystemError('output-unwritable', `cannot write ${this.#path}`, error);
    }
  }
}
