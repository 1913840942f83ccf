import { compileModel, simulateRun } from '@pulse-stream/simulator';
import { ScenarioConfig, type WorldModelInput } from '@pulse-stream/worldstate';
import type { Driver } from '@pulse-stream/worldstate/internal';
import type { SeriesTable } from './model/series.ts';

/** The last bit of a number of single precision, in which Vensim computes. */
const LAST_BIT = 2 ** -24;

export const SHAKEN = ['slots', 'params', 'clock'] as const;
/** What is a bit of single precision away from what it is, and which way. */
export interface Shake {
  /** The initial values of all slots, all parameters, or the clock. */
  readonly what: (typeof SHAKEN)[number];
  readonly way: 1 | -1;
}

/** The model with its clock one bit of its last time late, or early. */
function shiftClock(model: WorldModelInput, turns: number, way: 1 | -1): WorldModelInput {
  const { start = 0, dt = 1, steps_per_turn: steps = 1 } = model.time ?? {};
  if (typeof start !== 'number') return model;
  const largest = Math.max(Math.abs(start), Math.abs(start + turns * dt * steps));
  return { ...model, time: { ...model.time, start: start + way * largest * LAST_BIT } };
}

/** The control run of a model, by turn. */
export interface ControlPath {
  /** The value of a slot, value or parameter; undefined: there is none. */
  read(name: string, turn: number): number | undefined;
}

/** The series as a run reads them: a row a turn. */
function driversOf({ series = {} }: WorldModelInput, data: SeriesTable | null): Driver[] {
  return Object.entries(series).map(([name, { between = 'hold', beyond = 'fail' }]) => ({
    name,
    first: 0,
    values: Float64Array.from(data?.columns.get(name) ?? []),
    scale: 1,
    add: 0,
    between,
    beyond,
    season: null,
    shift: 0,
    before: null,
    placeOf: (row) => `turn ${row}`,
  }));
}

/**
 * Runs the control run.
 * @param shake null: the model as it is
 * @param data what its series read
 * @throws ScenarioError where something cannot be computed
 */
export function runControl(
  model: WorldModelInput,
  turns: number,
  shake: Shake | null,
  data: SeriesTable | null,
): ControlPath {
  const surroundings = { drivers: driversOf(model, data), calendar: null };
  const compiled = compileModel(
    shake?.what === 'clock' ? shiftClock(model, turns, shake.way) : model,
  );
  const run = (state_overrides: Record<string, number>, length: number, params = {}) =>
    simulateRun(
      compiled,
      ScenarioConfig.parse({
        turns: length,
        members: 1,
        trace: 'full',
        use_symbolism: false,
        state_overrides,
        params,
      }),
      { surroundings },
    ).control;
  let overrides = {};
  let params = {};
  const shaken = ([name, value]: [string, number]): [string, number] => [
    name,
    value * (1 + (shake?.way ?? 0) * LAST_BIT),
  ];
  if (shake?.what === 'slots')
    overrides = Object.fromEntries(Object.entries(run({}, 1).start.variables).map(shaken));
  else if (shake?.what === 'params')
    params = Object.fromEntries(
      Object.entries(model.params ?? {}).map(([name, { value }]) => shaken([name, value])),
    );
  const { start, trace } = run(overrides, turns, params);
  const worlds = [start, ...(trace ?? [])];
  return {
    read: (name, turn) => {
      const param = model.params?.[name];
      if (param !== undefined) return param.value;
      const column = data?.columns.get(name);
      if (column !== undefined) return column[turn] ?? column.at(-1);
      const world = worlds[turn];
      if (world === undefined || !('variables' in world)) return undefined;
      return world.variables[name] ?? world.values?.[name];
    },
  };
}
