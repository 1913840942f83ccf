import { EOL } from 'node:os';
import { Transform } from 'node:stream';
import { createFramer } from '@pulse-stream/codec';
import { MAX_LINE_BYTES } from '@pulse-stream/codec/internal';
import { stringify } from 'ndjson';
import { BadLine, createLineParser } from './json-lines.ts';
import { toWritableValue } from './writable-value.ts';

/**
 * Bytes in, objects out: a Transform that gives one item for every line that is not blank, in order.
 * An object comes as it is; a line that is none (broken JSON, `null`, a number, an array, too long)
 * comes as a `BadLine`, and the stream goes on. Lines end in LF or CR LF; a byte order mark at the
 * start is stripped; memory stays bounded whatever the length of a line.
 * @param options.maxLineBytes longest line; default 1 MiB
 * @throws PulseError `option-invalid`
 * @see RELIABILITY.md §1
 */
export function parseNdjson(options: { maxLineBytes?: number } = {}): Transform {
  const { maxLineBytes = MAX_LINE_BYTES } = options;
  const framer = createFramer({ maxLineBytes });
  const parse = createLineParser(maxLineBytes);
  const give = (stream: Transform, lines: ReturnType<typeof framer.push>) => {
    for (const item of parse(lines)) stream.push(item instanceof BadLine ? item : item.value);
  };
  return new Transform({
    readableObjectMode: true,
    transform(chunk: Uint8Array, _encoding, done) {
      give(this, framer.push(chunk));
      done();
    },
    flush(done) {
      give(this, framer.end());
      done();
    },
  });
}

/**
 * Objects in, one line of JSON with LF out (also on Windows). What JSON cannot hold is never
 * replaced in silence: NaN, an infinite number, a bigint, a cycle or a value that is no object ends
 * the stream with a TypeError that names the place. −0 is written as 0, a typed array as an array.
 */
export function stringifyNdjson(): Transform {
  const lines = stringify();
  return new Transform({
    writableObjectMode: true,
    transform(item: unknown, _encoding, done) {
      try {
        // One object in, its line out, in the same tick: nothing waits inside the library.
        lines.write(toWritableValue(item));
        const line = String(lines.read());
        done(null, `${line.slice(0, -EOL.length)}\n`);
      } catch (error) {
        done(error instanceof Error ? error : new TypeError('this value cannot be written'));
      }
    },
  });
}
