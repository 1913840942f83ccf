import { nodeFileSystem, type FileSystem, type OpenFile } from '../src/files/file-system.ts';

/** What a call is made to do: fail with a system error, write half, or end the "machine". */
export type Fault = 'EIO' | 'ENOSPC' | 'EDQUOT' | 'short' | 'crash';

/** A file system over the real one whose n-th call goes wrong; after a crash every call does. */
export interface FaultyFileSystem extends FileSystem {
  /** Name of each call so far, in order. */
  readonly calls: readonly string[];
}

/** @param at 1-based call that goes wrong; Infinity: none */
export function createFaultyFileSystem(at: number, fault: Fault): FaultyFileSystem {
  const calls: string[] = [];
  let crashed = false;

  const count = (name: string): boolean => {
    calls.push(name);
    if (crashed) throw systemError('EIO');
    const hit = calls.length === at;
    if (hit && fault === 'crash') {
      crashed = true;
      throw systemError('EIO');
    }
    if (hit && fault !== 'short') throw systemError(fault);
    return hit;
  };

  const wrapFile = (file: OpenFile): OpenFile => ({
    async read(buffer) {
      count('read');
      return await file.read(buffer);
    },
    async readAt(buffer, position) {
      count('read');
      return await file.readAt(buffer, position);
    },
    async write(bytes) {
      const short = count('write');
      return await file.write(short ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes);
    },
    async sync() {
      count('sync');
      await file.sync();
    },
    async syncData() {
      count('sync');
      await file.syncData();
    },
    async truncate(length) {
      count('truncate');
      await file.truncate(length);
    },
    async facts() {
      count('facts');
      return await file.facts();
    },
    async close() {
      // The descriptor is given back even when the call reports an error, as close(2) does.
      await file.close();
      count('close');
    },
  });

  return {
    calls,
    async open(path, how, mode) {
      count('open');
      return wrapFile(await nodeFileSystem.open(path, how, mode));
    },
    async facts(path) {
      count('stat');
      return await nodeFileSystem.facts(path);
    },
    async realPath(path) {
      count('real-path');
      return await nodeFileSystem.realPath(path);
    },
    async rename(from, to) {
      count('rename');
      await nodeFileSystem.rename(from, to);
    },
    async link(from, to) {
      count('link');
      await nodeFileSystem.link(from, to);
    },
    async remove(path) {
      count('remove');
      await nodeFileSystem.remove(path);
    },
    async syncDirectory(path) {
      count('sync-directory');
      return await nodeFileSystem.syncDirectory(path);
    },
  };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
