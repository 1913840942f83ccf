import { parse } from 'csv-parse/sync';
import { Refused } from '../refusal.ts';

/** A cell by its place, counted from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The cells of one text file. */
export interface Cells {
  readonly file: string;
  /** The text of a cell; empty where there is none. */
  textAt(place: Place): string;
  /**
   * The number of a cell; null: it is none.
   * @throws Refused for a number that is written with a decimal comma
   */
  numberAt(place: Place): number | null;
}

export const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** What is a number in a country that writes a comma where others write a point. */
export const DECIMAL_COMMA = /^[+-]?\d+,\d+(?:e[+-]?\d+)?$/i;

export function readCells(file: string, text: string, delimiter: string): Cells {
  let rows: string[][];
  try {
    rows = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      trim: true,
    });
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error);
    throw new Refused(file, reason, 'save it as CSV again');
  }
  const textAt = ({ row, column }: Place): string => rows[row]?.[column] ?? '';
  const numberAt = (place: Place): number | null => {
    const cell = textAt(place);
    if (DECIMAL_COMMA.test(cell))
      throw new Refused(file, `${showPlace(place)} is "${cell}": a decimal comma`, 'write a point');
    const value = NUMBER.test(cell) ? Number(cell) : NaN;
    return Number.isFinite(value) ? value : null;
  };
  return { file, textAt, numberAt };
}

const CELL = /^([A-Z]{1,3})(\d{1,7})$/i;

/** `B2` is row 1, column 1. @returns null: it is no cell */
export function placeOf(cell: string): Place | null {
  const [, letters, digits] = CELL.exec(cell.trim()) ?? [];
  const column = letters === undefined ? null : columnOf(letters);
  const row = Number(digits) - 1;
  return column === null || !(row >= 0) ? null : { row, column };
}

/** `A` is 0, `AA` is 26. @returns null: it is no column */
export function columnOf(letters: string): number | null {
  if (!/^[A-Z]{1,3}$/i.test(letters)) return null;
  let count = 0;
  for (const letter of letters.toUpperCase()) count = count * 26 + letter.charCodeAt(0) - 64;
  return count - 1;
}

/** A place as people write it. */
export function showPlace({ row, column }: Place): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}
