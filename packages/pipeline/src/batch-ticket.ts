import type { FramedLine } from '@pulse-stream/codec';
import type { Outcome } from './batch-output.ts';
import type { Line } from './line.ts';

/** What a worker is told of a batch; its lines lie packed in an input slot. */
export interface BatchTicket {
  /** Comes back with every output. */
  readonly job: number;
  /** The packed lines when they are larger than a slot, else the index of the slot. */
  readonly packed: Uint8Array | number;
  readonly count: number;
  /** `batchIndex` of the first line; those of the others follow. */
  readonly firstIndex: number;
  readonly source: string | undefined;
  /** Lines that were not cut out whole, by index. */
  readonly cuts: readonly (readonly [index: number, cut: FramedLine])[];
  /** Every record is handed over by itself, so that the main thread knows which line is next. */
  readonly careful: boolean;
}

/** What the main thread is told of a piece of output; the piece lies in an output slot. */
export interface OutputTicket {
  readonly job: number;
  /** The output slot that is taken, also when the piece is too large for it. */
  readonly slot: number;
  /** The piece when it is larger than a slot, else its length in the slot. */
  readonly bytes: Uint8Array | number;
  /** Records in it. */
  readonly count: number;
  /** Outcomes that are not "complete", by index. */
  readonly others: readonly (readonly [index: number, outcome: Outcome])[];
  /** `done`: the last piece of its batch; `stopped`: the rest of the batch was left out. */
  readonly state: 'more' | 'done' | 'stopped';
}

/** Number and length of a line, as doubles before its bytes. */
const LINE_HEAD_BYTES = 2 * Float64Array.BYTES_PER_ELEMENT;

/** Bytes that lines need packed. */
export function packedSize(lines: readonly Line[]): number {
  return lines.reduce((sum, { bytes }) => sum + LINE_HEAD_BYTES + bytes.length, 0);
}

/** Writes lines into `target`: all heads, then all bytes. */
export function packLines(lines: readonly Line[], target: Uint8Array): void {
  const heads = new Float64Array(target.buffer, target.byteOffset, 2 * lines.length);
  let at = LINE_HEAD_BYTES * lines.length;
  for (const [index, { line, bytes }] of lines.entries()) {
    heads[2 * index] = line;
    heads[2 * index + 1] = bytes.length;
    target.set(bytes, at);
    at += bytes.length;
  }
}

/** The lines of a ticket, copied out of where they were packed. */
export function unpackLines(ticket: BatchTicket, slots: readonly Uint8Array[]): Line[] {
  const { packed, count, firstIndex, source } = ticket;
  const place = typeof packed === 'number' ? slots[packed] : packed;
  if (place === undefined) throw new Error('a ticket names a slot that does not exist');
  const heads = new Float64Array(place.buffer, place.byteOffset, 2 * count);
  const start = LINE_HEAD_BYTES * count;
  let size = 0;
  for (let index = 0; index < count; index += 1) size += heads[2 * index + 1] as number; // two per line
  const bytes = new Uint8Array(size);
  bytes.set(place.subarray(start, start + size));
  const cuts = new Map(ticket.cuts);
  let at = 0;
  return Array.from({ length: count }, (_, index) => {
    const from = at;
    at += heads[2 * index + 1] as number; // two per line
    return {
      line: heads[2 * index] as number, // two per line
      batchIndex: firstIndex + index,
      bytes: bytes.subarray(from, at),
      source,
      cut: cuts.get(index),
    };
  });
}

/** The cuts of lines, each with bytes of its own: a view would travel with all it is a view of. */
export function copyCuts(lines: readonly Line[]): BatchTicket['cuts'] {
  return lines.flatMap(({ cut }, index) =>
    cut === undefined
      ? []
      : [[index, { ...cut, bytes: cut.bytes.slice(), head: cut.head.slice() }] as const],
  );
}
