import { csvFormatRow } from 'd3-dsv';
import { finite, type Cell, type Column, type Row, type TableWriter } from './table.ts';

/** How spreadsheets begin a formula; a text with such a beginning would be run by them. */
const FORMULA = /^[=+\-@\t\r]/;

/** Options of `createCsvTable`. */
export interface CsvOptions {
  /** false: the rows go on in a file that has its header. */
  readonly header?: boolean | undefined;
  /** Put `'` before texts that a spreadsheet would run as a formula. */
  readonly escapeFormulas?: boolean | undefined;
}

/** A table as CSV (RFC 4180, but with LF): a header, then a line per row; an empty cell is null. */
export function createCsvTable(
  columns: readonly Column[],
  { header = true, escapeFormulas = false }: CsvOptions = {},
): TableWriter {
  const encoder = new TextEncoder();
  const asText = (text: string): string =>
    escapeFormulas && FORMULA.test(text) ? `'${text}` : text;
  const asCell = (cell: Cell): string => {
    if (cell === null) return '';
    if (typeof cell === 'string') return asText(cell);
    return typeof cell === 'number' ? String(finite(cell)) : JSON.stringify(cell.map(finite));
  };
  let lines = header ? [csvFormatRow(columns.map(({ name }) => asText(name)))] : [];
  const take = (): Uint8Array => {
    const text = lines.map((line) => `${line}\n`).join('');
    lines = [];
    return encoder.encode(text);
  };
  return {
    add(rows: readonly Row[]) {
      for (const row of rows) lines.push(csvFormatRow(row.map(asCell)));
    },
    take,
    end: take,
  };
}
