// A file system in memory that can crash at any call that changes the disk, and then forget what was
// never synced: data of files, and names in folders (in the order they were made, as a journal does).
import { Buffer } from 'node:buffer';
import { hostname } from 'node:os';

/** @import { FileSystem, OpenFile } from '@pulse-stream/sinks/internal' */
/** @typedef {{ current: Buffer, durable: Buffer }} Inode */
/** @typedef {'fdatasync' | 'truncate' | 'directory-fsync' | 'fsync'} Omission a call that a broken build leaves out */
/**
 * @typedef {object} Plan what goes wrong
 * @property {number} [at] 1-based call that changes the disk
 * @property {'before' | 'after' | 'ENOSPC' | 'EIO' | 'EDQUOT' | 'short'} [how] crash before or after it, or its error
 * @property {Omission} [omit]
 */

/** @param {string} code */
const failure = (code) => Object.assign(new Error(code), { code });

export class MemoryDisk {
  /** @type {Map<string, Inode>} */
  names = new Map();
  /** @type {Map<string, Inode>} */
  durableNames = new Map();
  /** Changes of names since the last sync of the folder. @type {((names: Map<string, Inode>) => void)[]} */
  pending = [];
  /** Names of the calls that changed the disk, in order. @type {string[]} */
  calls = [];
  crashed = false;
  /** @type {Map<Inode, string>} */
  #ids = new Map();
  /** @type {Plan} */
  plan = {};
  /** Most bytes of one read, so that a short input comes in many batches. */
  readBytes = 600;

  /** @param {Plan} plan */
  start(plan) {
    this.plan = plan;
    this.calls = [];
    this.crashed = false;
  }

  /** @param {string} path @param {string | Buffer} content */
  place(path, content) {
    const bytes = Buffer.from(content);
    const inode = { current: bytes, durable: bytes };
    this.names.set(path, inode);
    this.durableNames.set(path, inode);
  }

  /** @param {string} path */
  content(path) {
    return this.names.get(path)?.current ?? null;
  }

  /**
   * The machine stops and starts again. Locks name a process that is gone.
   * @param {(() => number) | null} random uniform in [0, 1): what was not synced may be lost; null: nothing is
   */
  restart(random) {
    if (random !== null) {
      const kept = Math.floor(random() * (this.pending.length + 1));
      const names = new Map(this.durableNames);
      for (const change of this.pending.slice(0, kept)) change(names);
      for (const inode of new Set(names.values())) inode.current = survive(inode, random);
      this.names = names;
    }
    const dead = JSON.stringify({ pid: 2 ** 30, started: 1, host: hostname() });
    for (const [name, inode] of this.names) {
      if (/\.lock(\.take)*$/.test(name)) inode.current = Buffer.from(dead);
      inode.durable = inode.current;
    }
    this.durableNames = new Map(this.names);
    this.pending = [];
    this.crashed = false;
  }

  /**
   * One call that changes the disk.
   * @template T @param {string} name @param {(short: boolean) => T} work @returns {T}
   */
  change(name, work) {
    if (this.crashed) throw failure('EIO');
    this.calls.push(name);
    const { at, how } = this.plan;
    if (at !== this.calls.length) return work(false);
    if (how === 'short') return work(true);
    if (how !== 'before' && how !== 'after') throw failure(how ?? 'EIO');
    if (how === 'after') work(false);
    this.crashed = true;
    throw failure('EIO');
  }

  /** @param {(names: Map<string, Inode>) => void} change */
  rename(change) {
    change(this.names);
    this.pending.push(change);
  }

  /** @returns {FileSystem} */
  get fileSystem() {
    /** @param {string} path */
    const find = (path) => this.names.get(path);
    const look = () => {
      if (this.crashed) throw failure('EIO');
    };
    return {
      open: async (path, how) => {
        look();
        const found = find(path);
        const makes = how === 'create' || how === 'append';
        if (found === undefined && !makes) throw failure('ENOENT');
        if (how === 'create' && found !== undefined) throw failure('EEXIST');
        const inode = found ?? { current: Buffer.alloc(0), durable: Buffer.alloc(0) };
        if (found === undefined)
          this.change('create', () => this.rename((names) => names.set(path, inode)));
        return this.#open(inode);
      },
      facts: async (path) => {
        look();
        const found = find(path);
        return found === undefined
          ? null
          : { kind: 'file', size: found.current.length, mode: 0o644, id: this.#idOf(found) };
      },
      realPath: async (path) => path,
      rename: async (from, to) => {
        this.change('rename', () => {
          const inode = find(from);
          if (inode === undefined) throw failure('ENOENT');
          this.rename((names) => {
            names.delete(from);
            names.set(to, inode);
          });
        });
      },
      link: async (from, to) => {
        if (find(to) !== undefined) throw failure('EEXIST');
        this.change('link', () => {
          const inode = find(from);
          if (inode === undefined) throw failure('ENOENT');
          this.rename((names) => names.set(to, inode));
        });
      },
      remove: async (path) => {
        if (find(path) === undefined) return;
        this.change('remove', () => this.rename((names) => names.delete(path)));
      },
      syncDirectory: async () => {
        this.change('directory-fsync', () => {
          if (this.plan.omit === 'directory-fsync') return;
          this.durableNames = new Map(this.names);
          this.pending = [];
        });
        return null;
      },
    };
  }

  /** @param {Inode} inode */
  #idOf(inode) {
    let id = this.#ids.get(inode);
    if (id === undefined) this.#ids.set(inode, (id = String(this.#ids.size)));
    return id;
  }

  /** @param {Inode} inode @returns {OpenFile} */
  #open(inode) {
    let position = 0;
    /** @param {Uint8Array} buffer @param {number} from */
    const readAt = async (buffer, from) => {
      if (this.crashed) throw failure('EIO');
      return inode.current.copy(
        buffer,
        0,
        from,
        Math.min(from + this.readBytes, from + buffer.length),
      );
    };
    /** @param {Omission} name */
    const sync = async (name) => {
      this.change(name, () => {
        if (this.plan.omit !== name) inode.durable = inode.current;
      });
    };
    return {
      read: async (buffer) => {
        const count = await readAt(buffer, position);
        position += count;
        return count;
      },
      readAt,
      write: async (bytes) =>
        this.change('write', (short) => {
          const taken = bytes.subarray(0, short ? Math.ceil(bytes.length / 2) : bytes.length);
          inode.current = Buffer.concat([inode.current, taken]);
          return taken.length;
        }),
      sync: () => sync('fsync'),
      syncData: () => sync('fdatasync'),
      truncate: async (length) => {
        this.change('truncate', () => {
          if (this.plan.omit !== 'truncate') inode.current = inode.current.subarray(0, length);
        });
      },
      facts: async () => ({
        kind: 'file',
        size: inode.current.length,
        mode: 0o644,
        id: this.#idOf(inode),
      }),
      close: async () => {},
    };
  }
}

/**
 * What of a file is left when the power fails: what was synced, or more of it, cut anywhere, the
 * last of it perhaps zeros.
 * @param {Inode} inode @param {() => number} random
 */
function survive({ current, durable }, random) {
  const way = random();
  if (way < 0.3) return durable;
  if (way < 0.5 || current.length <= durable.length) return current;
  const end = durable.length + Math.floor(random() * (current.length - durable.length + 1));
  const left = Buffer.from(current.subarray(0, end));
  if (random() < 0.5) left.fill(0, Math.max(durable.length, end - 100));
  return left;
}

/** A stream of numbers in [0, 1) from a seed (mulberry32). @param {number} seed */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
