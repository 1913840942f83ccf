import type { ExpectedTable } from '../data/read-table.ts';

/** Least decimals and least different cells that show a column of fixed decimals. */
const LEAST_DECIMALS = 4;
const LEAST_CELLS = 10;

/** Significant digits of the most exact cell of a table. */
export function printedDigits({ columns }: ExpectedTable): number {
  let most = 1;
  for (const { cells } of columns)
    for (const cell of cells) {
      const digits = /^[+-]?([\d.]+)/.exec(cell)?.[1]?.replace('.', '').replace(/^0+/, '') ?? '';
      most = Math.max(most, digits.length);
    }
  return Math.min(most, 17);
}

/** The unit of the last digit of a number that is printed with so many digits; of 0: none. */
export function unitOf(value: number, digits: number): number {
  return value === 0 || !Number.isFinite(value)
    ? 0
    : 10 ** (Math.floor(Math.log10(Math.abs(value))) - digits + 1);
}

/** The unit of the last decimal of a column that is printed with fixed decimals; else 0. */
export function fixedUnit(cells: readonly string[]): number {
  const decimalsOf = (cell: string): number => /^[+-]?\d*\.(\d+)$/.exec(cell)?.[1]?.length ?? 0;
  if (cells.some((cell) => /e/i.test(cell))) return 0;
  const most = cells.reduce((decimals, cell) => Math.max(decimals, decimalsOf(cell)), 0);
  const full = new Set(cells.filter((cell) => decimalsOf(cell) === most));
  return most >= LEAST_DECIMALS && full.size >= LEAST_CELLS ? 10 ** -most : 0;
}
