/**
 * A table of observations: one row per time step, oldest first, natural units. `null` is a missing
 * cell. Columns are slot names; the column of times became `labels`.
 */
export interface Dataset {
  /** The name a config uses; null for observations written inside a config. */
  readonly name: string | null;
  /** Hash of the content, so that what was learned from it can be shared and checked. */
  readonly sha256: string;
  readonly columns: readonly string[];
  /** One per row; row numbers as text when the table has no column of times. */
  readonly labels: readonly string[];
  /** The column the labels stood in; absent: not known, or there was none. */
  readonly timeColumn?: string | undefined;
  readonly rows: readonly (readonly (number | null)[])[];
}

/** The part of a dataset a scenario starts from; the last row is turn 0. */
export interface History extends Dataset {
  /** 0-based index, in the whole dataset, of the last row. */
  readonly lastRow: number;
}

/** `US` of `flu.US`, as `--split` names datasets; null: the dataset was not split. */
export function splitValueOf(dataset: string | null | undefined): string | null {
  const at = dataset?.indexOf('.') ?? -1;
  return dataset === null || dataset === undefined || at < 0 ? null : dataset.slice(at + 1);
}
