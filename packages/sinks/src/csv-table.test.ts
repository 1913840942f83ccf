import { expect, test } from 'vitest';
import { readCsvTable } from './csv-table.ts';

test('a quoted line break, comma or quote is part of its cell, and rows and lines are counted on', () => {
  const text = 'date,"no\nte",x\n1,"a\nb, ""c""\n",2\n"3\n4",,5\n';
  const { columns, rows } = readCsvTable('h.csv', text);
  expect(columns).toEqual(['date', 'no\nte', 'x']);
  expect(rows).toEqual([
    { row: 1, line: 5, cells: ['1', 'a\nb, "c"\n', '2'] },
    { row: 2, line: 7, cells: ['3\n4', '', '5'] },
  ]);
});

test('a ragged row after a quoted line break is named by its row and its physical line', () => {
  expect(() => readCsvTable('h.csv', 'date,x\n"1\n2",3\n4,5,6\n')).toThrow(
    /^h\.csv:4: row 2 has 3 cells, the header has 2/,
  );
});

test('a quote that is opened in a later row and never closed is refused, not read to the end', () => {
  expect(() => readCsvTable('h.csv', 'date,x\n1,2\n2,"3\n4,5\n')).toThrow(/never closed/);
});
