import { createHash } from 'node:crypto';
import { canonicalJson, explainBadName, type Dataset } from '@pulse-stream/worldstate';
import { LABEL_COLUMNS, readLabels } from './observation-labels.ts';
import { refuseTable, type Cell, type Table, type TableRow } from './table.ts';

const isLabelColumn = (name: string) => LABEL_COLUMNS.some((label) => label === name);

/**
 * Understands a table as observations.
 * @throws PulseError `dataset-invalid`, naming row and column
 */
export function buildDataset(name: string, table: Table): Dataset {
  checkHeader(table);
  if (table.rows.length === 0) refuseTable(table.path, null, 'the file has a header and no row');
  const chosen = table.columns.flatMap((column, index) =>
    isLabelColumn(column) ? [] : [{ column, index }],
  );
  if (chosen.length === 0) refuseTable(table.path, null, 'there is no column besides the labels');
  const labels = readLabels(table);
  const columns = chosen.map(({ column }) => column);
  const rows = table.rows.map((row) =>
    chosen.map(({ column, index }) => readCell(table, row, column, row.cells[index] ?? null)),
  );
  return { name, sha256: hashDataset(columns, labels, rows), columns, labels, rows };
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

function checkHeader(table: Table): void {
  const seen = new Set<string>();
  table.columns.forEach((column, index) => {
    const refuse = (message: string) => refuseTable(table.path, null, message);
    if (column === '') refuse(`column ${index + 1} has no name`);
    if (seen.has(column)) refuse(`column "${column}" is given twice`);
    seen.add(column);
    const reason = isLabelColumn(column) ? null : explainBadName(column);
    if (reason !== null)
      refuse(`column ${index + 1}, "${column}", cannot name an observation: ${reason}`);
  });
}

function readCell(table: Table, row: TableRow, column: string, cell: Cell): number | null {
  const value = table.readNumber(cell);
  // −0 is written as 0 everywhere, so it must not hash differently.
  if (value !== undefined) return value === 0 ? 0 : value;
  const isLabel = LABEL_COLUMNS.some((label) => label === column.toLowerCase());
  const hint = isLabel
    ? ` (name the column "${column.toLowerCase()}" to make it the labels)`
    : /^nan$/i.test(String(cell))
      ? ' (leave the cell empty, or write NA)'
      : '';
  return refuseTable(
    table.path,
    row.line,
    `row ${row.row}, column "${column}": ${JSON.stringify(cell)} is not a finite number${hint}`,
  );
}
