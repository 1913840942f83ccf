import type { Dataset, WorldModel } from '@pulse-stream/worldstate';
import { boundValue, type Warning } from '@pulse-stream/worldstate/internal';

/** An observation that its slot could not have in a simulation. */
export interface OutsideValue {
  readonly column: string;
  /** 0-based. */
  readonly row: number;
  readonly value: number;
  /** The bound it lies beyond, as people read it: `min 0`. */
  readonly bound: string;
}

/** The observations outside the bounds of their slots, oldest first. */
export function findOutside(
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
export function warnOutside(
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
    const label = labels[row] ?? '';
    const place = [String(row), String(row + 1), ''].includes(label) ? '' : ` (${label})`;
    return {
      type: 'out-of-bounds',
      message: `column "${column}": ${values} the first ${value} at row ${row + 1}${place}: ${bound}; an empty cell says that nobody observed`,
      path,
    };
  });
}
