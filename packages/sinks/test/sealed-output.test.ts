import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { claimRunOutput, nodeFileSystem, type FileSystem } from '@pulse-stream/sinks/internal';
import { expect, test } from 'vitest';
import { useTempFolder } from './temp-folder.ts';

const temp = useTempFolder();
const listing = () => readdirSync(temp.path('.')).toSorted();
const TEXT = '{"line":1}\n{"line":2}\n';

function claim(resume: boolean, errors: string | null = 'bad.jsonl', fileSystem?: FileSystem) {
  let clock = 0;
  return claimRunOutput({
    output: temp.path('out.jsonl'),
    errors: errors === null ? undefined : temp.path(errors),
    force: false,
    resume,
    // every mark is due
    now: () => (clock += 1000),
    fileSystem,
  });
}

/** A run that ends well. */
async function complete(fileSystem?: FileSystem): Promise<void> {
  const claimed = await claim(false, 'bad.jsonl', fileSystem);
  const files = await claimed.begin<number>(0, (place) => Promise.resolve(place ?? 'the end'));
  await files.records.write(new TextEncoder().encode(TEXT));
  await files.deadLetters?.write(new TextEncoder().encode(TEXT));
  await files.mark(2);
  await files.close();
}

const refused = (message: RegExp) =>
  expect.objectContaining({
    code: 'resume-refused',
    message: expect.stringMatching(message) as string,
  });

test('a complete output says what it was made of, for as long as it is the same', async () => {
  await complete();
  const found = await claim(true);
  expect(found).toMatchObject({ found: 'complete', state: 'the end' });
  expect(await found.finish()).toEqual([]);
  await found.release();
  await expect(claim(true, null)).rejects.toThrow(refused(/the number of its files differs/));
});

test.each<[string, () => unknown, RegExp]>([
  ['without its seal', () => rmSync(temp.path('out.jsonl.seal')), /no \S+seal says what it was/],
  ['whose seal is damaged', () => temp.file('out.jsonl.seal', 'x\n'), /the checksum of \S+seal/],
  ['that was replaced', () => temp.file('out.jsonl', '{}\n'), /out\.jsonl is not the file that/],
  [
    'with other bytes',
    () => temp.file('out.jsonl', TEXT.replace('2', '3')),
    /out\.jsonl is not the file that \S+seal speaks of/,
  ],
  ['whose dead letters are gone', () => rmSync(temp.path('bad.jsonl')), /bad\.jsonl is gone/],
  [
    'whose dead letters are others',
    () => temp.file('bad.jsonl', TEXT.replace('2', '3')),
    /bad\.jsonl is not the file that/,
  ],
])('an output %s is never said to be complete', async (_, damage, message) => {
  await complete();
  damage();
  const before = listing();
  await expect(claim(true)).rejects.toThrow(refused(message));
  expect(listing()).toEqual(before);
});

test('the dead letters get their name first and the output last, then the seal is there', async () => {
  const done: string[] = [];
  await complete({
    ...nodeFileSystem,
    async rename(from, to) {
      if (!to.endsWith('.ckpt')) done.push(basename(to));
      await nodeFileSystem.rename(from, to);
    },
    async syncDirectory(path) {
      done.push('sync');
      return await nodeFileSystem.syncDirectory(path);
    },
  });
  expect(done.slice(done.indexOf('bad.jsonl'))).toEqual([
    'bad.jsonl',
    'out.jsonl',
    'sync',
    'out.jsonl.seal',
  ]);
  expect(readFileSync(temp.path('out.jsonl'), 'utf8')).toBe(TEXT);
});
