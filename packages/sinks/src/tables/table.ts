import { PulseError } from '@pulse-stream/worldstate';

/** A cell: a finite number, missing (null), or a text that is neither. */
export type Cell = string | number | null;

/**
 * A file of rows, not yet understood as observations. Held by column, because a column of numbers
 * needs a tenth of the memory of as many objects.
 */
export interface Table {
  readonly path: string;
  readonly columns: readonly string[];
  /** The cells of each column, oldest row first. */
  readonly cells: readonly (readonly Cell[])[];
  /** 1-based line of the file for each row; rows are counted without header and blank lines. */
  readonly lines: readonly number[];
}

/** Refuses a table, naming the file and line. */
export function refuseTable(path: string, line: number | null, message: string): never {
  const where = line === null ? path : `${path}:${line}`;
  throw new PulseError('dataset-invalid', `${where}: ${message}`);
}

/**
 * Refuses a cell, naming the file, line, row and column.
 * @param row 0-based
 */
export function refuseCell(
  { path, lines }: Table,
  row: number,
  column: string,
  message: string,
): never {
  return refuseTable(path, lines[row] ?? null, `row ${row + 1}, column "${column}": ${message}`);
}
