import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCsvTable } from '../src/tables/csv-table.ts';
import { createParquetTable, GROUP_ROWS } from '../src/tables/parquet-table.ts';
import type { Cell, Column, ColumnType, Row } from '../src/tables/table.ts';
import { readCsv, typesOf, writeTable } from './duckdb.ts';
import { query } from './query.ts';
import { createFolder } from './temp-folder.ts';

const LAWS = Number(process.env['LAWS'] ?? 1);

/** Texts that break writers of tables; DuckDB takes an empty one in CSV for none. */
const text = fc.oneof(
  fc.constantFrom('a,b', '"', '""', 'x\ny', '\r\n', "it's", '=1+1', ' ', '�', 'Ω😀', 'null'),
  fc.string({ minLength: 1, unit: 'grapheme' }),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(5e-324, Number.MAX_VALUE, -1e-7, 0.1, 1e21),
);
const CELLS: Readonly<Record<ColumnType, fc.Arbitrary<Cell>>> = {
  text,
  date: fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  integer: fc.maxSafeInteger(),
  number,
  numbers: fc.array(number, { maxLength: 4 }),
};
const TYPES: readonly ColumnType[] = ['text', 'date', 'integer', 'number', 'numbers'];

const table = fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 5 }).chain((types) => {
  const columns: readonly Column[] = types.map((type, index) => ({ name: `c${index}`, type }));
  const row = fc.tuple(...types.map((type) => fc.option(CELLS[type], { nil: null })));
  return fc.record({ columns: fc.constant(columns), rows: fc.array(row, { maxLength: 40 }) });
});

/** As DuckDB gives them: whole numbers are bigints, dates are instants, and there is one zero. */
const asRead = (columns: readonly Column[], rows: readonly Row[]): unknown[][] =>
  rows.map((row) =>
    row.map((cell, index) =>
      typeof cell === 'number' && columns[index]?.type === 'integer' ? BigInt(cell) : cell,
    ),
  );
function plainValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().slice(0, 'YYYY-MM-DD'.length);
  if (Array.isArray(value)) return value.map(plainValue);
  return value === 0 ? 0 : value;
}
const plain = (rows: readonly unknown[][]): unknown[][] => rows.map((row) => row.map(plainValue));

test('whatever is in a Parquet table, DuckDB reads the same values with the same types', async () => {
  const file = join(createFolder(), 'table.parquet');
  await fc.assert(
    fc.asyncProperty(table, async ({ columns, rows }) => {
      writeTable(file, createParquetTable(columns), rows);
      const found = await query(`select * from '${file}'`);
      expect(found.types).toEqual(typesOf(columns));
      expect(plain(found.rows)).toEqual(plain(asRead(columns, rows)));
    }),
    { numRuns: 30 * LAWS },
  );
}, 120_000);

test('whatever is in a CSV table, DuckDB reads the same values', async () => {
  const file = join(createFolder(), 'table.csv');
  await fc.assert(
    fc.asyncProperty(table, async ({ columns, rows }) => {
      // a row of one empty cell is an empty line, which readers pass over
      fc.pre(columns.length > 1);
      writeTable(file, createCsvTable(columns), rows);
      const found = await query(`select * from ${readCsv(file, columns)}`);
      expect(plain(found.rows)).toEqual(plain(asRead(columns, rows)));
    }),
    { numRuns: 30 * LAWS },
  );
}, 120_000);

test('a Parquet table has groups of ten thousand rows, and one without rows has its columns', async () => {
  const file = join(createFolder(), 'table.parquet');
  const columns: readonly Column[] = [
    { name: 'n', type: 'integer' },
    { name: 't', type: 'text' },
  ];
  const rows = Array.from({ length: 2 * GROUP_ROWS + 5 }, (_, index): Row => [
    index,
    `t${index % 9}`,
  ]);
  writeTable(file, createParquetTable(columns), rows, 999);
  const groups = await query(
    `select row_group_num_rows, stats_min_value, compression from parquet_metadata('${file}') where path_in_schema = 'n' order by row_group_id`,
  );
  expect(groups.rows).toEqual([
    [BigInt(GROUP_ROWS), '0', 'SNAPPY'],
    [BigInt(GROUP_ROWS), String(GROUP_ROWS), 'SNAPPY'],
    [5n, String(2 * GROUP_ROWS), 'SNAPPY'],
  ]);
  writeTable(file, createParquetTable(columns), []);
  expect(await query(`select * from '${file}'`)).toEqual({
    types: ['BIGINT', 'VARCHAR'],
    rows: [],
  });
});

test('the bytes of a table do not depend on how its rows came', () => {
  const file = join(createFolder(), 'table');
  const columns: readonly Column[] = [{ name: 'n', type: 'number' }];
  const rows = Array.from({ length: GROUP_ROWS + 5 }, (_, index): Row => [Math.sin(index)]);
  for (const create of [createCsvTable, createParquetTable]) {
    writeTable(file, create(columns), rows, 1000);
    const before = readFileSync(file);
    writeTable(file, create(columns), rows, 3);
    expect(readFileSync(file).equals(before)).toBe(true);
  }
});

test('texts that a spreadsheet would run are escaped when it is asked for, numbers never', () => {
  const columns: readonly Column[] = [
    { name: 'a', type: 'text' },
    { name: 'b', type: 'number' },
  ];
  const made = (escapeFormulas: boolean): string => {
    const csv = createCsvTable(columns, { escapeFormulas });
    csv.add(['=1+1', '+1', '-1', '@x', '\tx', '\rx', 'x=1'].map((cell) => [cell, -1]));
    return new TextDecoder().decode(csv.end());
  };
  expect(made(true)).toBe(`a,b\n'=1+1,-1\n'+1,-1\n'-1,-1\n'@x,-1\n'\tx,-1\n"'\rx",-1\nx=1,-1\n`);
  expect(made(false)).toBe('a,b\n=1+1,-1\n+1,-1\n-1,-1\n@x,-1\n\tx,-1\n"\rx",-1\nx=1,-1\n');
});

test.each([Number.NaN, Infinity, -Infinity])('%s is refused, not written', (value) => {
  const columns: readonly Column[] = [
    { name: 'a', type: 'number' },
    { name: 'b', type: 'numbers' },
  ];
  for (const create of [createCsvTable, createParquetTable]) {
    expect(() => create(columns).add([[value, null]])).toThrow('a table holds no');
    expect(() => create(columns).add([[null, [value]]])).toThrow('a table holds no');
  }
});
