import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { claimRunOutput, nodeFileSystem, type FileSystem } from '@pulse-stream/sinks/internal';
import { expect, test } from 'vitest';
import { createFaultyFileSystem } from './faulty-file-system.ts';
import { useTempFolder } from './temp-folder.ts';

const temp = useTempFolder();
/** In the order in which they get their names. */
const PUBLISHED = ['dead.jsonl', 'b.failures.csv', 'a.jsonl', 'b.csv', 'c.csv'];
const LINES = 6;
const textOf = (name: string): string =>
  Array.from({ length: LINES }, (_, index) => `${name} ${index}\n`).join('');

/** Claims all outputs of a run in a folder, and writes what is not written yet. */
async function runIn(folder: string, fileSystem: FileSystem, resume: boolean): Promise<void> {
  const path = (name: string): string => join(folder, name);
  let clock = 0;
  const claim = await claimRunOutput({
    output: path('a.jsonl'),
    errors: path('dead.jsonl'),
    beside: [path('b.failures.csv')],
    others: [path('b.csv'), path('c.csv')],
    force: false,
    resume,
    now: () => (clock += 1000),
    fileSystem,
  });
  if (claim.found === 'complete') {
    await claim.finish();
    return await claim.release();
  }
  const done = typeof claim.state === 'number' ? claim.state : 0;
  const files = await claim.begin<number>(0, (place) => Promise.resolve(place));
  try {
    for (let line = done; line < LINES; line += 1) {
      for (const name of PUBLISHED)
        await files.sinkOf(path(name)).write(new TextEncoder().encode(`${name} ${line}\n`));
      await files.mark(line + 1);
    }
    await files.close();
  } catch (error) {
    await files.leave();
    throw error;
  }
}

test('wherever a run of several outputs crashes, they are there in their order only, and a resume ends it', async () => {
  const folderOf = (at: number): string => {
    const folder = temp.path(`at-${at}`);
    mkdirSync(folder);
    return folder;
  };
  const whole = createFaultyFileSystem(Infinity, 'crash');
  await runIn(folderOf(0), whole, false);
  const seen = new Set<number>();
  for (let at = 1; at <= whole.calls.length; at += 1) {
    const folder = folderOf(at);
    await runIn(folder, createFaultyFileSystem(at, 'crash'), false).catch(() => undefined);
    const there = PUBLISHED.map((name) => existsSync(join(folder, name)));
    const count = there.lastIndexOf(true) + 1;
    expect(there.slice(0, count).every(Boolean), `call ${at}`).toBe(true);
    seen.add(count);
    // the process that held the locks is gone with its machine
    for (const name of readdirSync(folder)) if (name.endsWith('.lock')) rmSync(join(folder, name));
    await runIn(folder, nodeFileSystem, true);
    for (const name of PUBLISHED)
      expect(readFileSync(join(folder, name), 'utf8'), `call ${at}`).toBe(textOf(name));
    expect(existsSync(join(folder, 'a.jsonl.seal'))).toBe(true);
  }
  // crashes were met between any two names
  expect([...seen].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
}, 120_000);

test('whether an output was begun by an earlier run is known of each', async () => {
  const output = temp.path('a.jsonl');
  const [first, second] = ['b.csv', 'c.csv'].map((name) => temp.path(name));
  const options = { output, others: [first ?? '', second ?? ''], force: false, now: () => 0 };
  const claim = await claimRunOutput({ ...options, resume: false });
  const files = await claim.begin<number>(0, (place) => Promise.resolve(place));
  expect(files.sinkOf(first ?? '').isBegun).toBe(false);
  await files.sinkOf(first ?? '').write(Uint8Array.of(1));
  await files.mark(1);
  await files.leave();
  const again = await claimRunOutput({ ...options, resume: true, lines: false });
  expect([again.found, again.recomputed]).toEqual(['unfinished', null]);
  const later = await again.begin<number>(0, (place) => Promise.resolve(place));
  const begun = [output, first, second].map((path) => later.sinkOf(path ?? '').isBegun);
  expect(begun).toEqual([false, true, false]);
  expect(later.deadLetters).toBe(null);
  await later.leave();
});
