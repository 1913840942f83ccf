import {
  hintNearest,
  readTimeAxis,
  readTimeLabels,
  type LabelFinding,
} from '@pulse-stream/worldstate/internal';
import { refuseCell, refuseTable, type Cell, type Table } from './table.ts';

/** Columns that name the time of a row in whatever case; the first that is there gives the labels. */
const NAMES = ['date', 'turn'] as const;
const COUNTS = 'turn';
/** Any: the loader does not know how long a step of the model is. */
const ANY_STEP = 'turn';

/** How the column of times is found. */
export interface TimeChoice {
  /** Its name; absent: `date`, else `turn`, else the only column of dates. */
  readonly time?: string | undefined;
  /** Slots of the model that may be observed, which no column of dates is; absent: not known. */
  readonly slots?: ReadonlySet<string> | undefined;
}

/** The labels of a table, and the columns that are neither labels nor observations. */
export interface TimeColumn {
  /** null: no column says the time of a row. */
  readonly name: string | null;
  readonly labels: readonly string[];
  /** Indices of columns that only name times. */
  readonly columns: readonly number[];
}

/**
 * Finds the column of times and reads its labels: ascending and each given once. Without one they are
 * row numbers from 0.
 * @throws PulseError `dataset-invalid`, naming row and column
 */
export function readTimeColumn(table: Table, choice: TimeChoice): TimeColumn {
  const columns =
    choice.time === undefined ? findByName(table, choice) : findAsked(table, choice.time);
  const [index = choice.time === undefined ? findOnlyDates(table, choice) : null] = columns;
  if (index === null)
    return { name: null, labels: table.lines.map((_, row) => String(row)), columns: [] };
  const name = table.columns[index] ?? '';
  const labels = (table.cells[index] ?? []).map((cell, row) => readLabel(table, name, cell, row));
  checkOrder(table, name, labels);
  return { name, labels, columns: [index, ...columns] };
}

function findAsked(table: Table, name: string): number[] {
  const { path, columns } = table;
  const index = columns.indexOf(name);
  if (index >= 0) return [index, ...findByName(table, {})];
  const hint = hintNearest(name, columns) ?? `its columns are ${columns.join(', ')}`;
  return refuseTable(path, null, `there is no column "${name}" (${hint})`);
}

/** Of columns that are called alike, the one that is written as here. */
function findByName({ columns }: Table, { slots }: TimeChoice): number[] {
  return NAMES.flatMap((name) => {
    if (slots?.has(name) === true) return [];
    const index = columns.indexOf(name);
    if (index >= 0) return [index];
    return columns.flatMap((column, at) => (column.toLowerCase() === name ? [at] : []));
  });
}

/** The only column in which every cell is a date. */
function findOnlyDates(table: Table, { slots }: TimeChoice): number | null {
  const dates = table.columns.flatMap((name, index) =>
    slots?.has(name) === true ? [] : (rateDates(table, index, slots !== undefined) ?? []),
  );
  const [best] = dates.toSorted((a, b) => b.rank - a.rank);
  if (best === undefined) return null;
  const [first, second] = dates.filter(({ rank }) => rank === best.rank);
  if (first === undefined) return null;
  if (second === undefined) return first.index;
  const [one, other] = [first, second].map(({ index }) => `"${table.columns[index] ?? ''}"`);
  return refuseTable(
    table.path,
    null,
    `columns ${one} and ${other} hold dates: --time COLUMN says which are the labels`,
  );
}

/**
 * How surely a column holds the dates of the rows: those that are all different before others, texts
 * before digits, which may be observations where the model is not known.
 */
function rateDates(
  table: Table,
  index: number,
  knowsModel: boolean,
): { index: number; rank: number } | null {
  const cells = table.cells[index] ?? [];
  const isText = typeof cells[0] === 'string';
  if (!isText && !knowsModel) return null;
  const texts = cells.map((cell) => String(cell ?? ''));
  const { labels } = readTimeLabels(texts);
  if (labels === null || labels.some(({ grain }) => grain === 'count')) return null;
  const isEachOnce = new Set(texts).size === texts.length;
  if (!isText && !isEachOnce) return null;
  return { index, rank: (isText ? 2 : 0) + (isEachOnce ? 1 : 0) };
}

function readLabel(table: Table, name: string, cell: Cell, row: number): string {
  if (cell === null) return refuseCell(table, row, name, 'is missing');
  if (typeof cell === 'string' && name.toLowerCase() === COUNTS)
    return refuseCell(table, row, name, `${JSON.stringify(cell)} is not a number`);
  return String(cell);
}

/** What a file can be known to be wrong for before its model is known. */
const REFUSED: ReadonlySet<LabelFinding['kind']> = new Set(['repeat', 'backwards', 'mixed']);

function checkOrder(table: Table, name: string, labels: readonly string[]): void {
  const counts = name.toLowerCase() === COUNTS;
  const { finding } = readTimeAxis(labels, { timeUnit: ANY_STEP, counts });
  if (finding === null || !REFUSED.has(finding.kind)) return;
  refuseCell(table, finding.row, name, `${finding.message} (${finding.hint})`);
}
