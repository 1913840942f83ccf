import { gzipSync } from 'node:zlib';
import type { Column } from '../panels/columns.ts';

/** Columns as the script of the page reads them: JSON, gzip, base64. */
export function packColumns(columns: readonly Column[]): string {
  return gzipSync(JSON.stringify(columns), { level: 9 }).toString('base64');
}

const cut = (columns: readonly Column[], rows: number): Column[] =>
  columns.map((column) => ({ ...column, values: column.values.slice(0, rows) }));

/** Columns that fit, and as they are packed. */
export interface Packed {
  readonly columns: readonly Column[];
  readonly base64: string;
}

/**
 * As many rows as fit: all, or half of them, or half of those.
 * @param bytes the room there is
 */
export function fitColumns(columns: readonly Column[], bytes: number): Packed {
  const rows = columns[0]?.values.length ?? 0;
  const base64 = packColumns(columns);
  if (base64.length <= bytes || rows === 0) return { columns, base64 };
  return fitColumns(cut(columns, Math.floor(rows / 2)), bytes);
}
