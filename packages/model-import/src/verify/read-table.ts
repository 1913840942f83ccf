import { parse } from 'csv-parse/sync';
import { Refused } from '../refusal.ts';

/** Output of another program: numbers by time and column, with the text they were printed as. */
export interface ExpectedTable {
  readonly times: readonly number[];
  readonly columns: readonly {
    readonly name: string;
    /** By time; empty: nothing is said. */
    readonly cells: readonly string[];
  }[];
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a table with a column per variable (.tab, .csv), with a row per variable, or a Vensim .dat.
 * @throws Refused for what is no such table
 */
export function readTable(text: string): ExpectedTable {
  const lines = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const first = lines.slice(0, lines.indexOf('\n') + 1 || undefined);
  if (!/[\t,;]/.test(first)) return readDat(lines);
  const delimiter = first.includes('\t') ? '\t' : first.includes(',') ? ',' : ';';
  let rows: string[][];
  try {
    rows = parse(lines, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    throw new Refused(
      'the table',
      String(error instanceof Error ? error.message : error),
      'save it as CSV again',
    );
  }
  const [head = [], ...body] = rows;
  if (head.length < 2 || body.length === 0)
    throw new Refused('the table', 'it has no column of numbers', 'give a table with Time first');
  const isTurned = head.slice(1).every((cell) => cell === '' || NUMBER.test(cell));
  return isTurned ? byRows(head, body) : byColumns(head, body);
}

function byColumns(head: readonly string[], body: readonly (readonly string[])[]): ExpectedTable {
  return {
    times: body.map(([time = '']) => timeOf(time)),
    columns: head.flatMap((name, index) =>
      index === 0 || name === '' ? [] : [{ name, cells: body.map((row) => row[index] ?? '') }],
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
    columns: body.map(([name = '', ...cells]) => ({
      name,
      cells: times.map((_, index) => cells[index] ?? ''),
    })),
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
    columns: [...series].map(([name, column]) => ({
      name,
      cells: times.map((time) => column.get(time) ?? ''),
    })),
  };
}

function timeOf(cell: string): number {
  if (!NUMBER.test(cell))
    throw new Refused(cell, 'it is no time', 'give a table whose first column is the time');
  return Number(cell);
}
