import { startCode } from './start-code.ts';
import { WRITE_RECORD } from './write-record-code.ts';

/** Addresses in the memory of the writer, as write-record.wat says; returns the end of the record. */
type WriteRecord = (
  image: number,
  imageEnd: number,
  known: number,
  numbers: number,
  facts: number,
  holes: number,
  texts: number,
  places: number,
  at: number,
) => number;

/** Prints the number at an offset of the numbers to an address; returns where it ends. */
export type PrintNumber = (at: number, offset: number) => number;

/** The code of write-record.wat with a memory of its own. */
export interface Writer {
  readonly memory: ArrayBuffer;
  readonly write: WriteRecord;
}

/**
 * @param size bytes of memory
 * @param bind makes what prints into that memory
 * @returns null: as `startCode`
 */
export function startWriter(
  size: number,
  bind: (memory: ArrayBuffer) => PrintNumber,
): Writer | null {
  const started = startCode(WRITE_RECORD, size, (memory) => ({ print: bind(memory) }));
  if (started === null) return null;
  // the code says so
  return { memory: started.memory, write: started.exports['write'] as WriteRecord };
}
