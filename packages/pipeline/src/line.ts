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
  /** What the framer says about a line it could not cut out whole (too large, a broken array). */
  readonly cut?: FramedLine | undefined;
}

/** A piece of the input: what is read, worked on and written together. */
export interface Batch {
  /** The lines that are not blank, in input order; may be none. */
  readonly lines: readonly Line[];
  readonly blank: number;
}
