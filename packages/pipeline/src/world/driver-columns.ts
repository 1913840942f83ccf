import type { Dataset } from '@pulse-stream/worldstate';

/** The columns of a dataset as arrays, each made once however many scenarios read it. */
export class DriverColumns {
  readonly #dataset: Dataset;
  readonly #made = new Map<string, Float64Array>();

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
  }

  get names(): readonly string[] {
    return this.#dataset.columns;
  }

  /**
   * The values of a column by row, to the last one that is not missing; NaN: missing.
   * @returns null: there is no such column
   */
  valuesOf(name: string): Float64Array | null {
    const made = this.#made.get(name);
    if (made !== undefined) return made;
    const { columns, rows } = this.#dataset;
    const at = columns.indexOf(name);
    if (at < 0) return null;
    const last = rows.findLastIndex((row) => (row[at] ?? null) !== null);
    const values = Float64Array.from(
      { length: last + 1 },
      (_, row) => rows[row]?.[at] ?? Number.NaN,
    );
    this.#made.set(name, values);
    return values;
  }
}
