import fc from 'fast-check';
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

const line = fc.constantFrom('\n', '\r\n');
const cell = fc.oneof(
  fc.constantFrom('', '7', 'é'),
  fc
    .array(fc.constantFrom('1', ',', '""', '\n', '\r\n', '\r'), { maxLength: 6 })
    .map((parts) => `"${parts.join('')}"`),
);
const table = fc.array(
  fc.record({ blank: fc.array(line, { maxLength: 2 }), cells: fc.tuple(cell, cell), end: line }),
  { minLength: 1, maxLength: 6 },
);
const lineFeeds = (text: string) => text.split('\n').length - 1;

test('whatever line breaks a text has, inside cells and out, a line is a line feed', () => {
  fc.assert(
    fc.property(table, fc.constantFrom('', '\ufeff'), (parts, mark) => {
      let text = `${mark}a,b\n`;
      const expected = parts.map(({ blank, cells, end }) => {
        text += `${blank.join('')}${cells.join(',')}`;
        const ends = lineFeeds(text) + 1;
        text += end;
        return ends;
      });
      expect(readCsvTable('h.csv', text).rows.map((row) => row.line)).toEqual(expected);
      const next = lineFeeds(text) + 1;
      expect(() => readCsvTable('h.csv', `${text}1\n`)).toThrow(`h.csv:${next}: row`);
      expect(() => readCsvTable('h.csv', `${text}\n1,"\r\n\n2`)).toThrow(
        `h.csv:${next + 1}: a quote is opened`,
      );
      expect(() => readCsvTable('h.csv', `${text}"1"2,\n`)).toThrow(
        `h.csv:${next}: a closing quote`,
      );
    }),
  );
});
