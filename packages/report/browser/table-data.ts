export type Cell = string | number | null;

/** A column of the table that the page holds; `shown` ones stand on the page. */
export interface Column {
  readonly name: string;
  readonly shown: boolean;
  readonly values: readonly Cell[];
}

/** Order of two cells: numbers by size, texts by their letters, nothing last in both directions. */
function compare(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : Number(String(a) > String(b));
}

/** Row numbers in the order of a column; equal ones keep the order they had. */
export function sortRows(
  rows: readonly number[],
  { values }: Column,
  direction: 'ascending' | 'descending',
): number[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [left, right] = [values[a] ?? null, values[b] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compare(left, right);
  });
}

/** What a spreadsheet would run. */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** All columns of some rows as CSV; a text that a spreadsheet would run as a formula is quoted by '. */
export function toCsv(columns: readonly Column[], rows: readonly number[]): string {
  const lines = [
    columns.map(({ name }) => csvCell(name)),
    ...rows.map((row) => columns.map(({ values }) => csvCell(values[row] ?? null))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}
