import { PulseError } from '@pulse-stream/worldstate';

/** Numbers that are kept at most, over all columns: 1 GiB of them. */
const MOST_NUMBERS = 2 ** 27;
const FIRST_ROWS = 1024;

/** Columns of numbers that grow row by row; what is not said in a row is NaN. */
export class Columns {
  readonly #columns = new Map<string, Float64Array>();
  #rows = 0;
  #room = FIRST_ROWS;

  get rows(): number {
    return this.#rows;
  }

  get names(): readonly string[] {
    return [...this.#columns.keys()];
  }

  /** Begins the next row. @throws PulseError `option-invalid` when there is no room for it */
  addRow(): void {
    if (this.#rows === this.#room) {
      this.#room *= 2;
      this.#check();
      for (const [name, column] of this.#columns) {
        const larger = new Float64Array(this.#room).fill(Number.NaN, column.length);
        larger.set(column);
        this.#columns.set(name, larger);
      }
    }
    this.#rows += 1;
  }

  /** Says a number of the row that was begun last. */
  set(name: string, value: number): void {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = new Float64Array(this.#room).fill(Number.NaN);
      this.#columns.set(name, column);
      this.#check();
    }
    column[this.#rows - 1] = value;
  }

  /** The column of all rows; all NaN where nothing was said. */
  get(name: string): Float64Array {
    return (
      this.#columns.get(name)?.subarray(0, this.#rows) ??
      new Float64Array(this.#rows).fill(Number.NaN)
    );
  }

  #check(): void {
    if (this.#room * this.#columns.size <= MOST_NUMBERS) return;
    throw new PulseError(
      'option-invalid',
      `${this.#columns.size} columns of ${this.#rows} records are more than can be kept: give fewer records, or fewer keys in their configs`,
    );
  }
}
