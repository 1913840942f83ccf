import { closeSync, openSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { collect, PROCESS_TIMEOUT_MS, startScript } from './child-process.ts';
import { useTempFolder } from './temp-folder.ts';

const temp = useTempFolder();
const LINES = '{"turns":1}\n'.repeat(20_000);

test('a pipe is read to its end', { timeout: PROCESS_TIMEOUT_MS }, async () => {
  const out = openSync(temp.path('out'), 'w');
  const child = startScript('copy-input.mjs', [], ['pipe', out, 'pipe']);
  child.stdin?.end(LINES);
  expect(await collect(child)).toEqual({ code: 0, stderr: 'read 240000 of null' });
  closeSync(out);
  expect(readFileSync(temp.path('out'), 'utf8')).toBe(LINES);
});

test(
  'a file is read to its end, and its size is known',
  { timeout: PROCESS_TIMEOUT_MS },
  async () => {
    const input = openSync(temp.file('in', LINES), 'r');
    const out = openSync(temp.path('out'), 'w');
    const child = startScript('copy-input.mjs', [], [input, out, 'pipe']);
    expect(await collect(child)).toEqual({ code: 0, stderr: 'read 240000 of 240000' });
    closeSync(input);
    closeSync(out);
    expect(readFileSync(temp.path('out'), 'utf8')).toBe(LINES);
  },
);

test('a folder is refused', { timeout: PROCESS_TIMEOUT_MS }, async () => {
  const folder = openSync(temp.path('.'), 'r');
  const child = startScript('copy-input.mjs', [], [folder, 'ignore', 'pipe']);
  expect(await collect(child)).toEqual({
    code: 0,
    stderr: 'input-unreadable: cannot read standard input: it is a folder',
  });
  closeSync(folder);
});
