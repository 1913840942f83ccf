import type { RunPosition } from '@pulse-stream/pipeline/internal';
import type { RecordSink } from '@pulse-stream/worldstate';
import type { OpenedInput } from '../run/run-inputs.ts';

/** What people are told of inputs that were asked for as columns, and that no record had. */
export const describeUnseen = (names: readonly string[]): string[] =>
  names.map((name) => `no record has the input ${name}: its column is empty`);

/** What a run reads and writes, open. */
export interface RunTarget {
  readonly inputs: readonly OpenedInput[];
  readonly records: RecordSink;
  readonly deadLetters: RecordSink | null;
  /** Where an earlier run stopped. */
  readonly start?: RunPosition | undefined;
  /** What the summary says of it; null when nothing was resumed. */
  readonly resumed: { readonly line: number; readonly recomputed: number | null } | null;
  readonly onAccepted?: (position: RunPosition) => Promise<void>;
  /** The good end. */
  close(): Promise<void>;
  /**
   * The early end, well or because something failed. Returns whether `--resume` can go on from
   * there. Never throws.
   */
  leave(failed: boolean): Promise<boolean>;
  /** What people are told at the end. */
  remarks(): readonly string[];
}
