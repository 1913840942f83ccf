import { parse } from 'csv-parse/sync';
import { DECIMAL_COMMA, NUMBER } from './cells.ts';
import { Refused } from '../refusal.ts';
import { keyOf } from '../source-model.ts';

/** Numbers of another program by time and column, with the text they were printed as. */
export interface ExpectedTable {
  readonly times: readonly number[];
  readonly columns: readonly ExpectedColumn[];
}

export interface ExpectedColumn {
  readonly name: string;
  /** By time; empty: nothing is said. */
  readonly cells: readonly string[];
  /** By time; null: nothing is said. */
  readonly numbers: readonly (number | null)[];
}

/** What programs call the times: their first column or row. A table of pandas leaves it empty. */
const TIME = /^(?:time\b.*|(?:year|quarter|month|week|day|hour|minute|second)s?|)$/;
const WAY_TIME = 'give a table whose first column is called Time';

/**
 * Reads a table with a column per variable (.tab, .csv), with a row per variable, or a Vensim .dat.
 * @throws Refused for what is no such table, and for a cell that is no number
 */
export function readTable(text: string): ExpectedTable {
  const lines = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const first = lines.slice(0, lines.indexOf('\n') + 1 || undefined);
  if (!/[\t,;]/.test(first)) return readDat(lines);
  const delimiter = first.includes('\t') ? '\t' : first.includes(';') ? ';' : ',';
  const [head = [], ...body] = readRows(lines, delimiter);
  if (head.length < 2 || body.length === 0)
    throw new Refused('the table', 'it has no column of numbers', 'give a table with Time first');
  const [name = ''] = head;
  if (!TIME.test(keyOf(name)))
    throw new Refused(name, 'the first column of the table is not the time', WAY_TIME);
  const isTurned = head.slice(1).every((cell) => cell === '' || NUMBER.test(cell));
  return isTurned ? byRows(head, body) : byColumns(head, body);
}

function readRows(lines: string, delimiter: string): string[][] {
  try {
    return parse(lines, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error);
    throw new Refused('the table', reason, 'save it as CSV again');
  }
}

function byColumns(head: readonly string[], body: readonly (readonly string[])[]): ExpectedTable {
  for (const row of body)
    if (row.slice(head.length).some((cell) => cell !== ''))
      throw new Refused(
        row.join(' '),
        'the row has more cells than the table has columns',
        'write points, not commas, for decimals, and separate cells by tabs',
      );
  const times = body.map(([time = '']) => timeOf(time));
  return {
    times,
    columns: head.flatMap((name, index) =>
      index === 0 || name === ''
        ? []
        : [
            columnOf(
              name,
              times,
              body.map((row) => row[index] ?? ''),
            ),
          ],
    ),
  };
}

function byRows(head: readonly string[], body: readonly (readonly string[])[]): ExpectedTable {
  const times = head
    .slice(1)
    .filter((cell) => cell !== '')
    .map(timeOf);
  return {
    times,
    columns: body.map(([name = '', ...cells]) =>
      columnOf(
        name,
        times,
        times.map((_, index) => cells[index] ?? ''),
      ),
    ),
  };
}

/** A name on a line, then lines of time and value. */
function readDat(text: string): ExpectedTable {
  const series = new Map<string, Map<number, string>>();
  let cells: Map<number, string> | null = null;
  for (const line of text.split('\n')) {
    const [left = '', right] = line.split('\t');
    if (left.trim() === '') continue;
    if (right === undefined) series.set(left.trim(), (cells = new Map()));
    else if (cells !== null) cells.set(timeOf(left.trim()), right.trim());
  }
  const times = [...new Set([...series.values()].flatMap((column) => [...column.keys()]))].toSorted(
    (a, b) => a - b,
  );
  if (times.length === 0)
    throw new Refused('the table', 'it has no numbers', 'give a table with Time first');
  return {
    times,
    columns: [...series].map(([name, column]) =>
      columnOf(
        name,
        times,
        times.map((time) => column.get(time) ?? ''),
      ),
    ),
  };
}

function columnOf(
  name: string,
  times: readonly number[],
  cells: readonly string[],
): ExpectedColumn {
  const numbers = cells.map((cell, index) => {
    if (cell === '') return null;
    if (NUMBER.test(cell)) return Number(cell);
    throw new Refused(
      name,
      `"${cell.slice(0, 40)}" at ${times[index] ?? 0} is ${DECIMAL_COMMA.test(cell) ? 'written with a decimal comma' : 'no number'}`,
      DECIMAL_COMMA.test(cell) ? 'write a point' : 'write a number, or leave the cell empty',
    );
  });
  return { name, cells, numbers };
}

function timeOf(cell: string): number {
  if (NUMBER.test(cell)) return Number(cell);
  if (DECIMAL_COMMA.test(cell))
    throw new Refused(cell, 'the time is written with a decimal comma', 'write a point');
  throw new Refused(cell, 'it is no time', WAY_TIME);
}
