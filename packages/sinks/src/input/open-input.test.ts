import { chmodSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { PulseError } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { drain } from '../../test/drain.ts';
import { createFaultyFileSystem, systemError } from '../../test/faulty-file-system.ts';
import { useTempFolder } from '../../test/temp-folder.ts';
import { openInput } from './open-input.ts';

const temp = useTempFolder();
const LINES = Array.from({ length: 20_000 }, (_, index) => `{"id":"${index}"}\n`).join('');
const failure = (code: string, message: unknown) => expect.objectContaining({ code, message });

/** A stream that gives its chunks one by one and counts how many were asked for. */
function createCountedStream(chunks: readonly (string | Uint8Array)[]) {
  const counted = { given: 0 };
  const stream = new Readable({
    highWaterMark: 1,
    read() {
      this.push(chunks[counted.given++] ?? null);
    },
  });
  return { stream, counted };
}

test('a file is read chunk by chunk and only when asked', async () => {
  const path = temp.file('in.jsonl', LINES);
  const fileSystem = createFaultyFileSystem(Infinity, 'EIO');
  const input = openInput(path, { fileSystem });
  await new Promise(setImmediate);
  expect(fileSystem.calls).toEqual([]);
  expect({ bytesRead: input.bytesRead, size: input.size }).toEqual({ bytesRead: 0, size: null });
  const first = await input.read();
  expect(first).toHaveLength(65_536);
  expect(fileSystem.calls).toEqual(['open', 'facts', 'read']);
  expect(input.bytesRead).toBe(65_536);
  expect(input.size).toBe(LINES.length);
  expect(new TextDecoder().decode(first ?? undefined) + (await drain(input))).toBe(LINES);
  expect(input.bytesRead).toBe(LINES.length);
  expect(fileSystem.calls.at(-1)).toBe('close');
});

test('what was read before is not changed by the next read', async () => {
  const input = openInput(temp.file('in.jsonl', LINES));
  const first = await input.read();
  const copy = first?.slice();
  await input.read();
  expect(first).toEqual(copy);
  await input.close();
});

test('a look at the head takes nothing away', async () => {
  const input = openInput(temp.file('in.jsonl', LINES));
  expect(new TextDecoder().decode(await input.head())).toBe(LINES.slice(0, 65_536));
  expect(await drain(input)).toBe(LINES);
});

test.each([
  ['one byte at a time', 1],
  ['in large pieces', 300_000],
])('an array on standard input, %s, is known by its head', async (_, size) => {
  const text = `[\n${'{"turns":5},\n'.repeat(8000)}{"turns":6}]\n`;
  const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_none, index) =>
    text.slice(index * size, (index + 1) * size),
  );
  const input = openInput('-', { stdin: createCountedStream(chunks).stream });
  expect(new TextDecoder().decode(await input.head())).toBe(text.slice(0, 65_536));
  expect(await drain(input)).toBe(text);
});

test('a stream is asked for one chunk more than was read, not for all', async () => {
  const { stream, counted } = createCountedStream(
    Array.from({ length: 1000 }, () => 'x\n'.repeat(50)),
  );
  const input = openInput('-', { stdin: stream });
  await new Promise(setImmediate);
  expect(counted.given).toBe(0);
  for (let reads = 1; reads <= 20; reads++) {
    await input.read();
    await new Promise(setImmediate);
    expect(100 * counted.given - input.bytesRead).toBeLessThanOrEqual(100);
  }
  await input.close();
  expect(stream.destroyed).toBe(true);
});

test('a line typed at a terminal is given at once', async () => {
  const stdin = new PassThrough();
  const input = openInput('-', { stdin });
  stdin.write('{}\n');
  expect(await input.head()).toEqual(new TextEncoder().encode('{}\n'));
  expect(await input.read()).toEqual(new TextEncoder().encode('{}\n'));
  stdin.end('{"turns":2}\n');
  expect(await drain(input)).toBe('{"turns":2}\n');
  expect(input.bytesRead).toBe(15);
});

test('a stream of texts or of a single large buffer is read like any other', async () => {
  expect(await drain(openInput('-', { stdin: Readable.from(['{"a":', '"ä"}\n']) }))).toBe(
    '{"a":"ä"}\n',
  );
  expect(await drain(openInput('-', { stdin: Readable.from(Buffer.from(LINES)) }))).toBe(LINES);
  const texts = createCountedStream([LINES]).stream.setEncoding('utf8');
  expect(await drain(openInput('-', { stdin: texts }))).toBe(LINES);
});

test('an empty input ends at once', async () => {
  expect(await drain(openInput(temp.file('in.jsonl', '')))).toBe('');
  expect(await drain(openInput('-', { stdin: Readable.from([]) }))).toBe('');
  expect(await openInput(temp.path('in.jsonl')).head()).toHaveLength(0);
});

test('reading after the end or after close gives null', async () => {
  const input = openInput(temp.file('in.jsonl', '{}\n'));
  await drain(input);
  expect(await input.read()).toBeNull();
  const early = openInput(temp.path('in.jsonl'));
  await early.close();
  await early.close();
  expect(await early.read()).toBeNull();
});

