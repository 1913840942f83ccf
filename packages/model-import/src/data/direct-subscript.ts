import { Refused } from '../refusal.ts';
import { MOST_ELEMENTS } from '../source-model.ts';
import { cellOf } from './direct-call.ts';
import { columnOf, placeOf, type Place } from './cells.ts';
import type { ModelData } from './data-files.ts';

/** `GET DIRECT SUBSCRIPT(…)`: a dimension whose elements stand in another file. */
export const DIRECT_SUBSCRIPT = /^([^:=]+):\s*(GET[ _]+(?:DIRECT|XLS)[ _]+SUBSCRIPT)\s*\((.*)\)$/is;

/**
 * The elements from the first cell on: down a column where the last one is a column, along a row
 * where it is a row, else to the last cell.
 * @param list the texts in the parentheses, as written
 * @throws Refused
 */
export function readElements(call: string, list: string, data: ModelData): string[] {
  const name = call.toUpperCase().replaceAll(/[\s_]+/g, ' ');
  const args = [...list.matchAll(/'([^']*)'/g)].map(([, text = '']) => text);
  const rest = list.replaceAll(/'[^']*'/g, '').replaceAll(/[\s,]/g, '');
  const [file = '', sheet = '', from = '', to = '', prefix = ''] = args;
  if (args.length !== 5 || rest !== '')
    throw new Refused(name, 'it takes 5 texts', 'write the file, sheet, first, last, and prefix');
  const cells = data.cellsOf(file, sheet);
  const first = cellOf(name, from);
  const { last, down } = endOf(name, first, to.trim());
  const elements: string[] = [];
  for (let step = 0; step <= last; step += 1) {
    const place = down
      ? { ...first, row: first.row + step }
      : { ...first, column: first.column + step };
    const text = cells.textAt(place);
    if (text === '') break;
    elements.push(`${prefix}${text}`);
  }
  if (elements.length === 0)
    throw new Refused(name, `${file} has nothing in ${from}`, 'name a cell');
  return elements;
}

function endOf(name: string, first: Place, to: string): { last: number; down: boolean } {
  if (columnOf(to) !== null) return { last: MOST_ELEMENTS, down: true };
  if (/^\d{1,7}$/.test(to)) return { last: MOST_ELEMENTS, down: false };
  const end = placeOf(to);
  if (end?.column === first.column && end.row >= first.row)
    return { last: end.row - first.row, down: true };
  if (end?.row === first.row && end.column >= first.column)
    return { last: end.column - first.column, down: false };
  throw new Refused(
    name,
    `"${to}" ends no row or column`,
    'write a column, a row, or a cell in line',
  );
}
