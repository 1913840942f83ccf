import { explainBadName } from '@pulse-stream/worldstate/internal';
import { refuseCell, refuseTable, type Table } from './table.ts';

/** Values of a column that become datasets. */
const MOST_VALUES = 10_000;

/**
 * The rows of a long table by the value that they have in a column, in the order in which the values
 * first appear; null: it has no such column.
 * @throws PulseError `dataset-invalid`, naming row and column
 */
export function splitTable(table: Table, column: string): ReadonlyMap<string, Table> | null {
  const { path, columns, cells, lines } = table;
  const index = columns.indexOf(column);
  if (index < 0) return null;
  const rows = new Map<string, number[]>();
  for (const row of lines.keys()) {
    const value = readValue(table, index, row);
    const known = rows.get(value);
    if (known !== undefined) known.push(row);
    else if (rows.size < MOST_VALUES) rows.set(value, [row]);
    else refuseTable(path, null, `column "${column}" has more than ${MOST_VALUES} values`);
  }
  const others = [...columns.keys()].filter((at) => at !== index);
  return new Map(
    [...rows].map(([value, of]) => [
      value,
      {
        path,
        columns: others.map((at) => columns[at] ?? ''),
        cells: others.map((at) => of.map((row) => cells[at]?.[row] ?? null)),
        lines: of.map((row) => lines[row] ?? 0),
      },
    ]),
  );
}

/** A word that a name may end with: as names of slots, but that codes may begin with a digit. */
function readValue(table: Table, index: number, row: number): string {
  const column = table.columns[index] ?? '';
  const cell = table.cells[index]?.[row] ?? null;
  if (cell === null) return refuseCell(table, row, column, 'is missing');
  const value = String(cell);
  const reason = explainBadName(/^\d/.test(value) ? `n${value}` : value);
  if (reason === null) return value;
  return refuseCell(
    table,
    row,
    column,
    `${JSON.stringify(value)} cannot name a dataset: letters, digits and underscores can, 64 at most`,
  );
}