test.each([
  ['none.jsonl', 'there is no such file or folder'],
  ['.', 'it is a folder'],
  ['closed.jsonl', 'permission denied'],
])('an input that cannot be read (%s) is said so in one line', async (name, reason) => {
  chmodSync(temp.file('closed.jsonl', ''), 0);
  const path = temp.path(name);
  // root may read everything, so the system's answer is given here
  const refused = createFaultyFileSystem(Infinity, 'EIO');
  refused.open = () => Promise.reject(systemError('EACCES'));
  const input = openInput(path, name === 'closed.jsonl' ? { fileSystem: refused } : {});
  await expect(input.read()).rejects.toThrow(
    failure('input-unreadable', `cannot read ${path}: ${reason}`),
  );
  await input.close();
});

test('a device that fails in the middle is said so', async () => {
  const path = temp.file('in.jsonl', LINES);
  const input = openInput(path, { fileSystem: createFaultyFileSystem(4, 'EIO') });
  await input.read();
  await expect(input.read()).rejects.toThrow(
    failure('input-unreadable', `cannot read ${path}: the device reported an error`),
  );
});

test('a stream that fails or is closed before its end is said so', async () => {
  const failing = new Readable({ read() {} });
  const waiting = openInput('-', { stdin: failing });
  const read = waiting.read();
  failing.destroy(systemError('EIO'));
  await expect(read).rejects.toThrow(
    failure('input-unreadable', 'cannot read standard input: the device reported an error'),
  );
  const closed = new Readable({ read() {} });
  closed.destroy();
  await expect(openInput('-', { stdin: closed }).read()).rejects.toThrow(
    failure('input-unreadable', 'standard input was closed before its end'),
  );
  const objects = Readable.from([{ turns: 1 }]);
  await expect(openInput('-', { stdin: objects }).read()).rejects.toThrow(
    failure('input-unreadable', 'standard input is a stream of objects, not of bytes'),
  );
});

test('a signal ends a read that waits', async () => {
  const control = new AbortController();
  const stdin = new PassThrough();
  const input = openInput('-', { stdin, signal: control.signal });
  const read = input.read();
  control.abort();
  await expect(read).rejects.toThrow(failure('aborted', 'the run was told to stop'));
  await input.close();
  const file = openInput(temp.file('in.jsonl', '{}\n'), { signal: control.signal });
  await expect(file.read()).rejects.toThrow(failure('aborted', 'the run was told to stop'));
  await file.close();
});

test.each([
  ['UTF-16', [0xff, 0xfe, 0x7b, 0x00]],
  ['UTF-32', [0xff, 0xfe, 0x00, 0x00]],
  ['gzip', [0x1f, 0x8b, 0x08, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
])('an input that begins like %s is refused with what to do', async (what, magic) => {
  const path = temp.file('in.jsonl', Uint8Array.from([...magic, 0, 0]));
  for (const act of ['head', 'read'] as const) {
    const input = openInput(path);
    await expect(input[act]()).rejects.toThrow(
      failure('input-not-text', expect.stringMatching(new RegExp(`looks like ${what}: .+`))),
    );
    await input.close();
  }
  const bytes = createCountedStream(magic.map((byte) => Uint8Array.of(byte)));
  await expect(openInput('-', { stdin: bytes.stream }).read()).rejects.toThrow(
    failure('input-not-text', expect.stringContaining('standard input looks like')),
  );
});

test('a name ending in .gz is unpacked, whatever its members and cuts', async () => {
  const packed = Buffer.concat([
    gzipSync(LINES.slice(0, 100_001)),
    gzipSync(''),
    gzipSync(LINES.slice(100_001)),
  ]);
  const path = temp.file('in.jsonl.gz', packed);
  const input = openInput(path);
  expect(await drain(input)).toBe(LINES);
  expect(input.bytesRead).toBe(packed.length);
  expect(input.size).toBe(packed.length);
});

test('a small file that unpacks to a huge one is unpacked as it is read', async () => {
  const path = temp.file('in.jsonl.gz', gzipSync(Buffer.alloc(50_000_000, '{}\n')));
  const input = openInput(path);
  let most = 0;
  let total = 0;
  for (;;) {
    const chunk = await input.read();
    if (chunk === null) break;
    total += chunk.length;
    most = Math.max(most, chunk.length);
  }
  expect({ total, most }).toEqual({ total: 50_000_000, most: 65_536 });
  await input.close();
  const given = openInput(path);
  await given.read();
  await given.close();
  expect(await given.read()).toBeNull();
});

const packed = gzipSync(LINES);
const damaged = Buffer.from(packed);
damaged[1000] = damaged[1000]! ^ 0xff;
test.each([
  ['cut off', packed.subarray(0, -20), 'it ends in the middle (was it cut off?)'],
  [
    'cut off in its second member',
    Buffer.concat([packed, packed.subarray(0, 500)]),
    'it ends in the middle (was it cut off?)',
  ],
  ['empty', Buffer.alloc(0), 'it ends in the middle (was it cut off?)'],
  ['damaged', damaged, 'it is not gzip data, or it is damaged'],
  ['plain text', Buffer.from('{"turns":1}\n'), 'it is not gzip data, or it is damaged'],
])('a .gz that is %s is said so', async (_, content, reason) => {
  const path = temp.file('in.jsonl.gz', content);
  await expect(drain(openInput(path))).rejects.toThrow(
    failure('input-unreadable', `cannot read ${path}: ${reason}`),
  );
});

test('every failure of an input is a PulseError that keeps its cause', async () => {
  const error = await openInput(temp.path('none'))
    .read()
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(PulseError);
  expect(error).toHaveProperty('cause.code', 'ENOENT');
});
