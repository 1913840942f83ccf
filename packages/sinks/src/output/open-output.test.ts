import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createFaultyFileSystem, type Fault } from '../../test/faulty-file-system.ts';
import { useTempFolder } from '../../test/temp-folder.ts';
import { nodeFileSystem, type FileSystem } from '../files/file-system.ts';
import { openDeadLetters, openOutput } from './open-output.ts';

const temp = useTempFolder();
const bytes = (text: string) => new TextEncoder().encode(text);
const listing = () => readdirSync(temp.path('.')).toSorted();
const refusal = (code: string, message: unknown) => expect.objectContaining({ code, message });

test('a file appears only when it is complete, and nothing stays beside it', async () => {
  const path = temp.path('out.jsonl');
  const sink = await openOutput(path);
  await sink.write(bytes('{"a":1}\n'));
  expect(listing()).toEqual(['out.jsonl.lock', 'out.jsonl.part']);
  expect(readFileSync(`${path}.part`, 'utf8')).toBe('{"a":1}\n');
  await sink.write(bytes('{"a":2}\n'));
  await sink.close();
  expect(listing()).toEqual(['out.jsonl']);
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"a":2}\n');
  expect(sink.bytesWritten).toBe(16);
  expect(sink.remarks).toEqual([]);
});

test('writes keep their order when they are not awaited', async () => {
  const path = temp.path('out.jsonl');
  const sink = await openOutput(path);
  const lines = Array.from({ length: 50 }, (_, index) => `${index}\n`);
  await Promise.all(lines.map((line) => sink.write(bytes(line))));
  await sink.close();
  expect(readFileSync(path, 'utf8')).toBe(lines.join(''));
});

test('close comes after writes that are still under way, and a second close does nothing', async () => {
  const path = temp.path('out.jsonl');
  const sink = await openOutput(path);
  const write = sink.write(bytes('x\n'));
  await Promise.all([write, sink.close(), sink.close()]);
  expect(readFileSync(path, 'utf8')).toBe('x\n');
  await expect(sink.write(bytes('y\n'))).rejects.toThrow('write on an output that is closed');
});

test('a run without records makes an empty file', async () => {
  await (await openOutput(temp.path('out.jsonl'))).close();
  expect(readFileSync(temp.path('out.jsonl'), 'utf8')).toBe('');
});

test('abort leaves nothing, and what was there stays', async () => {
  const path = temp.file('out.jsonl', 'old\n');
  const sink = await openOutput(path, { force: true });
  await sink.write(bytes('new\n'));
  await sink.abort();
  await sink.abort();
  await sink.close();
  expect(listing()).toEqual(['out.jsonl']);
  expect(readFileSync(path, 'utf8')).toBe('old\n');
});

