import { createHash } from 'node:crypto';
import type { Dataset } from '@pulse-stream/worldstate';
import { canonicalJson, explainBadName } from '@pulse-stream/worldstate/internal';
import { refuseTable, type Cell, type Table, type TableRow } from './table.ts';
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
  if (table.rows.length === 0) refuseTable(table.path, null, 'the file has a header and no row');
  const time = readTimeColumn(table, choice);
  const chosen = table.columns.flatMap((column, index) =>
    time.columns.includes(index) || isIgnored(table, index, choice) ? [] : [{ column, index }],
  );
  if (chosen.length === 0) refuseTable(table.path, null, explainNothing(table, choice));
  checkNames(table, chosen, choice);
  const columns = chosen.map(({ column }) => column);
  const rows = table.rows.map((row) =>
    chosen.map(({ column, index }) =>
      readCell(table, row, column, row.cells[index] ?? null, choice),
    ),
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
  return (
    explainBadName(column) !== null ||
    table.rows.some(({ cells }) => table.readNumber(cells[index] ?? null) === undefined)
  );
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
  const sorted = rows.map((row) => order.map(({ index }) => row[index] ?? null));
  const content = { columns: order.map(({ column }) => column), labels, rows: sorted };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
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

function readCell(
  table: Table,
  row: TableRow,
  column: string,
  cell: Cell,
  choice: ColumnChoice,
): number | null {
  const value = table.readNumber(cell);
  // −0 is written as 0 everywhere, so it must not hash differently.
  if (value !== undefined) return value === 0 ? 0 : value;
  const hint = explainCell(String(cell)) ?? hintFor(column, choice);
  return refuseTable(
    table.path,
    row.line,
    `row ${row.row}, column "${column}": ${JSON.stringify(cell)} is not a finite number${hint}`,
  );
}

/** What numbers are often written as instead. */
function explainCell(cell: string): string | null {
  if (/^nan$/i.test(cell)) return ' (leave the cell empty, or write NA)';
  return /^[+-]?\d+,\d+$/.test(cell) ? ' (decimals are written with a point)' : null;
}
