import type { OutputRecord } from '@pulse-stream/worldstate';
import { readMetaText } from '../config/line-holes.ts';
import type { ByteRoom } from './byte-room.ts';
import { encodeRecord, withPlan, type EncodeOptions } from './encode.ts';
import { NumberCache } from './number-cache.ts';
import { RecordWriter } from './writer.ts';

/** Makes bytes of the records of a run: one format. */
export interface RecordEncoder {
  /**
   * Appends a record, without a line end behind it.
   * @param line bytes of the line it is of
   * @throws Error for what no record may hold: a bug; something of it may have been appended
   */
  write(record: OutputRecord, line: Uint8Array, room: ByteRoom): void;
}

/**
 * Records as `encodeRecord` prints them, in half of its time.
 * @throws PulseError `option-invalid` for a precision out of range, with the first record
 */
export function createJsonEncoder(
  { precision, select = null }: Pick<EncodeOptions, 'precision' | 'select'> = {},
  cache: NumberCache = new NumberCache(),
): RecordEncoder {
  const writer = new RecordWriter(cache);
  return {
    write(record, line, room) {
      const meta = hasMeta(record) ? readMetaText(line) : null;
      // parts of records are few bytes: what writes all of them is not worth a second way
      if (select !== null && record.kind !== 'failure')
        room.writeText(encodeRecord(record, { precision, select, meta }));
      else
        withPlan(record, { precision, meta }, (plan, digits) =>
          writer.write(record, plan, digits, room),
        );
    },
  };
}

/** A failure may stand there without a config; a config is an object. */
function hasMeta({ config }: OutputRecord): boolean {
  return typeof config === 'object' && config !== null && 'meta' in config;
}
