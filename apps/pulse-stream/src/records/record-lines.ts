import { chooseFramer } from '@pulse-stream/sinks/internal';
import type { ByteSource } from '@pulse-stream/worldstate';

/** A record is at most this long: the limit of one and room for what is echoed. */
const MOST_RECORD_BYTES = 256 * 1024 * 1024;

/** One line of an output, as it was cut out. */
export type RecordLine = ReturnType<ReturnType<typeof chooseFramer>['end']>[number];

/** The lines of an output, one at a time, blank ones too. */
export async function* readRecordLines(source: ByteSource): AsyncGenerator<RecordLine> {
  const framer = chooseFramer('out.jsonl', new Uint8Array(0), { maxLineBytes: MOST_RECORD_BYTES });
  for (let chunk = await source.read(); chunk !== null; chunk = await source.read())
    yield* framer.push(chunk);
  yield* framer.end();
}
