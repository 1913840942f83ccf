import type { ExpectedColumn } from '../data/read-table.ts';
import { fixedUnit, unitOf } from './printed-unit.ts';

/** Parts of the tolerance: of the largest number of the column, and of the expected number. */
const OF_LARGEST = 3e-7;
const RELATIVE = 1e-5;
/** What is nothing but rounding where 0 is expected. */
const NOISE = 1e-12;
/**
 * Most that single precision may explain, as a part of the largest number of the column: less than
 * the thousandth that a constant may be wrong by.
 */
const MOST_SINGLE = 5e-4;

/** How one column of the expected output compares with the model. */
export interface ComparedColumn {
  /** As the table names it. */
  readonly column: string;
  /** In the model; null: it has no such name. */
  readonly name: string | null;
  /** Largest difference as a part of the expected number, or of a millionth of the column's largest. */
  readonly difference: number;
  /** The first cell that differs by more than it may; null: none. */
  readonly fails: {
    readonly time: number;
    /** As it is printed. */
    readonly expected: string;
    readonly got: number;
  } | null;
  /** Some cell differs by more than its print, but by no more than single precision explains. */
  readonly isSingle: boolean;
}

/** What a column is compared with. */
export interface Compared {
  readonly name: string;
  /** The model's number by turn. */
  readonly read: (turn: number) => number | undefined;
  /** How far a program of single precision may be away. */
  readonly single: (turn: number) => number;
}

/** What all columns of a table share. */
export interface TableRows {
  readonly times: readonly number[];
  /** The turn of each time. */
  readonly turns: readonly number[];
  /** Significant digits of the most exact cell. */
  readonly digits: number;
}

/**
 * Compares one column. Tolerance of a cell: half a unit of its last printed digit, 3e-7 of the largest
 * number of its column and 1e-5 of itself, together. Zeros at the end are not printed: the table as a
 * whole says how many digits are.
 */
export function compareColumn(
  { name: column, cells, numbers }: ExpectedColumn,
  { name, read, single }: Compared,
  { times, turns, digits }: TableRows,
): ComparedColumn {
  const largest = numbers.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  const fixed = fixedUnit(cells);
  let difference = 0;
  let fails: ComparedColumn['fails'] = null;
  let isSingle = false;
  for (const [index, value] of numbers.entries()) {
    if (value === null) continue;
    const turn = turns[index] ?? 0;
    const got = read(turn) ?? NaN;
    const size = Math.abs(value);
    const away = Math.abs(got - value);
    const unit = Math.max(unitOf(value, digits), fixed);
    const allowed = unit / 2 + OF_LARGEST * largest + RELATIVE * size + NOISE;
    difference = Math.max(difference, away / Math.max(size, 1e-6 * largest, NOISE));
    if (away <= allowed) continue;
    if (away <= allowed + Math.min(single(turn), MOST_SINGLE * largest)) isSingle = true;
    else fails ??= { time: times[index] ?? 0, expected: cells[index] ?? '', got };
  }
  return { column, name, difference, fails, isSingle };
}
