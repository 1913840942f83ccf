import { once } from 'node:events';
import { expect, test } from 'vitest';
import { collect, PROCESS_TIMEOUT_MS, startScript } from './child-process.ts';

test(
  'a reader that closes early ends the process quietly',
  { timeout: PROCESS_TIMEOUT_MS },
  async () => {
    const child = startScript('write-lines.mjs', ['1000000']);
    const ended = collect(child);
    await once(child.stdout!, 'data'); // stdout is a pipe
    child.stdout!.destroy(); // stdout is a pipe
    expect(await ended).toEqual({ code: 0, stderr: 'reader-gone' });
  },
);

test(
  'a reader that goes away between two writes ends the process quietly',
  { timeout: PROCESS_TIMEOUT_MS },
  async () => {
    const child = startScript('write-lines.mjs', ['1000', 'step']);
    const ended = collect(child);
    await once(child.stdout!, 'data'); // stdout is a pipe
    child.stdout!.destroy(); // stdout is a pipe
    await once(child.stdout!, 'close'); // stdout is a pipe
    child.stdin!.on('error', () => undefined).write('go on\n'); // stdin is a pipe
    expect(await ended).toEqual({ code: 0, stderr: 'reader-gone' });
  },
);

test('a reader that does not read holds the writer', { timeout: PROCESS_TIMEOUT_MS }, async () => {
  const child = startScript('write-lines.mjs', ['2000', 'report']);
  const ended = collect(child);
  let accepted = 0;
  let before = -1;
  child.stderr!.on('data', (chunk: Uint8Array) => {
    // stderr is a pipe
    accepted = Number(new TextDecoder().decode(chunk).trim().split('\n').at(-1)) || accepted;
  });
  // Until nothing moves any more.
  while (accepted === 0 || accepted !== before) {
    before = accepted;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // A pipe of Linux and a socket buffer of Node hold 64 KiB and some; 2000 lines are 2000 KiB.
  expect(accepted).toBeLessThan(400);
  let text = '';
  child.stdout!.on('data', (chunk: Uint8Array) => (text += new TextDecoder().decode(chunk))); // a pipe
  await ended;
  expect(text.length).toBe(2000 * 1024);
  expect(text.slice(-1024)).toMatch(/^2000\.+\n$/);
});
