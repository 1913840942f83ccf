import { Buffer } from 'node:buffer';
import { fstatSync, readFileSync, statSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { isatty } from 'node:tty';

const STDOUT = 1;
/** Most bytes of messages that wait for a slow reader; later ones are lost. */
const MOST_WAITING_BYTES = 64 * 1024;
/** How long the end of the process waits for a reader of stderr that takes nothing. */
const PATIENCE_MS = 2000;
const PAUSE_MS = 20;
/** Bits of the flags of an open file that say how it may be used; 2: read and written. */
const ACCESS_BITS = 3;
const READ_AND_WRITE = 2;

/** stderr as the command writes to it. */
export interface StandardError {
  readonly stream: Writable & { readonly isTTY: boolean };
  /** Resolves when what waits has been taken, or nobody takes it. */
  settle(): Promise<void>;
}

/**
 * A stderr that never ends or holds the run: what cannot be written (closed, full, a reader that has
 * gone or takes nothing) is lost. It writes by itself, because a write of Node's own stream that
 * waits keeps the process from ending.
 */
export function openStandardError(): StandardError {
  // asking for Node's stream makes a pipe one that is never waited for
  const { fd } = process.stderr;
  let waiting = Buffer.alloc(0);
  /** @returns whether anything was taken */
  const flush = (): boolean => {
    try {
      const count = waiting.length === 0 ? 0 : writeSync(fd, waiting);
      waiting = waiting.subarray(count);
      return count > 0;
    } catch (error) {
      const mayTakeItLater = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!mayTakeItLater) waiting = Buffer.alloc(0);
      return false;
    }
  };
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (waiting.length < MOST_WAITING_BYTES) waiting = Buffer.concat([waiting, chunk]);
      while (flush());
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY: isatty(fd) }),
    async settle() {
      for (let patience = PATIENCE_MS; waiting.length > 0 && patience > 0;) {
        patience = flush() ? PATIENCE_MS : patience - PAUSE_MS;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    },
  };
}

/**
 * The standard output of the process. Node puts `/dev/null` in the place of one that is closed, open
 * for reading and writing: no shell opens it so. Then every write fails instead of vanishing.
 */
export function openStandardOutput(): Writable & { readonly isTTY?: boolean } {
  if (!isClosed()) return process.stdout;
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('closed'), { code: 'EBADF' }));
    },
  });
}

function isClosed(): boolean {
  try {
    const stats = fstatSync(STDOUT);
    if (!stats.isCharacterDevice() || stats.rdev !== statSync('/dev/null').rdev) return false;
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${STDOUT}`, 'utf8'));
    return (Number.parseInt(flags?.[1] ?? '0', 8) & ACCESS_BITS) === READ_AND_WRITE;
  } catch {
    // a system that does not tell
    return false;
  }
}
