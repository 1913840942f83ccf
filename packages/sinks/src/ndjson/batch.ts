import { Buffer } from 'node:buffer';
import { parse } from 'ndjson';

/** A line the parser could not read. */
export const UNREADABLE = Symbol('unreadable');

/** Parses lines with the ndjson library, losing none. */
export interface NdjsonBatch {
  /**
   * The value of each line, in order.
   * @param lines each one JSON value other than null, complete, without its line end; the library
   *   loses blank lines and ends at null
   * @returns as many as there are lines; UNREADABLE where a line is no JSON
   */
  parse(lines: readonly Uint8Array[]): unknown[];
}

const LINE_END = Buffer.from('\n');

/**
 * The ndjson library as a function from lines to values. It is used through its public interface:
 * a batch of complete lines is written and its values are read back in the same tick, so nothing
 * waits in between. A bad line, where piping would stop, shows as an 'error' event at the moment it
 * is met: the values readable then, and the failures before it, count the lines before it.
 */
export function createNdjsonBatch(): NdjsonBatch {
  const stream = parse();
  const failedAt = new Set<number>();
  stream.on('error', () => failedAt.add(stream.readableLength + failedAt.size));

  return {
    parse(lines) {
      failedAt.clear();
      stream.write(Buffer.concat(lines.flatMap((line) => [line, LINE_END])));
      return lines.map((_, index) => {
        if (failedAt.has(index)) return UNREADABLE;
        const value: unknown = stream.read();
        // A line that broke the rules above would shift the others: never go on from there.
        if (value === null) throw new Error('the ndjson library lost a line');
        return value;
      });
    },
  };
}
