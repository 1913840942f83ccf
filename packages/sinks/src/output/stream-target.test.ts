import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { systemError } from '../../test/faulty-file-system.ts';
import { createOutputSink } from './output-sink.ts';
import { openOutput } from './open-output.ts';
import { createDescriptorTarget } from './stream-target.ts';
import type { OpenFile } from '../files/file-system.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const code = (name: string) => expect.objectContaining({ code: name });

/** A stream whose reader takes bytes only when told to. */
function createSlowStream() {
  const taken: string[] = [];
  let release = () => {};
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk: Uint8Array, _, done) {
      taken.push(new TextDecoder().decode(chunk));
      release = done;
    },
  });
  return { stream, taken, release: () => release() };
}

test('a write resolves only when the stream has handed the bytes on', async () => {
  const { stream, taken, release } = createSlowStream();
  const sink = await openOutput('-', { stdout: stream });
  let accepted = 0;
  const first = sink.write(bytes('a\n')).then(() => accepted++);
  const second = sink.write(bytes('b\n')).then(() => accepted++);
  await new Promise(setImmediate);
  expect({ taken, accepted }).toEqual({ taken: ['a\n'], accepted: 0 });
  release();
  await first;
  expect(accepted).toBe(1);
  await new Promise(setImmediate);
  release();
  await second;
  expect(taken).toEqual(['a\n', 'b\n']);
  await sink.close();
  expect(stream.writableEnded).toBe(false);
});

test.each(['EPIPE', 'ECONNRESET', 'EOF'])(
  '%s of a write means the reader has gone',
  async (name) => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(systemError(name)) });
    const sink = await openOutput('-', { stdout: stream });
    await expect(sink.write(bytes('a\n'))).rejects.toThrow(code('reader-gone'));
    await expect(sink.write(bytes('b\n'))).rejects.toThrow(code('reader-gone'));
    await expect(sink.close()).rejects.toThrow(code('reader-gone'));
  },
);

test('a reader that goes away between writes is noticed at the next write, or at the end', async () => {
  for (const act of ['write', 'close'] as const) {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    const sink = await openOutput('-', { stdout: stream });
    await sink.write(bytes('a\n'));
    stream.destroy(systemError('EPIPE'));
    await new Promise((resolve) => stream.once('close', resolve));
    await expect(act === 'write' ? sink.write(bytes('b\n')) : sink.close()).rejects.toThrow(
      code('reader-gone'),
    );
  }
});

test('a write that waits ends at once when the reader goes away', async () => {
  const { stream } = createSlowStream();
  const sink = await openOutput('-', { stdout: stream });
  const write = sink.write(bytes('a\n'));
  setImmediate(() => stream.destroy());
  await expect(write).rejects.toThrow(code('reader-gone'));
});

test('abort does not wait for a reader that does not read', async () => {
  const { stream } = createSlowStream();
  const sink = await openOutput('-', { stdout: stream });
  const write = sink.write(bytes('a\n'));
  await Promise.all([expect(write).rejects.toThrow(code('aborted')), sink.abort()]);
});

test('a stream that is closed already has no reader', async () => {
  const stream = new Writable();
  stream.destroy();
  const sink = await openOutput('-', { stdout: stream });
  await expect(sink.write(bytes('a\n'))).rejects.toThrow(code('reader-gone'));
});

test('another failure of the stream says what the device said', async () => {
  const throwing = new Writable({
    write() {
      throw systemError('ENOSPC');
    },
  });
  const sink = await openOutput('-', { stdout: throwing });
  await expect(sink.write(bytes('a\n'))).rejects.toThrow(
    expect.objectContaining({
      code: 'output-unwritable',
      message: 'cannot write standard output: no space is left on the device',
    }),
  );
});

test('a descriptor that takes little at a time gets everything', async () => {
  const taken: number[] = [];
  const file: OpenFile = {
    read: () => Promise.resolve(0),
    readAt: () => Promise.resolve(0),
    write(chunk) {
      taken.push(chunk[0] ?? -1);
      return Promise.resolve(1);
    },
    sync: () => Promise.resolve(),
    syncData: () => Promise.resolve(),
    truncate: () => Promise.resolve(),
    facts: () => Promise.resolve({ kind: 'file', size: 0, mode: 0, id: '' }),
    close: () => Promise.reject(new Error('standard output is not ours to close')),
  };
  const sink = createOutputSink(createDescriptorTarget(file, 'standard output'));
  await sink.write(Uint8Array.of(1, 2, 3));
  await sink.close();
  expect(taken).toEqual([1, 2, 3]);
});
