import type { FramedLine } from '@pulse-stream/codec';

/** One line of input that is not blank, with its place in the input. */
export interface Line {
  /** 1-based number of the physical line (of the element, in a JSON array). */
  readonly line: number;
  /** 0-based number among all lines that are not blank, over all inputs. */
  readonly batchIndex: number;
  /** The line without its line end; empty when it was too large. */
  readonly bytes: Uint8Array;
  /** Name of the file, when there are several. */
  readonly source?: string | undefined;
  /** Index of its input among those of the run; with `end`: where a run can go on after it. */
  readonly input?: number | undefined;
  /** Bytes of its input up to the end of the line; absent for lines that no run reads. */
  readonly end?: number | undefined;
  /** What the framer says about a line it could not cut out whole (too large, a broken array). */
  readonly cut?: FramedLine | undefined;
}

/** A piece of the input: what is read, worked on and written together. */
export interface Batch {
  /** The lines that are not blank, in input order; may be none. */
  readonly lines: readonly Line[];
  readonly blank: number;
  /** What it will cost, guessed in member-turns; absent where nobody weighs. */
  readonly weight?: number | undefined;
  /** Where the next batch begins; absent for batches that no run reads. */
  readonly end?: InputPlace | undefined;
}

/** A place between two lines of the inputs of a run. */
export interface InputPlace {
  /** Index of the input. */
  readonly input: number;
  /** Bytes of it before the place (unpacked). */
  readonly offset: number;
  /** Physical lines (elements, in a JSON array) of it before the place. */
  readonly line: number;
}

/** The place after a line; undefined for a line that no run reads. */
export function placeAfter(line: Line | undefined): InputPlace | undefined {
  return line?.input === undefined || line.end === undefined
    ? undefined
    : { input: line.input, offset: line.end, line: line.line };
}
