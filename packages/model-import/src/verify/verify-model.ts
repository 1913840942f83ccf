import { ScenarioError, type WorldModelInput } from '@pulse-stream/worldstate';
import type { SeriesTable } from '../model/series.ts';
import { Refused } from '../refusal.ts';
import { runControl, type ControlPath } from '../run-control.ts';
import { columnKey } from '../source-model.ts';
import { compareColumn, type Compared, type ComparedColumn } from './compare-column.ts';
import { SinglePrecision } from './single-precision.ts';
import { printedDigits } from './printed-unit.ts';
import { readTable } from '../data/read-table.ts';

export interface Verification {
  readonly columns: readonly ComparedColumn[];
  /** Something was compared, and nothing differs. */
  readonly passed: boolean;
  /** Why the model could not be run. */
  readonly failure: string | null;
}

/** A model as it was imported. */
export interface Verified {
  readonly model: WorldModelInput;
  /** Turns of its own run. */
  readonly turns: number;
  /** What its series read; absent or null: it has none. */
  readonly data?: SeriesTable | null;
}

/** Most turns that are run. */
const MOST_TURNS = 100_000;

/**
 * Runs the control run and compares every column of an expected output with it.
 * @param text a table with the time first, or a Vensim .dat
 * @throws Refused when the text is no table, or one of another clock
 */
export function verifyModel({ model, turns, data = null }: Verified, text: string): Verification {
  const table = readTable(text);
  const clock = clockOf(model, turns);
  const rows = table.times.map((time) => turnAt(time, clock));
  const last = Math.min(MOST_TURNS, Math.max(1, ...rows));
  let path: ControlPath;
  try {
    path = runControl(model, last, null, data);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { columns: [], passed: false, failure: error.message };
  }
  const single = new SinglePrecision({ model, data, path, turns: last, steps: clock.steps });
  const names = namesOf(model);
  const columns = table.columns.map((column): ComparedColumn => {
    const key = columnKey(column.name);
    const found = numbersOf(key, column.name, names.get(key), clock, path, single);
    if (found === null)
      return { column: column.name, name: null, difference: 0, fails: null, isSingle: false };
    const digits = printedDigits(table);
    return compareColumn(column, found, { times: table.times, turns: rows, digits });
  });
  const compared = columns.filter(({ name }) => name !== null);
  const passed = compared.length > 0 && compared.every(({ fails }) => fails === null);
  return { columns, passed, failure: null };
}

/** What the model has for a column: a number of its clock, or of one of its names. */
function numbersOf(
  key: string,
  column: string,
  name: string | undefined,
  { numbers }: Clock,
  path: ControlPath,
  single: SinglePrecision,
): Compared | null {
  const fixed = numbers.get(key);
  if (name === undefined)
    return fixed === undefined ? null : { name: column, read: () => fixed, single: () => 0 };
  return {
    name,
    read: (turn) => path.read(name, turn),
    single: (turn) => single.at(name, turn),
  };
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

function namesOf({
  params,
  slots,
  series,
  values,
  aliases = {},
}: WorldModelInput): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const all = [params ?? {}, slots, series ?? {}, values ?? {}].flatMap((part) =>
    Object.keys(part),
  );
  for (const name of all) names.set(columnKey(name), name);
  for (const name of all) names.set(columnKey(aliases[name] ?? name), name);
  return names;
}
