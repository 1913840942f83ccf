import { Refused } from '../refusal.ts';
import { columnKey } from '../source-model.ts';
import { readTable } from './read-table.ts';
import { readCells, type Cells } from './cells.ts';

/** What one file of numbers holds, or why it is not read. */
export type DataText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** The files of numbers that belong to a model; whoever opens them gives them: this package opens none. */
export interface DataFiles {
  /** Names of files that may hold a table by time: `.dat`, `.tab`, `.csv`. */
  readonly names: readonly string[];
  /** A file by its name, with `/` between folders. The name has no `..` and begins with no `/`. */
  read(name: string): DataText;
}

/** A number by time. */
export type Points = readonly (readonly [time: number, value: number])[];

const GIVE = 'give the folder of its data files (--data DIR)';
/** A letter or digit of any script first, then also spaces and the usual signs. */
const SEGMENT = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .()+-]*$/u;
const SPREADSHEET = /\.(?:xls[xmb]?|ods|123|wk\d)$/i;

/** The numbers of a model that stand in other files, each file read once. */
export class ModelData {
  readonly #files: DataFiles | null;
  readonly #cells = new Map<string, Cells>();
  #columns: ReadonlyMap<string, { readonly file: string; readonly points: Points }> | null = null;

  constructor(files: DataFiles | null) {
    this.#files = files;
  }

  /**
   * The cells of a text file that a formula names.
   * @throws Refused for a name that leads elsewhere, for a spreadsheet, and for what cannot be read
   */
  cellsOf(named: string, delimiter: string): Cells {
    const name = checkName(named);
    if (!/^[,;\t]$/.test(delimiter))
      throw new Refused(named, `"${delimiter}" separates no cells`, 'separate by , or ; or a tab');
    const key = `${delimiter}${name}`;
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const cells = readCells(name, this.#read(name), delimiter);
    this.#cells.set(key, cells);
    return cells;
  }

  /** The points of a data variable, from the tables that were given. @throws Refused */
  pointsOf(variable: string): Points {
    if (this.#files === null)
      throw new Refused(variable, 'its numbers are in no file that was given', GIVE);
    this.#columns ??= this.#readTables(this.#files);
    const column = this.#columns.get(columnKey(variable));
    if (column === undefined || column.points.length === 0)
      throw new Refused(
        variable,
        'no table of the folder of its data has its numbers',
        'export them as .dat, or as .tab or .csv with Time first; links are not followed',
      );
    return column.points;
  }

  #readTables({ names }: DataFiles): ReadonlyMap<string, { file: string; points: Points }> {
    const columns = new Map<string, { file: string; points: Points }>();
    for (const file of names) {
      const text = this.#read(file);
      const isTable = /\.dat$/i.test(file) || /^\uFEFF?"?time"?\s*[\t,;]/i.test(text);
      if (!isTable) continue;
      for (const [key, points] of tableColumns(file, text)) {
        const other = columns.get(key);
        if (other !== undefined && !isSame(other.points, points))
          throw new Refused(file, `it and ${other.file} both have ${key}`, 'leave one of them');
        columns.set(key, { file, points });
      }
    }
    return columns;
  }

  #read(name: string): string {
    if (this.#files === null) throw new Refused(name, 'no folder of data was given', GIVE);
    const read = this.#files.read(name);
    if (read.kind === 'text') return read.text;
    throw new Refused(name, read.reason, 'put the file itself into the folder of the data');
  }
}

/** A name that stays inside the folder. @throws Refused */
function checkName(named: string): string {
  if (SPREADSHEET.test(named) || named.startsWith('?'))
    throw new Refused(
      named,
      'a spreadsheet is not read',
      "save the sheet as CSV, and name it like GET DIRECT DATA('file.csv', ',', …)",
    );
  const segments = named.replaceAll('\\', '/').split('/');
  if (named.length > 200 || segments.some((segment) => !SEGMENT.test(segment)))
    throw new Refused(
      named,
      'it names no file inside the folder of the data',
      'name it by letters, digits, spaces and . _ - ( ) +, without .. and without a drive',
    );
  return segments.join('/');
}

function* tableColumns(file: string, text: string): Generator<[string, Points]> {
  try {
    const { times, columns } = readTable(text);
    for (const { name, numbers } of columns)
      yield [
        columnKey(name),
        times
          .flatMap((time, index): [number, number][] => {
            const value = numbers[index] ?? null;
            return value === null ? [] : [[time, value]];
          })
          .toSorted(([a], [b]) => a - b),
      ];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(file, `${error.construct}: ${error.message}`, error.way);
  }
}

const isSame = (a: Points, b: Points): boolean =>
  a.length === b.length && a.every(([x, y], at) => x === b[at]?.[0] && y === b[at]?.[1]);