test('a file that is there is refused, and replaced only with force, keeping its permissions', async () => {
  const path = temp.file('out.jsonl', 'old\n');
  chmodSync(path, 0o600);
  await expect(openOutput(path)).rejects.toThrow(
    refusal('output-exists', `${path} exists already (--force replaces it, another name keeps it)`),
  );
  expect(listing()).toEqual(['out.jsonl']);
  const sink = await openOutput(path, { force: true });
  expect(readFileSync(path, 'utf8')).toBe('old\n');
  await sink.write(bytes('new\n'));
  await sink.close();
  expect(readFileSync(path, 'utf8')).toBe('new\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a link to a file stays a link, and the file it leads to is replaced', async () => {
  const real = temp.file('real.jsonl', 'old\n');
  symlinkSync(real, temp.path('link.jsonl'));
  const sink = await openOutput(temp.path('link.jsonl'), { force: true });
  await sink.write(bytes('new\n'));
  await sink.close();
  expect(readFileSync(real, 'utf8')).toBe('new\n');
  expect(readlinkSync(temp.path('link.jsonl'))).toBe(real);
});

test('a file that a foreign program makes meanwhile is not overwritten', async () => {
  const path = temp.path('out.jsonl');
  const sink = await openOutput(path);
  await sink.write(bytes('ours\n'));
  writeFileSync(path, 'theirs\n');
  await expect(sink.close()).rejects.toThrow(refusal('output-exists', expect.any(String)));
  expect(readFileSync(path, 'utf8')).toBe('theirs\n');
  expect(listing()).toEqual(['out.jsonl']);
});

test.each([
  ['missing/out.jsonl', 'its folder does not exist'],
  ['.', 'it is a folder'],
])('an output that cannot be made (%s) is said so in one line', async (name, reason) => {
  const path = temp.path(name);
  await expect(openOutput(path)).rejects.toThrow(
    refusal('output-unwritable', `cannot write ${path}: ${reason}`),
  );
});

test('a name ending in .gz is packed, the same however it was cut', async () => {
  const text = Array.from({ length: 3000 }, (_, index) => `{"line":${index}}\n`).join('');
  const write = async (name: string, size: number) => {
    const sink = await openOutput(temp.path(name));
    for (let at = 0; at < text.length; at += size)
      await sink.write(bytes(text.slice(at, at + size)));
    await sink.close();
    return readFileSync(temp.path(name));
  };
  const whole = await write('a.jsonl.gz', text.length);
  expect(gunzipSync(whole).toString()).toBe(text);
  expect(await write('b.jsonl.gz', 997)).toEqual(whole);
  expect(await write('c.jsonl.gz', 16)).toEqual(whole);
});

test('a packed output that is aborted leaves nothing', async () => {
  const sink = await openOutput(temp.path('out.jsonl.gz'));
  await sink.write(gzipSync('x'));
  await sink.abort();
  expect(listing()).toEqual([]);
});

test('a device is written as it is, never renamed over', async () => {
  const sink = await openOutput('/dev/null', { force: true });
  await sink.write(bytes('x\n'));
  await sink.close();
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('dead letters are a file like any output, and never standard output', async () => {
  const letters = await openDeadLetters(temp.path('errors.jsonl'));
  await letters.write(bytes('{}\n'));
  await letters.close();
  expect(readFileSync(temp.path('errors.jsonl'), 'utf8')).toBe('{}\n');
  await expect(openDeadLetters('-')).rejects.toThrow(refusal('option-invalid', expect.any(String)));
});

test('a platform that cannot sync a folder is said so', async () => {
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    syncDirectory: () => Promise.resolve('Windows cannot sync a directory'),
  };
  const path = temp.path('out.jsonl');
  const sink = await openOutput(path, { fileSystem });
  await sink.close();
  expect(sink.remarks).toEqual([
    `${path} is complete, but its folder was not synced: Windows cannot sync a directory`,
  ]);
});

const holder = (change: object) =>
  JSON.stringify({
    pid: process.pid,
    started: performance.timeOrigin,
    host: hostname(),
    ...change,
  });
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

/** One run over a file system: true when it ended well. */
async function run(fileSystem: FileSystem, path: string, content: readonly string[]) {
  const sink = await openOutput(path, { fileSystem });
  try {
    for (const line of content) await sink.write(bytes(line));
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

test.each(['out.jsonl', 'out.jsonl.gz'])(
  'whichever file operation of %s fails, the file is complete or not there',
  async (name) => {
    const content = ['{"a":1}\n', '{"a":2}\n', '{"a":3}\n'];
    const read = (path: string) =>
      name.endsWith('.gz') ? gunzipSync(readFileSync(path)).toString() : readFileSync(path, 'utf8');
    const clean = createFaultyFileSystem(Infinity, 'EIO');
    await run(clean, temp.path(`clean-${name}`), content);
    expect(clean.calls).toContain('sync');
    expect(clean.calls.indexOf('sync')).toBeLessThan(clean.calls.indexOf('rename'));
    expect(clean.calls.indexOf('rename')).toBeLessThan(clean.calls.indexOf('sync-directory'));

    let refused = 0;
    const faults: Fault[] = ['EIO', 'ENOSPC', 'EDQUOT', 'short', 'crash'];
    for (const fault of faults) {
      for (let at = 1; at <= clean.calls.length; at++) {
        const path = temp.path(`${fault}-${at}-${name}`);
        const failed = await run(createFaultyFileSystem(at, fault), path, content).then(
          () => false,
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'output-unwritable' });
            return true;
          },
        );
        if (failed) refused++;
        if (!failed || existsSync(path)) expect(read(path)).toBe(content.join(''));
        if (fault === 'short') expect(failed).toBe(false);
        if (fault === 'crash') continue;
        // The process lives on, so it has tidied up; only removing may itself have failed.
        const left = readdirSync(dirname(path)).filter((entry) =>
          entry.startsWith(`${fault}-${at}-`),
        );
        expect(left.filter((entry) => entry.endsWith('.part'))).toEqual([]);
        await run(nodeFileSystem, `${path}.again`, content);
      }
    }
    expect(refused).toBeGreaterThan(20);
  },
);

test('after a crash the next run starts over and succeeds', async () => {
  const path = temp.path('out.jsonl');
  const clean = createFaultyFileSystem(Infinity, 'EIO');
  await run(clean, temp.path('clean.jsonl'), ['x\n']);
  for (let at = 1; at <= clean.calls.length; at++) {
    await run(createFaultyFileSystem(at, 'crash'), path, ['old\n']).catch(() => undefined);
    // The lock names this process, which lives: a real crash would have ended it.
    if (existsSync(`${path}.lock`)) writeFileSync(`${path}.lock`, holder({ pid: deadPid() }));
    // what it was making when the machine stopped has a name that no other process uses
    for (const name of listing().filter((each) => each.includes('.lock.'))) rmSync(temp.path(name));
    const sink = await openOutput(path, { force: true });
    await sink.write(bytes('new\n'));
    await sink.close();
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  }
  expect(listing()).toEqual(['clean.jsonl', 'out.jsonl']);
});

test('a device that takes nothing is an error, not a wait for ever', async () => {
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    async open(path, how, mode) {
      const file = await nodeFileSystem.open(path, how, mode);
      return how === 'create' && path.endsWith('.part')
        ? { ...file, write: () => Promise.resolve(0) }
        : file;
    },
  };
  const sink = await openOutput(temp.path('out.jsonl'), { fileSystem });
  await expect(sink.write(bytes('x'))).rejects.toThrow(
    refusal('output-unwritable', expect.stringContaining('the device reported an error')),
  );
  await expect(sink.close()).rejects.toThrow(refusal('output-unwritable', expect.any(String)));
  expect(listing()).toEqual([]);
});
