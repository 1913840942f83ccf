import type { FailureCode, OutputRecord } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import { placeAfter, type InputPlace, type Line } from './line.ts';

/** How one line went. */
export type Outcome = 'complete' | 'gated' | FailureCode;

/** A warning in the record of a line of an output; of each kind the first in the record. */
export interface LineWarning {
  /** Index into the lines of the output. */
  readonly index: number;
  readonly warning: Warning;
}

/** Whole output lines, and which input lines they answer. */
export interface BatchOutput {
  /** One record per entry of `lines`, each ended by a line feed. */
  readonly bytes: Uint8Array;
  readonly lines: readonly Line[];
  readonly outcomes: readonly Outcome[];
  /** Warnings of its records; absent: there are none. */
  readonly warnings?: readonly LineWarning[] | undefined;
  /** Blank input lines counted with this output. */
  readonly blank: number;
  /** The place in the input that everything up to this output answers. */
  readonly end?: InputPlace | undefined;
  /** Says that nobody reads `bytes` any more; absent: they are not used again. */
  readonly release?: (() => void) | undefined;
  /** The rest of its batch was left out: nothing that comes later in the input can follow. */
  readonly unfinished?: boolean | undefined;
}

export function outcomeOf(record: OutputRecord): Outcome {
  return record.kind === 'failure' ? record.error.type : record.status;
}

export function isFailed(outcome: Outcome): boolean {
  return outcome !== 'complete' && outcome !== 'gated';
}

/** Ends every output line. */
export const LF = 0x0a;

/** Where each of the first `count` lines of `bytes` ends: the index after its line feed. */
function lineEnds(bytes: Uint8Array, count: number): number[] {
  const ends: number[] = [];
  for (let end = 0; ends.length < count;) {
    end = bytes.indexOf(LF, end) + 1;
    if (end === 0) throw new Error(`${ends.length} output lines for ${count} records`);
    ends.push(end);
  }
  return ends;
}

/** The first `count` records of an output. */
export function truncateOutput(output: BatchOutput, count: number): BatchOutput {
  const end = lineEnds(output.bytes, count).at(-1) ?? 0;
  return {
    bytes: output.bytes.subarray(0, end),
    lines: output.lines.slice(0, count),
    outcomes: output.outcomes.slice(0, count),
    warnings: output.warnings?.filter(({ index }) => index < count),
    blank: 0,
    end: placeAfter(output.lines[count - 1]),
  };
}

/** The output lines of the records that failed, in order. */
export function failedLines(output: BatchOutput): Uint8Array {
  const ends = lineEnds(output.bytes, output.outcomes.length);
  const pieces = output.outcomes.flatMap((outcome, index) =>
    isFailed(outcome) ? [output.bytes.subarray(ends[index - 1] ?? 0, ends[index])] : [],
  );
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
