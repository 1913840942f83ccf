import { writeFileSync } from 'node:fs';
import type { Column, Row, TableWriter } from '../src/tables/table.ts';

/** Writes a table to a file, `at` rows at once. */
export function writeTable(file: string, table: TableWriter, rows: readonly Row[], at = 7): void {
  writeFileSync(file, '');
  for (let from = 0; from < rows.length; from += at) {
    table.add(rows.slice(from, from + at));
    writeFileSync(file, table.take(), { flag: 'a' });
  }
  writeFileSync(file, table.end(), { flag: 'a' });
}

const DUCK = {
  text: 'VARCHAR',
  date: 'DATE',
  integer: 'BIGINT',
  number: 'DOUBLE',
  numbers: 'DOUBLE[]',
} as const;

/** The types that DuckDB has for the columns of a table. */
export const typesOf = (columns: readonly Column[]): string[] =>
  columns.map(({ type }) => DUCK[type]);

/** How DuckDB is told to read a CSV file with such columns. */
export const readCsv = (file: string, columns: readonly Column[]): string =>
  `read_csv('${file}', header = true, columns = {${columns
    .map(({ name, type }) => `'${name.replaceAll("'", "''")}': '${DUCK[type]}'`)
    .join(', ')}})`;
