/**
 * Memory that a law computes in. A run that has its turns in there needs no copies of them; others may run
 * in it in between.
 */
export interface LawMemory {
  readonly work: Float64Array;
  readonly contributions: Float64Array;
  readonly fired: Int32Array;
  /** All sums of a tally (`layOutTally`). */
  readonly sums: Float64Array;
  /** Begins a run: its sums are 0. */
  open(): void;
  /** Goes on where others may have run: the sums are back, the turn is not. */
  take(): void;
}
