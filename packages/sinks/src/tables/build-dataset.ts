import { createHash, type Hash } from 'node:crypto';
import type { Dataset } from '@pulse-stream/worldstate';
import { canonicalJson, explainBadName } from '@pulse-stream/worldstate/internal';
import { refuseCell, refuseTable, type Table } from './table.ts';
import { readTimeColumn, type TimeChoice } from './time-column.ts';

/** How a table is understood as observations. */
export interface ColumnChoice extends TimeChoice {
  /**
   * true: columns that are no observations are not read: all but `slots` where these are known, else
   * those with a name or a cell that no observation has.
   */
  readonly ignoreColumns?: boolean | undefined;
}

/**
 * Understands a table as observations.
 * @throws PulseError `dataset-invalid`, naming row and column
 */
export function buildDataset(name: string, table: Table, choice: ColumnChoice): Dataset {
  if (table.lines.length === 0) refuseTable(table.path, null, 'the file has a header and no row');
  const time = readTimeColumn(table, choice);
  const chosen = table.columns.flatMap((column, index) =>
    time.columns.includes(index) || isIgnored(table, index, choice) ? [] : [{ column, index }],
  );
  if (chosen.length === 0) refuseTable(table.path, null, explainNothing(table, choice));
  checkNames(table, chosen, choice);
  const columns = chosen.map(({ column }) => column);
  const rows = table.lines.map((_, row) =>
    chosen.map(({ column, index }) => {
      const cell = table.cells[index]?.[row] ?? null;
      if (typeof cell === 'string') return refuseText(table, row, column, cell, choice);
      return cell === 0 ? 0 : cell; // −0 is written as 0 everywhere, so it must not hash differently
    }),
  );
  const { labels } = time;
  return {
    name,
    sha256: hashDataset(columns, labels, rows),
    columns,
    labels,
    ...(time.name === null ? {} : { timeColumn: time.name }),
    rows,
  };
}

function isIgnored(table: Table, index: number, { ignoreColumns, slots }: ColumnChoice): boolean {
  const column = table.columns[index] ?? '';
  if (ignoreColumns !== true) return false;
  if (slots !== undefined) return !slots.has(column);
  const cells = table.cells[index] ?? [];
  return explainBadName(column) !== null || cells.some((cell) => typeof cell === 'string');
}

function explainNothing(table: Table, { slots }: ColumnChoice): string {
  if (table.columns.length === 1 || slots === undefined)
    return 'there is no column besides the labels';
  return `no column is one that the model has (its columns are ${table.columns.map((column) => `"${column}"`).join(', ')})`;
}

/**
 * Hash of what a dataset says, whatever file said it: the SHA-256 of
 * `{"columns":[sorted names],"labels":[…],"rows":[[cells in that order],…]}` as canonical JSON.
 * Equal tables hash equally as CSV and as NDJSON, in whatever order their columns stand.
 */
function hashDataset(
  columns: readonly string[],
  labels: readonly string[],
  rows: readonly (readonly (number | null)[])[],
): string {
  const order = columns
    .map((column, index) => ({ column, index }))
    .toSorted((a, b) => (a.column < b.column ? -1 : 1));
  const hash = createHash('sha256');
  hash.update(`{"columns":${canonicalJson(order.map(({ column }) => column))},"labels":`);
  hashList(hash, labels.length, (row) => labels[row] ?? null);
  hash.update(',"rows":');
  hashList(hash, rows.length, (row) => order.map(({ index }) => rows[row]?.[index] ?? null));
  return hash.update('}').digest('hex');
}

/** Items hashed at a time: the text of a long table is larger than the table. */
const HASHED_ITEMS = 1024;

/** @param at texts, numbers and lists of them, which have one way to be written */
function hashList(hash: Hash, count: number, at: (row: number) => unknown): void {
  for (let from = 0; from < count; from += HASHED_ITEMS) {
    const items = Array.from({ length: Math.min(HASHED_ITEMS, count - from) }, (_, i) =>
      at(from + i),
    );
    hash.update(`${from === 0 ? '[' : ','}${JSON.stringify(items).slice(1, -1)}`);
  }
  hash.update(']'); // a table has a row
}

interface ChosenColumn {
  readonly column: string;
  readonly index: number;
}

function checkNames(table: Table, chosen: readonly ChosenColumn[], choice: ColumnChoice): void {
  const seen = new Set<string>();
  for (const { column, index } of chosen) {
    const hint = hintFor(column, choice);
    const refuse = (message: string) => refuseTable(table.path, null, `${message}${hint}`);
    if (column === '') refuse(`column ${index + 1} has no name`);
    if (seen.has(column)) refuse(`column "${column}" is given twice`);
    seen.add(column);
    const reason = explainBadName(column);
    if (reason !== null)
      refuse(`column ${index + 1}, "${column}", cannot name an observation: ${reason}`);
  }
}

/** How to do without a column; nothing for one that the model is known to have. */
function hintFor(column: string, { slots, ignoreColumns }: ColumnChoice): string {
  if (ignoreColumns === true || slots?.has(column) === true) return '';
  return slots === undefined
    ? ' (--ignore-columns leaves it out unless the model has it)'
    : ' (the model does not have it: --ignore-columns leaves it out)';
}

function refuseText(
  table: Table,
  row: number,
  column: string,
  cell: string,
  choice: ColumnChoice,
): never {
  const hint = explainText(cell) ?? hintFor(column, choice);
  return refuseCell(table, row, column, `${JSON.stringify(cell)} is not a finite number${hint}`);
}

/** What numbers are often written as instead. */
function explainText(cell: string): string | null {
  if (/^nan$/i.test(cell)) return ' (leave the cell empty, or write NA)';
  return /^[+-]?\d+,\d+$/.test(cell) ? ' (decimals are written with a point)' : null;
}
