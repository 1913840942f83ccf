import { readRecord } from '@pulse-stream/formats';
import { PulseError, type OutputRecord } from '@pulse-stream/worldstate';
import { WRITTEN_SHORT } from '@pulse-stream/worldstate/internal';
import type { CommandContext } from '../settings/command-context.ts';
import { parseRecord } from './parse-record.ts';
import { readRecordFiles } from './record-files.ts';

/** A record of an output, with the bytes of its line. */
export interface ExportedRecord {
  readonly record: OutputRecord;
  /** Without the line feed. */
  readonly bytes: Uint8Array;
}

/**
 * The records of an output, one at a time and whole.
 * @param needs what whole records are for: "tables are made of"
 * @throws PulseError `input-unreadable` with its number for what is torn or was never a record;
 *   `option-invalid` for one that was cut down when it was written
 */
export async function* readExported(
  path: string,
  context: Pick<CommandContext, 'terminal'>,
  signal: AbortSignal,
  needs: string,
): AsyncGenerator<ExportedRecord> {
  for await (const { line } of readRecordFiles([path], context, signal)) {
    const { record, problem } = readRecord(parseRecord(path, line));
    if (problem === null) {
      yield { record, bytes: line.bytes };
      continue;
    }
    const place = `${path === '-' ? 'standard input' : path}:${line.line}: ${problem.message}`;
    if (problem.kind === 'foreign') throw new PulseError('input-unreadable', place);
    throw new PulseError(
      'option-invalid',
      `${place}: ${needs} whole records, and it was ${WRITTEN_SHORT}`,
    );
  }
}
