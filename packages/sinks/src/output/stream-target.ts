import type { Writable } from 'node:stream';
import { PulseError } from '@pulse-stream/worldstate';
import { codeOf, type OpenFile } from '../files/file-system.ts';
import type { Target } from './output-sink.ts';
import { wrapSystemError } from '../files/system-error.ts';
import { writeAll } from '../files/write-all.ts';

/** Codes that mean: whoever read this has gone away. */
const READER_GONE = new Set(['EPIPE', 'ECONNRESET', 'EOF', 'ERR_STREAM_DESTROYED']);

/** A failed write on standard output as an error of ours. */
function explainOutputError(error: unknown, name: string): PulseError {
  if (READER_GONE.has(codeOf(error)))
    return new PulseError('reader-gone', `the reader of ${name} has gone`, { cause: error });
  return wrapSystemError('output-unwritable', `cannot write ${name}`, error);
}

/**
 * Writes to a Node stream it does not own: each write resolves when the stream has handed the bytes
 * on, so nothing queues up. An error that comes between writes (a reader that went away) is kept
 * for the next one. The stream is never ended: standard output belongs to the process.
 */
export function createStreamTarget(stream: Writable, name: string): Target {
  let failure: PulseError | null = null;
  const waiting = new Set<(error: PulseError) => void>();
  const fail = (error: unknown) => {
    failure ??= explainOutputError(error, name);
    for (const reject of waiting) reject(failure);
    waiting.clear();
  };
  // Stays for the life of the stream: a late EPIPE without a listener would end the process.
  stream.on('error', fail);
  stream.on('close', () => fail(Object.assign(new Error('closed'), { code: 'EPIPE' })));

  return {
    // any other stream may pass the array on to somebody who keeps it
    isDoneAfterWrite: stream === process.stdout,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (stream.destroyed || stream.writableEnded)
          fail(stream.errored ?? Object.assign(new Error('closed'), { code: 'EPIPE' }));
        if (failure !== null) {
          reject(failure);
          return;
        }
        waiting.add(reject);
        try {
          stream.write(bytes, (error) => {
            waiting.delete(reject);
            if (error === null || error === undefined) resolve();
            else {
              fail(error);
              reject(failure ?? error);
            }
          });
        } catch (error) {
          // A stream over a file writes at once and throws from here.
          fail(error);
        }
      }),
    finish: () => (failure === null ? Promise.resolve([]) : Promise.reject(failure)),
    discard: () => Promise.resolve(),
    interrupt: () => fail(new PulseError('aborted', 'the output was given up')),
  };
}

/** Writes to a descriptor that is not ours to close, such as standard output sent to a file. */
export function createDescriptorTarget(file: Pick<OpenFile, 'write'>, name: string): Target {
  return {
    isDoneAfterWrite: true,
    async write(bytes) {
      try {
        await writeAll(file, bytes);
      } catch (error) {
        throw explainOutputError(error, name);
      }
    },
    finish: () => Promise.resolve([]),
    discard: () => Promise.resolve(),
  };
}
