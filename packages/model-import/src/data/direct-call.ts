import type { Expr } from '@sdeverywhere/parse';
import { Refused } from '../refusal.ts';
import { keyOf } from '../source-model.ts';
import { columnOf, placeOf, showPlace, type Cells, type Place } from './cells.ts';
import type { ModelData, Points } from './data-files.ts';

/** `GET DIRECT …` and `GET XLS …` by what they give, with how many values they take. */
const CALLS = { constants: 3, data: 4, lookups: 4 } as const;
type What = keyof typeof CALLS;

/** A formula that is nothing but numbers of another file. */
export interface DirectCall {
  readonly what: What;
  readonly name: string;
  readonly args: readonly string[];
}

/** @returns null: the formula is another one. @throws Refused for one that is not understood */
export function directCall(expr: Expr): DirectCall | null {
  if (expr.kind !== 'function-call') return null;
  const what = /^get (?:direct|xls) (constants|data|lookups)$/.exec(keyOf(expr.fnName))?.[1];
  if (what !== 'constants' && what !== 'data' && what !== 'lookups') return null;
  const name = keyOf(expr.fnName).toUpperCase();
  const args = expr.args.map((arg) => (arg.kind === 'string' ? arg.text : null));
  const texts = args.filter((arg) => arg !== null);
  if (texts.length !== CALLS[what] || args.length !== texts.length)
    throw new Refused(name, `it takes ${CALLS[what]} texts`, 'write the file, sheet and cells');
  return { what, name, args: texts };
}

/**
 * The number of one element: across the columns from the cell, down the rows where the cell ends with
 * `*`, and rows by columns where there are two dimensions.
 * @param at place of the element in each dimension of the left side
 */
export function constantAt(call: DirectCall, at: readonly number[], data: ModelData): number {
  const [file = '', sheet = '', cell = ''] = call.args;
  const isTurned = cell.trim().endsWith('*');
  const cells = data.cellsOf(file, sheet);
  const start = cellOf(call.name, cell.replace(/\*\s*$/, ''));
  if (at.length > 2) throw manyDimensions(call.name, 2);
  const [first = 0, second = 0] = at.length === 2 ? at : [0, at[0]];
  const [down, across] = isTurned ? [second, first] : [first, second];
  const place = { row: start.row + down, column: start.column + across };
  const value = cells.numberAt(place);
  if (value === null)
    throw new Refused(call.name, `${showPlace(place)} of ${file} is no number`, 'write a number');
  return value;
}

/**
 * The points of one element: by time along a row or a column, to the first time that is none. A value
 * that is none is left out.
 * @param at place of the element in each dimension of the left side
 */
export function pointsAt(call: DirectCall, at: readonly number[], data: ModelData): Points {
  const [file = '', sheet = '', line = '', cell = ''] = call.args;
  const cells = data.cellsOf(file, sheet);
  if (at.length > 1) throw manyDimensions(call.name, 1);
  const first = cellOf(call.name, cell);
  const column = columnOf(line.trim());
  const row = /^\d{1,7}$/.test(line.trim()) ? Number(line) - 1 : null;
  const [offset = 0] = at;
  const points: [number, number][] = [];
  for (let step = 0; ; step += 1) {
    const places =
      column !== null
        ? along({ row: first.row, column }, { ...first, column: first.column + offset }, step, 0)
        : row !== null
          ? along({ row, column: first.column }, { ...first, row: first.row + offset }, 0, step)
          : null;
    if (places === null)
      throw new Refused(call.name, `"${line}" is neither a row nor a column`, 'write 1 or A');
    const time = cells.numberAt(places.time);
    if (time === null) break;
    const value = cells.numberAt(places.value);
    if (value !== null) points.push([time, value]);
    else if (call.what === 'lookups') refuseHole(call, cells, places.value);
  }
  if (points.length === 0)
    throw new Refused(call.name, `${file} has no numbers from ${cell} on`, 'name its first cell');
  return points;
}

/** Vensim itself goes wrong behind a hole in a table. */
function refuseHole({ name }: DirectCall, { file }: Cells, place: Place): never {
  throw new Refused(name, `${showPlace(place)} of ${file} is no number`, 'write a number');
}

function along(time: Place, value: Place, down: number, across: number) {
  const move = ({ row, column }: Place): Place => ({ row: row + down, column: column + across });
  return { time: move(time), value: move(value) };
}

export function cellOf(name: string, cell: string): Place {
  const place = placeOf(cell);
  if (place !== null) return place;
  throw new Refused(name, `"${cell}" is no cell`, 'write the cell, like B2');
}

const manyDimensions = (name: string, most: number): Refused =>
  new Refused(
    name,
    `it fills more than ${most === 1 ? 'one dimension' : 'two dimensions'}`,
    'write a definition for each element of the others',
  );
