import { readRecord } from '@pulse-stream/formats';
import { PulseError, type ByteSource, type OutputRecord } from '@pulse-stream/worldstate';
import { readRecordLines } from './record-lines.ts';

/** A record of an output, with the bytes of its line. */
export interface ExportedRecord {
  readonly record: OutputRecord;
  /** Without the line feed. */
  readonly bytes: Uint8Array;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * The records of an output, one at a time and whole.
 * @param path how messages call it
 * @throws PulseError `input-unreadable` with its number for what is torn or was never a record;
 *   `option-invalid` for one that was cut down when it was written
 */
export async function* readExported(
  path: string,
  source: ByteSource,
): AsyncGenerator<ExportedRecord> {
  const called = path === '-' ? 'standard input' : path;
  for await (const { line, bytes, blank, tooLarge } of readRecordLines(source)) {
    if (blank) continue;
    const place = `${called}:${line}`;
    const value = tooLarge ? undefined : parse(bytes);
    if (value === undefined)
      throw new PulseError('input-unreadable', `${place}: is torn, or is no record`);
    const { record, problem } = readRecord(value);
    if (problem === null) yield { record, bytes };
    else if (problem.kind === 'foreign')
      throw new PulseError('input-unreadable', `${place}: ${problem.message}`);
    else
      throw new PulseError(
        'option-invalid',
        `${place}: ${problem.message}: tables are made of whole records, not of those of --record slim or --fields`,
      );
  }
}
