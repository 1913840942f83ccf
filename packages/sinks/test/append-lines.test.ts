import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { appendLines, type FileSystem } from '@pulse-stream/sinks/internal';
import { expect, test } from 'vitest';
import { createFaultyFileSystem } from './faulty-file-system.ts';
import { useTempFolder } from './temp-folder.ts';

const folder = useTempFolder();
const prefix = '{"kind":"a",';
const line = (n: number) => `${prefix}"n":${n}}`;
const textOf = (...numbers: number[]) => numbers.map((n) => `${line(n)}\n`).join('');

/** Appends lines and closes. */
async function append(path: string, numbers: readonly number[], fileSystem?: FileSystem) {
  const file = await appendLines(path, { prefix, what: 'list', fileSystem });
  try {
    await file.append(numbers.map(line));
    await file.sync();
    return { written: file.written, known: file.known };
  } finally {
    await file.close();
  }
}

test('lines are appended in order, each once, whoever wrote it', async () => {
  const path = folder.path('lines');
  expect(await append(path, [1, 2, 2])).toEqual({ written: 2, known: 1 });
  expect(await append(path, [3, 1])).toEqual({ written: 1, known: 1 });
  expect(readFileSync(path, 'utf8')).toBe(textOf(1, 2, 3));
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test('lines longer than a chunk, and many of them, are known again', async () => {
  const path = folder.path('lines');
  const long = `${prefix}"text":"${'x'.repeat(200_000)}"}`;
  writeFileSync(path, `${textOf(...Array.from({ length: 9000 }, (_, n) => n))}${long}\n`);
  const file = await appendLines(path, { prefix, what: 'list' });
  await file.append([long, line(8999), line(9000)]);
  expect([file.written, file.known]).toEqual([1, 2]);
  await file.close();
  await file.close();
  expect(readFileSync(path, 'utf8').endsWith(`${long}\n${line(9000)}\n`)).toBe(true);
});

test('what a crash tore is cut off, and a line that lacks only its end is kept', async () => {
  const path = folder.path('lines');
  for (let cut = 0; cut <= line(2).length; cut += 1) {
    writeFileSync(path, textOf(1) + line(2).slice(0, cut));
    const whole = cut === line(2).length;
    expect(await append(path, [2]), `${cut}`).toEqual({
      written: whole ? 0 : 1,
      known: whole ? 1 : 0,
    });
    expect(readFileSync(path, 'utf8')).toBe(textOf(1, 2));
  }
});

test('a file of something else is refused and stays as it is', async () => {
  const path = folder.path('other');
  const texts = ['hello\n', 'hello', `${textOf(1)}{"kind":"b"}\n`, `${textOf(1)}{"kind":"b"`, '\n'];
  for (const text of texts) {
    writeFileSync(path, text);
    await expect(append(path, [1])).rejects.toMatchObject({
      code: 'output-unwritable',
      message: expect.stringMatching(/cannot append to .*line [12] is not one of a list/) as string,
    });
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(existsSync(`${path}.lock`)).toBe(false);
  }
  mkdirSync(folder.path('dir'));
  await expect(append(folder.path('dir'), [1])).rejects.toThrow('it is not a file');
  await expect(append(folder.path('no/where'), [1])).rejects.toThrow('its folder does not exist');
});

test('two runs never append to one file at a time', async () => {
  const path = folder.path('lines');
  const file = await appendLines(path, { prefix, what: 'list' });
  await expect(append(path, [1])).rejects.toThrow('is writing it');
  await file.close();
  expect(await append(path, [1])).toEqual({ written: 1, known: 0 });
});

test('the folder of a new file is synced before anything is said to be written', async () => {
  const path = folder.path('lines');
  const first = createFaultyFileSystem(Infinity, 'EIO');
  await append(path, [1], first);
  const synced = first.calls.indexOf('sync-directory');
  expect(synced).toBeGreaterThan(-1);
  expect(first.calls.lastIndexOf('sync')).toBeGreaterThan(synced);
  // a file that was there is in its folder already
  const second = createFaultyFileSystem(Infinity, 'EIO');
  await append(path, [2], second);
  expect(second.calls).not.toContain('sync-directory');
});

test('whatever call fails or whenever the machine ends, the next run leaves all lines once', async () => {
  const path = folder.path('lines');
  const start = textOf(1) + line(2).slice(0, 9);
  const numbers = [3, 4, 5];
  writeFileSync(path, start);
  const counted = createFaultyFileSystem(Infinity, 'EIO');
  await append(path, numbers, counted);
  expect(readFileSync(path, 'utf8')).toBe(textOf(1, 3, 4, 5));
  expect(counted.calls.length).toBeGreaterThan(8);
  for (const fault of ['EIO', 'ENOSPC', 'short', 'crash'] as const)
    for (let at = 1; at <= counted.calls.length; at += 1) {
      writeFileSync(path, start);
      const faulty = createFaultyFileSystem(at, fault);
      await append(path, numbers, faulty).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'output-unwritable' });
      });
      const fresh = createFaultyFileSystem(Infinity, 'EIO');
      await fresh.remove(`${path}.lock`);
      await append(path, numbers, fresh);
      expect(readFileSync(path, 'utf8'), `${fault} ${at}`).toBe(textOf(1, 3, 4, 5));
    }
});
