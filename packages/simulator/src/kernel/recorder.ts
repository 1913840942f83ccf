import { COUNTERS, DOUBLE, RECORD_ROOM, WHOLE } from '../emit/memory-layout.ts';
import type { ModelCode } from '../emit/model-code.ts';

/** How recorded values lie in `cells`: target t at horizon h of path p at (t × H + h) × paths + p. */
export interface Recording {
  readonly targets: readonly number[];
  /** Ascending. */
  readonly horizons: readonly number[];
  /** Paths whose values there is room for. */
  readonly paths: number;
  /** What was recorded with it stays: the new values lie behind it. */
  readonly behind?: Recording;
}

/** Bytes of the horizons of a recording, a 0 behind them. */
const listBytes = ({ horizons }: Recording): number =>
  Math.ceil(((horizons.length + 1) * WHOLE) / DOUBLE) * DOUBLE;

/** Where the code of a kernel writes the values of paths at their horizons. */
export class Recorder {
  readonly #code: ModelCode;
  readonly #memory: ArrayBuffer;
  readonly #counters: Int32Array;
  readonly #columns: Int32Array;
  /** null: nothing yet. */
  #recording: Recording | null = null;
  /** Where its horizons lie. */
  #list = 0;
  #cells = new Float64Array();
  /** Targets that are asked for again: the code fills the last column of a slot. */
  #repeated: readonly { readonly at: number; readonly last: number }[] = [];
  #end: number;

  constructor(code: ModelCode, memory: ArrayBuffer) {
    const { counters, columns, size } = code.layout;
    this.#code = code;
    this.#memory = memory;
    this.#counters = new Int32Array(memory, counters, Object.keys(COUNTERS).length);
    this.#columns = new Int32Array(memory, columns, size);
    this.#end = code.record;
  }

  /** What is recorded; null: nothing yet. */
  get recording(): Recording | null {
    return this.#recording;
  }

  /** Where what is recorded ends. */
  get end(): number {
    return this.#end;
  }

  /** How many paths can be recorded together. */
  mostPaths(targets: number, horizons: number): number {
    return Math.floor(RECORD_ROOM / 2 / ((targets + 1) * horizons));
  }

  /**
   * Says what is recorded from now on.
   * @returns where it will be; null: there is no room for it
   */
  open(recording: Recording): Float64Array | null {
    if (recording === this.#recording) return this.#cells;
    const { targets, horizons, paths } = recording;
    const end = this.#endOf(recording);
    if (end > this.#code.record + RECORD_ROOM * DOUBLE) return null;
    const list = this.#listOf(recording);
    const cells = list + listBytes(recording);
    const column = horizons.length * paths;
    const wholes = new Int32Array(this.#memory, list, horizons.length + 1);
    wholes.set(horizons);
    wholes[horizons.length] = 0;
    // what nobody wants goes into a column of its own
    for (const slot of this.#code.recorded)
      this.#columns[slot] = cells + targets.length * column * DOUBLE;
    for (const [at, slot] of targets.entries()) this.#columns[slot] = cells + at * column * DOUBLE;
    this.#counters[COUNTERS.stride] = paths * DOUBLE;
    this.#repeated = targets.flatMap((slot, at) => {
      const last = targets.lastIndexOf(slot);
      return last === at ? [] : [{ at, last }];
    });
    this.#end = end;
    this.#list = list;
    this.#recording = recording;
    this.#cells = new Float64Array(this.#memory, cells, targets.length * column);
    return this.#cells;
  }

  #listOf({ behind }: Recording): number {
    return behind === undefined ? this.#code.record : this.#endOf(behind);
  }

  #endOf(recording: Recording): number {
    const { targets, horizons, paths } = recording;
    const columns = targets.length + (targets.length < this.#code.recorded.length ? 1 : 0);
    const cells = columns * horizons.length * paths * DOUBLE;
    return this.#listOf(recording) + listBytes(recording) + cells;
  }

  /** Fills the columns of targets that are asked for more than once, when all paths have run. */
  settle(): void {
    const column = this.#cells.length / Math.max(1, this.#recording?.targets.length ?? 0);
    for (const { at, last } of this.#repeated)
      this.#cells.copyWithin(at * column, last * column, (last + 1) * column);
  }

  /** The next values are those of a path. */
  begin(path: number): void {
    this.#counters[COUNTERS.horizon] = this.#list;
    this.#counters[COUNTERS.cell] = path * DOUBLE;
  }
}
