import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsvTable } from './csv-table.ts';

const read = (text: string) => readCsvTable('h.csv', Buffer.from(text));

test('a quoted line break, comma or quote is part of its cell, and rows and lines are counted on', () => {
  const text = 'date,"no\nte",x\n1,"a\nb, ""c""\n",2\n"3\n4",,5\n';
  const { columns, cells, lines } = read(text);
  expect(columns).toEqual(['date', 'no\nte', 'x']);
  expect(cells).toEqual([
    [1, '3\n4'],
    ['a\nb, "c"\n', null],
    [2, 5],
  ]);
  expect(lines).toEqual([5, 7]);
});

test('a ragged row after a quoted line break is named by its row and its physical line', () => {
  expect(() => read('date,x\n"1\n2",3\n4,5,6\n')).toThrow(
    /^h\.csv:4: row 2 has 3 cells, the header has 2/,
  );
});

test('a quote that is opened in a later row and never closed is refused, not read to the end', () => {
  expect(() => read('date,x\n1,2\n2,"3\n4,5\n')).toThrow(/never closed/);
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
      expect(read(text).lines).toEqual(expected);
      const next = lineFeeds(text) + 1;
      expect(() => read(`${text}1\n`)).toThrow(`h.csv:${next}: row`);
      expect(() => read(`${text}\n1,"\r\n\n2`)).toThrow(`h.csv:${next + 1}: a quote is opened`);
      expect(() => read(`${text}"1"2,\n`)).toThrow(`h.csv:${next}: a closing quote`);
    }),
  );
});
