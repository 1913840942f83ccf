import * as fs from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';

/** What kind of thing a path or a descriptor is. */
export type FileKind = 'file' | 'directory' | 'other';

/** What the sinks need to know of a file. */
export interface FileFacts {
  readonly kind: FileKind;
  /** Bytes; 0 for what has no size. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** The same for two paths, or a path and a descriptor, that lead to one thing. */
  readonly id: string;
}

/**
 * How a file is opened.
 * - `read`: one that is there.
 * - `create`: one that is not, EEXIST otherwise, so a link somebody left there is never followed;
 *   every write goes to the end, it can be read too.
 * - `append`: as `create`, also one that is there.
 * - `continue`, `inspect`: to append to, or to read, what an earlier run left beside an output; a
 *   link is refused with ELOOP where the system can tell.
 * - `device`: something that is there and no file.
 */
export type OpenMode = 'read' | 'create' | 'append' | 'continue' | 'inspect' | 'device';

/** An open file. Every method may fail with a system error that carries a `code`. */
export interface OpenFile {
  /** Reads at the present position into `buffer`; 0 at the end. */
  read(buffer: Uint8Array): Promise<number>;
  /** Reads at `position` (bytes from the start) without moving; 0 at the end. */
  readAt(buffer: Uint8Array, position: number): Promise<number>;
  /** Writes at the present position; may write less than it was given. */
  write(bytes: Uint8Array): Promise<number>;
  /** Resolves when everything written is on the device. */
  sync(): Promise<void>;
  /** The same for the bytes and the length alone. */
  syncData(): Promise<void>;
  /** Cuts the file to `length` bytes. */
  truncate(length: number): Promise<void>;
  facts(): Promise<FileFacts>;
  close(): Promise<void>;
}

/**
 * The few file operations everything here is made of, in one object, so that a test can make the
 * n-th call fail, and a store of another kind can stand in.
 */
export interface FileSystem {
  open(path: string, how: OpenMode, mode?: number): Promise<OpenFile>;
  /** null when nothing is there. */
  facts(path: string): Promise<FileFacts | null>;
  /** The path of an existing file with links followed. */
  realPath(path: string): Promise<string>;
  rename(from: string, to: string): Promise<void>;
  /** A second name for a file, EEXIST when there is something under it. */
  link(from: string, to: string): Promise<void>;
  /** Removes a file; nothing there is no error. */
  remove(path: string): Promise<void>;
  /** Makes a rename durable. Resolves to the reason when this platform cannot. */
  syncDirectory(path: string): Promise<string | null>;
}

const openDescriptor = promisify(fs.open);
const closeDescriptor = promisify(fs.close);
const syncDescriptor = promisify(fs.fsync);
const syncDataOfDescriptor = promisify(fs.fdatasync);
const truncateDescriptor = promisify(fs.ftruncate);
const factsOfDescriptor = promisify(fs.fstat);

const { O_APPEND, O_CREAT, O_EXCL, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = fs.constants;
/** Windows has none, and asks for a privilege to make links instead. */
const NO_FOLLOW = fs.constants.O_NOFOLLOW ?? 0;

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: O_RDONLY,
  create: O_RDWR | O_APPEND | O_CREAT | O_EXCL,
  append: O_RDWR | O_APPEND | O_CREAT,
  continue: O_RDWR | O_APPEND | NO_FOLLOW,
  // a pipe in its place would wait for somebody to write
  inspect: O_RDONLY | NO_FOLLOW | (O_NONBLOCK ?? 0),
  device: O_WRONLY,
};

/** Read and write for everyone, less the umask, as the shell's `>` makes files. */
const DEFAULT_MODE = 0o666;
const PERMISSIONS = 0o777;

