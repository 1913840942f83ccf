import { refuseTable, type Table, type TableRow } from './table.ts';

/** Columns that name the time of a row; the first that is there gives the labels. */
export const LABEL_COLUMNS = ['date', 'turn'] as const;

/** Text dates whose order is the order of their text. */
const ISO_LIKE =
  /^\d{4}(?:-(?:\d{2}(?:-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?)?|W\d{2}(?:-\d)?)|-?Q[1-4])$/;

/** One label and where it stands. */
interface Label {
  readonly text: string;
  /** The number it is, when it is one. */
  readonly value: number | null;
  readonly at: TableRow;
}

/**
 * The labels of the rows, ascending and each given once: numbers by their value, dates by their
 * text. Without a date or turn column they are row numbers from 0.
 * @throws PulseError `dataset-invalid`, naming row and column
 */
export function readLabels(table: Table): string[] {
  const name = LABEL_COLUMNS.find((label) => table.columns.includes(label));
  if (name === undefined) return table.rows.map((_, index) => String(index));
  const column = table.columns.indexOf(name);
  const labels = table.rows.map((row) => readLabel(table, name, column, row));
  labels.forEach((label, index) => {
    const before = labels[index - 1];
    if (before !== undefined) checkOrder(table, name, before, label);
  });
  return labels.map(({ text }) => text);
}

function readLabel(table: Table, name: string, column: number, row: TableRow): Label {
  const cell = row.cells[column] ?? null;
  const value = table.readNumber(cell);
  if (value === null) return refuse(table, name, row, 'is missing');
  if (value !== undefined) return { text: String(value), value, at: row };
  if (name === 'date' && ISO_LIKE.test(String(cell)))
    return { text: String(cell), value: null, at: row };
  return refuse(
    table,
    name,
    row,
    name === 'date'
      ? `${JSON.stringify(cell)} is not a date like 1990, 1990-01, 1990-01-31 or 1990-Q1`
      : `${JSON.stringify(cell)} is not a number`,
  );
}

function checkOrder(table: Table, name: string, before: Label, label: Label): void {
  const { row } = before.at;
  if (shapeOf(before) !== shapeOf(label))
    refuse(
      table,
      name,
      label.at,
      `"${label.text}" is written in another way than "${before.text}" in row ${row}`,
    );
  if (label.text === before.text)
    refuse(table, name, label.at, `"${label.text}" is given twice, also in row ${row}`);
  const ascends =
    before.value !== null && label.value !== null
      ? before.value < label.value
      : before.text < label.text;
  if (!ascends)
    refuse(
      table,
      name,
      label.at,
      `"${label.text}" does not come after "${before.text}" in row ${row}: rows go from old to new`,
    );
}

/** How a label is written; only labels of one shape can be compared as text. */
function shapeOf({ text, value }: Label): string {
  return value === null ? text.replaceAll(/\d/g, '0') : 'number';
}

function refuse(table: Table, name: string, { row, line }: TableRow, message: string): never {
  return refuseTable(table.path, line, `row ${row}, column "${name}": ${message}`);
}
