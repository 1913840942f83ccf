import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { createFaultyFileSystem } from '../../test/faulty-file-system.ts';
import { useTempFolder } from '../../test/temp-folder.ts';
import { nodeFileSystem, type FileSystem } from './file-system.ts';
import { takeLock, type Lock } from './lock-file.ts';
import { birthOf } from './process-birth.ts';

const temp = useTempFolder();
const listing = () => readdirSync(temp.path('.')).toSorted();
const take = (fileSystem: FileSystem = nodeFileSystem) =>
  takeLock(fileSystem, temp.path('out.jsonl'));
const holder = (change: object) =>
  JSON.stringify({
    pid: process.pid,
    started: performance.timeOrigin,
    host: hostname(),
    ...change,
  });
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

test('two outputs never write the same file, and a process that locks itself out is told so', async () => {
  const lock = await take();
  const path = temp.path('out.jsonl');
  await expect(take()).rejects.toThrow(
    expect.objectContaining({
      code: 'output-unwritable',
      message: `cannot write ${path}: this process itself is writing it (if not, remove ${path}.lock)`,
    }),
  );
  await lock.release();
  await (await take()).release();
  expect(listing()).toEqual([]);
});

/** Locks that nobody holds. */
const STALE: readonly [string, () => string][] = [
  ['of a process that has ended', () => holder({ pid: deadPid() })],
  ['of an earlier process with the same id', () => holder({ started: 1 })],
  [
    'of an earlier process with the id of a living one',
    () => holder({ pid: process.ppid, birth: `${birthOf(process.ppid) ?? ''} earlier` }),
  ],
  ['of every process (-1)', () => holder({ pid: -1 })],
  ['of a group of processes (0)', () => holder({ pid: 0 })],
  ['of half a process', () => holder({ pid: process.ppid + 0.5 })],
  ['that nobody wrote a name into', () => ''],
  ['that was torn', () => holder({}).slice(0, 20)],
  ['that is no lock of ours', () => '"x"'],
];

test.each(STALE)('a lock %s is taken over', async (_, content) => {
  temp.file('out.jsonl.lock', content());
  const lock = await take();
  expect(readFileSync(temp.path('out.jsonl.lock'), 'utf8')).toContain(`"pid":${process.pid},`);
  expect(listing()).toEqual(['out.jsonl.lock']);
  await lock.release();
  expect(listing()).toEqual([]);
});

test('a takeover that was killed in the middle is taken over as well', async () => {
  temp.file('out.jsonl.lock', holder({ pid: deadPid() }));
  temp.file('out.jsonl.lock.take', holder({ pid: deadPid() }));
  temp.file('out.jsonl.lock.take.take', holder({ pid: deadPid() }));
  await (await take()).release();
  expect(listing()).toEqual([]);
  // no lock of a lock of a lock of a lock: what cannot be settled is said
  temp.file('out.jsonl.lock', holder({ pid: deadPid() }));
  for (let suffix = '.take'; suffix.length <= 15; suffix += '.take')
    temp.file(`out.jsonl.lock${suffix}`, holder({ pid: deadPid() }));
  await expect(take()).rejects.toThrow(/their locks were left behind: .* remove \S+\.lock/);
});

test.each([
  ['of a living process', () => holder({ pid: process.ppid }), `process ${process.ppid} is`],
  [
    'of a living process that says when it began',
    () => holder({ pid: process.ppid, birth: birthOf(process.ppid) }),
    `process ${process.ppid} is`,
  ],
  ['of another machine', () => holder({ host: 'elsewhere' }), 'on elsewhere is'],
])('a lock %s is respected', async (_, content, message) => {
  const text = content();
  const path = temp.file('out.jsonl.lock', text);
  await expect(take()).rejects.toThrow(message);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a lock says when its process began, so that another one with its id is not taken for it', async () => {
  const lock = await take();
  const said: { birth?: string } = JSON.parse(readFileSync(temp.path('out.jsonl.lock'), 'utf8'));
  expect(said.birth).toBe(birthOf(process.pid));
  expect(said.birth === undefined).toBe(process.platform !== 'linux');
  await lock.release();
});

/** A file system that does something between two calls. */
function interfere(when: (call: string, path: string) => void): FileSystem {
  return {
    ...nodeFileSystem,
    async open(path, how, mode) {
      when(how, path);
      return await nodeFileSystem.open(path, how, mode);
    },
    async rename(from, to) {
      when('rename', to);
      await nodeFileSystem.rename(from, to);
    },
  };
}

test('whoever was faster keeps the lock: a stale one that was replaced meanwhile is left alone', async () => {
  const theirs = holder({ pid: process.ppid });
  const path = temp.file('out.jsonl.lock', holder({ pid: deadPid() }));
  // they finish while we take the right to replace it
  const slow = interfere((call, at) => {
    if (call === 'create' && at.includes('.take.')) writeFileSync(path, theirs);
  });
  await expect(take(slow)).rejects.toThrow(`process ${process.ppid} is writing it`);
  expect(readFileSync(path, 'utf8')).toBe(theirs);
  expect(listing()).toEqual(['out.jsonl.lock']);
});

test('only the holder of the right to replace a stale lock replaces it', async () => {
  temp.file('out.jsonl.lock', holder({ pid: deadPid() }));
  const seen: boolean[] = [];
  const watch = interfere((call, at) => {
    if (call === 'rename' && at.endsWith('.lock'))
      seen.push(existsSync(temp.path('out.jsonl.lock.take')));
  });
  await (await take(watch)).release();
  expect(seen).toEqual([true]);
});

test('a lock that was removed by hand and taken by another run is not removed by the first one', async () => {
  const first = await take();
  const theirs = holder({ pid: process.ppid });
  writeFileSync(temp.path('out.jsonl.lock'), theirs);
  await first.release();
  expect(readFileSync(temp.path('out.jsonl.lock'), 'utf8')).toBe(theirs);
});

test('of many that find one stale lock, one takes it, also where files have one name only', async () => {
  const single: FileSystem = {
    ...nodeFileSystem,
    link: () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' })),
  };
  for (const fileSystem of [nodeFileSystem, single])
    for (const [, content] of STALE) {
      temp.file('out.jsonl.lock', content());
      const tries = await Promise.allSettled(Array.from({ length: 6 }, () => take(fileSystem)));
      const locks = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(locks).toHaveLength(1);
      await Promise.all(locks.map((lock: Lock) => lock.release()));
      expect(listing()).toEqual([]);
    }
});

test('whichever call fails, there is no lock then or it is ours', async () => {
  const counted = createFaultyFileSystem(Infinity, 'EIO');
  await (await take(counted)).release();
  expect(counted.calls.length).toBeGreaterThan(5);
  for (let at = 1; at <= counted.calls.length; at += 1) {
    const faulty = createFaultyFileSystem(at, 'ENOSPC');
    const lock = await take(faulty).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'output-unwritable' });
      return null;
    });
    if (lock === null) expect(listing().filter((name) => name.endsWith('.lock'))).toEqual([]);
    await lock?.release().catch(() => undefined);
    for (const name of listing()) rmSync(temp.path(name));
  }
});

test('the longest name there can be is locked too', async () => {
  const name = 'x'.repeat(250);
  mkdirSync(temp.path('deep'));
  const lock = await takeLock(nodeFileSystem, temp.path(`deep/${name}`));
  const [made = ''] = readdirSync(temp.path('deep'));
  expect(made).toMatch(/^x{200,}~[0-9a-f]{8}\.lock$/);
  await lock.release();
});
