import { PulseError } from '@pulse-stream/worldstate';

/** A cell as it was written. */
export type Cell = string | number | null;

/** One row of a table as it was written. */
export interface TableRow {
  /** 1-based, header and blank lines not counted. */
  readonly row: number;
  /** 1-based line of the file. */
  readonly line: number;
  /** One per column. */
  readonly cells: readonly Cell[];
}

/** A file of rows, not yet understood as observations. */
export interface Table {
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** The number in a cell, null when it is missing, undefined when it is neither. */
  readNumber(cell: Cell): number | null | undefined;
}

/** Refuses a table, naming the file and line. */
export function refuseTable(path: string, line: number | null, message: string): never {
  const where = line === null ? path : `${path}:${line}`;
  throw new PulseError('dataset-invalid', `${where}: ${message}`);
}
