import type { FramedLine } from '@pulse-stream/codec';
import type { LineWarning, Outcome } from '../batch/batch-output.ts';
import type { Line } from '../batch/line.ts';

/** What a worker is told of a batch. */
export interface BatchTicket {
  /** Comes back with every output. */
  readonly job: number;
  /** The lines, as `packLines` packs them; the memory moves to the worker. */
  readonly packed: Uint8Array;
  readonly count: number;
  /** `batchIndex` of the first line; those of the others follow. */
  readonly firstIndex: number;
  readonly source: string | undefined;
  /** Lines that were not cut out whole, by index. */
  readonly cuts: readonly (readonly [index: number, cut: FramedLine])[];
  /** Every record is handed over by itself, so that the main thread knows which line is next. */
  readonly careful: boolean;
}

/** What the main thread is told of a piece of output. */
export interface OutputTicket {
  readonly job: number;
  /** Begins with whole output lines, `length` bytes; moves to the main thread. */
  readonly memory: ArrayBuffer;
  readonly length: number;
  /** The memory is to come back when its bytes have been written: the worker uses it again. */
  readonly isLent: boolean;
  /** Records in it. */
  readonly count: number;
  /** Outcomes that are not "complete", by index. */
  readonly others: readonly (readonly [index: number, outcome: Outcome])[];
  readonly warnings: readonly LineWarning[] | undefined;
  /** `done`: the last piece of its batch; `stopped`: the rest of the batch was left out. */
  readonly state: 'more' | 'done' | 'stopped';
}

/** Number and length of a line, as doubles before its bytes. */
const LINE_HEAD_BYTES = 2 * Float64Array.BYTES_PER_ELEMENT;

/** Lines in one piece of memory: all heads, then all bytes. */
export function packLines(lines: readonly Line[]): Uint8Array<ArrayBuffer> {
  const size = lines.reduce((sum, { bytes }) => sum + LINE_HEAD_BYTES + bytes.length, 0);
  const packed = new Uint8Array(size);
  const heads = new Float64Array(packed.buffer, 0, 2 * lines.length);
  let at = LINE_HEAD_BYTES * lines.length;
  for (const [index, { line, bytes }] of lines.entries()) {
    heads[2 * index] = line;
    heads[2 * index + 1] = bytes.length;
    packed.set(bytes, at);
    at += bytes.length;
  }
  return packed;
}

/** The lines of a ticket, as views of what was packed. */
export function unpackLines({ packed, count, firstIndex, source, cuts }: BatchTicket): Line[] {
  const heads = new Float64Array(packed.buffer, packed.byteOffset, 2 * count);
  const cutOf = new Map(cuts);
  let at = LINE_HEAD_BYTES * count;
  return Array.from({ length: count }, (_, index) => {
    const from = at;
    at += heads[2 * index + 1] as number; // two per line
    return {
      line: heads[2 * index] as number, // two per line
      batchIndex: firstIndex + index,
      bytes: packed.subarray(from, at),
      source,
      cut: cutOf.get(index),
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