/** Directory syncs that a file system answers with these are not offered by it. */
const NO_DIRECTORY_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** The real file system. */
export const nodeFileSystem: FileSystem = {
  async open(path, how, mode = DEFAULT_MODE) {
    return fileOnDescriptor(await openDescriptor(path, FLAGS[how], mode));
  },
  async facts(path) {
    try {
      return describeStats(await fs.promises.stat(path, { bigint: true }));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  },
  realPath: (path) => fs.promises.realpath(path),
  rename: (from, to) => fs.promises.rename(from, to),
  link: (from, to) => fs.promises.link(from, to),
  remove: (path) => fs.promises.rm(path, { force: true }),
  async syncDirectory(path) {
    if (process.platform === 'win32') return 'Windows cannot sync a directory';
    const descriptor = await openDescriptor(path, 'r');
    try {
      await syncDescriptor(descriptor);
      return null;
    } catch (error) {
      if (NO_DIRECTORY_SYNC.has(codeOf(error))) return 'this file system cannot sync a directory';
      throw error;
    } finally {
      await closeDescriptor(descriptor);
    }
  },
};

/** An open descriptor, such as 1 for stdout, as a file. */
export function fileOnDescriptor(descriptor: number): OpenFile {
  return {
    read: (buffer) => readDescriptor(descriptor, buffer, null),
    readAt: (buffer, position) => readDescriptor(descriptor, buffer, position),
    write: (bytes) =>
      new Promise((resolve, reject) => {
        fs.write(descriptor, bytes, 0, bytes.length, null, (error, count) => {
          if (error === null) resolve(count);
          else reject(error);
        });
      }),
    sync: () => syncDescriptor(descriptor),
    syncData: () => syncDataOfDescriptor(descriptor),
    truncate: (length) => truncateDescriptor(descriptor, length),
    facts: async () => describeStats(await factsOfDescriptor(descriptor, { bigint: true })),
    close: () => closeDescriptor(descriptor),
  };
}

/**
 * Writes to a descriptor without leaving the thread, as Node's own standard output does for files and
 * devices: handing 256 KiB to another thread costs ten times what writing them does.
 */
export function writerOnDescriptor(descriptor: number): Pick<OpenFile, 'write'> {
  return { write: async (bytes) => fs.writeSync(descriptor, bytes) };
}

/** @param position null: the present one */
function readDescriptor(
  descriptor: number,
  buffer: Uint8Array,
  position: number | null,
): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(descriptor, buffer, 0, buffer.length, position, (error, count) => {
      if (error === null) resolve(count);
      else reject(error);
    });
  });
}

/**
 * Whether a standard stream of the process is a file or a folder, not a pipe or a terminal.
 * @param stream what stands for it; undefined: the process's own
 */
export function isOnDisk(descriptor: number, stream: object | undefined): boolean {
  const stats = statStandard(descriptor, stream);
  return stats !== null && (stats.isFile() || stats.isDirectory());
}

/** Whether it is a device that is no terminal, such as /dev/null. */
export function isDevice(descriptor: number, stream: object | undefined): boolean {
  const stats = statStandard(descriptor, stream);
  return stats !== null && stats.isCharacterDevice() && !isatty(descriptor);
}

/** What a standard stream of the process is; null: something else stands for it, or it is closed. */
export function describeStandard(descriptor: number, stream: object | undefined): FileFacts | null {
  const stats = statStandard(descriptor, stream);
  return stats === null ? null : describeStats(stats);
}

/** null: something else stands for it, or it is closed. */
function statStandard(descriptor: number, stream: object | undefined): fs.BigIntStats | null {
  if (stream !== undefined && (!('fd' in stream) || stream.fd !== descriptor)) return null;
  try {
    return fs.fstatSync(descriptor, { bigint: true });
  } catch {
    return null;
  }
}

function describeStats(stats: fs.BigIntStats): FileFacts {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  return {
    kind,
    size: kind === 'file' ? Number(stats.size) : 0,
    mode: Number(stats.mode) & PERMISSIONS,
    id: `${stats.dev}:${stats.ino}`,
  };
}

/** The `code` of a system error, or '' when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
