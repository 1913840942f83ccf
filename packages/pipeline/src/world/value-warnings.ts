import type { Dataset, WorldModel } from '@pulse-stream/worldstate';
import { boundValue, type Warning } from '@pulse-stream/worldstate/internal';
import { describeMissingCodes, findMissingCodes, type RowRange } from './missing-codes.ts';

/**
 * What must be said about the values in some rows of a history: a later row says nothing about an
 * earlier origin. The rows asked for last are remembered, as scenarios mostly share theirs.
 * @param path where a config names the history
 */
export function openValueWarnings(
  dataset: Dataset,
  model: WorldModel,
  path: string,
): (rows: RowRange) => readonly Warning[] {
  const outside = findOutside(dataset, model);
  let known: (RowRange & { readonly warnings: readonly Warning[] }) | null = null;
  return ({ first, last }) => {
    if (known?.first === first && known.last === last) return known.warnings;
    const met = outside.filter(({ row }) => row >= first && row <= last);
    const warnings = [
      ...warnOutside(met, dataset.labels, path),
      ...warnMissingCodes(dataset, { first, last }, path, met),
    ];
    known = { first, last, warnings };
    return warnings;
  };
}

/**
 * One warning for every column with values that stand for "nobody observed", by all appearance, in
 * these rows; rows after them say nothing about it.
 * @param warned columns of which more is known: values outside their bounds
 */
function warnMissingCodes(
  { columns, rows, labels }: Pick<Dataset, 'columns' | 'rows' | 'labels'>,
  { first, last }: RowRange,
  path: string,
  warned: readonly OutsideValue[],
): Warning[] {
  return columns.flatMap((column, at) => {
    if (warned.some((value) => value.column === column)) return [];
    const values = Float64Array.from({ length: last + 1 }, (_, row) => rows[row]?.[at] ?? NaN);
    const codes = findMissingCodes(values).filter((row) => row >= first);
    if (codes.length === 0) return [];
    const found = describeMissingCodes(values, codes, (row) => placeOf(row, labels));
    const message = `column "${column}": ${found}; an empty cell says that nobody observed`;
    return [{ type: 'missing-code', message, path }];
  });
}

/** An observation that its slot could not have in a simulation. */
interface OutsideValue {
  readonly column: string;
  /** 0-based. */
  readonly row: number;
  readonly value: number;
  /** The bound it lies beyond, as people read it: `min 0`. */
  readonly bound: string;
}

/** The observations outside the bounds of their slots, oldest first. */
function findOutside(
  { columns, rows }: Pick<Dataset, 'columns' | 'rows'>,
  { slots }: Pick<WorldModel, 'slots'>,
): OutsideValue[] {
  return rows.flatMap((cells, row) =>
    cells.flatMap((value, at) => {
      const column = columns[at] ?? '';
      const slot = slots[column];
      if (value === null || slot === undefined) return [];
      const inside = boundValue(slot, value);
      if (inside === value) return [];
      return [{ column, row, value, bound: `${value < inside ? 'min' : 'max'} ${inside}` }];
    }),
  );
}

/**
 * One warning for every column with values outside its bounds. They are learned from as they are, and
 * often stand for what nobody observed.
 * @param path where a config names the history
 */
function warnOutside(
  outside: readonly OutsideValue[],
  labels: readonly string[],
  path: string,
): Warning[] {
  const first = new Map<string, OutsideValue>();
  const counts = new Map<string, number>();
  for (const entry of outside) {
    const { column } = entry;
    if (!first.has(column)) first.set(column, entry);
    counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  return [...first.values()].map(({ column, row, value, bound }) => {
    const count = counts.get(column) ?? 0;
    const values =
      count === 1 ? '1 value is outside its bounds,' : `${count} values are outside their bounds,`;
    return {
      type: 'out-of-bounds',
      message: `column "${column}": ${values} the first ${value} at ${placeOf(row, labels)}: ${bound}; an empty cell says that nobody observed`,
      path,
    };
  });
}

function placeOf(row: number, labels: readonly string[]): string {
  const label = labels[row] ?? '';
  return `row ${row + 1}${[String(row), String(row + 1), ''].includes(label) ? '' : ` (${label})`}`;
}
