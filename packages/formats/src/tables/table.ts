import { PulseError } from '@pulse-stream/worldstate';

/** What a column holds; every cell may be empty (null) as well. A date is a text, YYYY-MM-DD. */
export type ColumnType = 'text' | 'date' | 'integer' | 'number' | 'numbers';

/** One column of a table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** A value in a row; null: there is none. */
export type Cell = string | number | readonly number[] | null;
/** The cells of one row, in the order of the columns. */
export type Row = readonly Cell[];

/** A table on its way to bytes. */
export interface TableWriter {
  /** Adds rows. What of them is ready to be written is given by `take`. */
  add(rows: readonly Row[]): void;
  /** The bytes that became ready since the last call; whoever takes them owns them. */
  take(): Uint8Array;
  /** The rest of the bytes; nothing can be added afterwards. */
  end(): Uint8Array;
}

/**
 * A number as tables may hold it.
 * @throws PulseError `input-unreadable` for NaN and the infinities, which no record of ours has
 */
export function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new PulseError('input-unreadable', `a table holds no ${value}: the record was edited`);
}
