import { PulseError, ScenarioError, type WorldModelInput } from '@pulse-stream/worldstate';
import { keyOf } from '../source-model.ts';
import { Refused } from '../refusal.ts';
import { runControl, SHAKEN, type ControlPath } from '../run-control.ts';
import { readTable, type ExpectedTable } from './read-table.ts';
import { fixedUnit, printedDigits, unitOf } from './printed-unit.ts';

/** How one column of the expected output compares with the model. */
export interface ComparedColumn {
  /** As the table names it. */
  readonly column: string;
  /** In the model; null: it has no such name. */
  readonly name: string | null;
  /** Largest difference as a part of the expected number, or of a millionth of the column's largest. */
  readonly difference: number;
  /** Time of the first cell that differs by more than it may; null: none. */
  readonly failsAt: number | null;
  /** Some cell differs by more than its print, but by no more than single precision explains. */
  readonly isSingle: boolean;
}

export interface Verification {
  readonly columns: readonly ComparedColumn[];
  /** Something was compared, and nothing differs. */
  readonly passed: boolean;
  /** Why the model could not be run. */
  readonly failure: string | null;
}

/** Parts of the tolerance: of the largest number of the column, and of the expected number. */
const OF_LARGEST = 3e-7;
const RELATIVE = 1e-5;
/** What is nothing but rounding where 0 is expected. */
const NOISE = 1e-12;
/** Most that single precision may explain, as a part of the largest number of the column. */
const MOST_SINGLE = 1e-3;
/** Most turns that are run. */
const MOST_TURNS = 100_000;

/**
 * Runs the control run and compares every column of an expected output with it.
 * Tolerance of a cell: half a unit of its last printed digit, 3e-7 of the largest number of its
 * column and 1e-5 of itself, together. Zeros at the end are not printed: the table as a whole says
 * how many digits are. Where that does not hold, runs whose initial values, parameters or clock are
 * one bit of single precision away say how much of the difference a program of single precision
 * makes: what that bit changes, times the root of the number of steps.
 * @param turns how many turns the model's own run has
 * @throws Refused when the text is no table, or one of another clock
 */
export function verifyModel(model: WorldModelInput, text: string, turns: number): Verification {
  const table = readTable(text);
  const clock = clockOf(model, turns);
  const rows = table.times.map((time) => turnAt(time, clock));
  const last = Math.min(MOST_TURNS, Math.max(1, ...rows));
  let path: ControlPath;
  let shaken: readonly ControlPath[];
  try {
    path = runControl(model, last, 'nothing');
    shaken = SHAKEN.flatMap((what) => attempt(() => runControl(model, last, what)) ?? []);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { columns: [], passed: false, failure: error.message };
  }
  const names = namesOf(model);
  const digits = printedDigits(table);
  const columns = table.columns.map((column) => {
    const key = columnKey(column.name);
    const name = names.get(key) ?? null;
    const fixed = clock.numbers.get(key);
    const read =
      name === null
        ? fixed === undefined
          ? null
          : () => fixed
        : (turn: number) => path.read(name, turn);
    const steps = clock.steps;
    const single = (turn: number): number =>
      name === null
        ? 0
        : Math.sqrt(turn * steps) *
          shaken.reduce(
            (sum, other) =>
              sum + Math.abs((other.read(name, turn) ?? 0) - (path.read(name, turn) ?? 0)),
            0,
          );
    return compare(
      column,
      name ?? (read === null ? null : column.name),
      table,
      rows,
      read,
      digits,
      single,
    );
  });
  const compared = columns.filter(({ name }) => name !== null);
  const passed = compared.length > 0 && compared.every(({ failsAt }) => failsAt === null);
  return { columns, passed, failure: null };
}

function attempt<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof PulseError) return null;
    throw error;
  }
}

interface Clock {
  readonly start: number;
  readonly save: number;
  readonly steps: number;
  /** What tables call the clock. */
  readonly numbers: ReadonlyMap<string, number>;
}

function clockOf({ time = {} }: WorldModelInput, turns: number): Clock {
  const { start = 0, dt = 1, steps_per_turn: steps = 1 } = time;
  const first = typeof start === 'number' ? start : 0;
  const save = dt * steps;
  const numbers = new Map([
    ['time step', dt],
    ['saveper', save],
    ['initial time', first],
    ['final time', first + turns * save],
  ]);
  return { start: first, save, steps, numbers };
}

function turnAt(time: number, { start, save }: Clock): number {
  const turn = Math.round((time - start) / save);
  if (turn < 0 || Math.abs(start + turn * save - time) > 1e-4 * save + 1e-5 * Math.abs(time))
    throw new Refused(
      String(time),
      'the model has no turn that ends at this time',
      'compare with an output of the same clock',
    );
  return turn;
}

/** What a column is compared by: quotes count nothing, nor spaces around subscripts. */
const columnKey = (name: string): string =>
  keyOf(name.replaceAll('\\n', ' ').replaceAll(/["\\]/g, '')).replaceAll(/\s*([[\],])\s*/g, '$1');

function namesOf({
  params,
  slots,
  values,
  aliases = {},
}: WorldModelInput): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const all = [params ?? {}, slots, values ?? {}].flatMap((part) => Object.keys(part));
  for (const name of all) names.set(columnKey(name), name);
  for (const name of all) names.set(columnKey(aliases[name] ?? name), name);
  return names;
}

function compare(
  { name: column, cells }: ExpectedTable['columns'][number],
  name: string | null,
  { times }: ExpectedTable,
  rows: readonly number[],
  read: ((turn: number) => number | undefined) | null,
  digits: number,
  single: (turn: number) => number,
): ComparedColumn {
  if (read === null) return { column, name, difference: 0, failsAt: null, isSingle: false };
  const expected = cells.map((cell) => (cell === '' ? NaN : Number(cell)));
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
  const fixed = fixedUnit(cells);
  let difference = 0;
  let failsAt: number | null = null;
  let isSingle = false;
  for (const [index, value] of expected.entries()) {
    if (cells[index] === '') continue;
    const turn = rows[index] ?? 0;
    const size = Math.abs(value);
    const away = Math.abs((read(turn) ?? NaN) - value);
    const unit = Math.max(unitOf(value, digits), fixed);
    const allowed = unit / 2 + OF_LARGEST * largest + RELATIVE * size + NOISE;
    difference = Math.max(difference, away / Math.max(size, 1e-6 * largest, NOISE));
    if (away <= allowed) continue;
    if (away <= allowed + Math.min(single(turn), MOST_SINGLE * largest)) isSingle = true;
    else failsAt ??= times[index] ?? 0;
  }
  return { column, name, difference, failsAt, isSingle };
}
