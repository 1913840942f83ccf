import { PulseError } from '@pulse-stream/worldstate';
import type { RecordLine } from './record-lines.ts';

/**
 * One line of an output as JSON.
 * @param path to be named
 * @throws PulseError `input-unreadable` naming the line, for one that is torn
 */
export function parseRecord(path: string, { line, bytes, tooLarge }: RecordLine): unknown {
  const name = path === '-' ? 'standard input' : path;
  if (tooLarge) throw new PulseError('input-unreadable', `${name}:${line}: the record is too long`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new PulseError('input-unreadable', `${name}:${line}: is torn, or is no record`, {
      cause,
    });
  }
}
