import {
  ScenarioConfig,
  type ScenarioConfigInput,
  type WorldModelInput,
} from '@pulse-stream/worldstate';
import type {
  Calendar,
  Driver,
  TurnRecord,
  TurnSummary,
  WorldValues,
} from '@pulse-stream/worldstate/internal';
import { simulateRun, type SimulateOptions } from '@pulse-stream/simulator';

const UNKNOWN = {
  season: null,
  year: null,
  quarter: null,
  month: null,
  week: null,
  day_of_year: null,
  weekday: null,
};

/** A calendar of seasons of four turns, which are all it knows. */
export const SEASONS: Calendar = {
  at: (row) => ({ ...UNKNOWN, season: row % 4 }),
  explain: () => 'no test knows it',
};

/** A driver by row from row 0 on. */
export function driverOf(
  name: string,
  values: readonly number[],
  more: Partial<Driver> = {},
): Driver {
  return {
    name,
    first: 0,
    values: Float64Array.from(values),
    scale: 1,
    add: 0,
    between: 'hold',
    beyond: 'fail',
    season: null,
    shift: 0,
    before: null,
    placeOf: (row) => `row ${row}`,
    ...more,
  };
}

/** Runs a small world; all its turns are in the trace. */
export function runWorld(
  model: Omit<WorldModelInput, 'name'>,
  config: ScenarioConfigInput = {},
  options: SimulateOptions = {},
) {
  const parsed = ScenarioConfig.parse({ trace: 'full', seed: 1, ...config });
  return simulateRun({ name: 'world', members: 1, ...model }, parsed, options);
}

/** Everything a world shows by name. */
export function shownOf({ overlays, variables, capital, values = {} }: WorldValues) {
  return { ...overlays, ...variables, ...capital, ...values };
}

/** What every turn of a control run shows, the start first. */
export function turnsOf({ control }: ReturnType<typeof runWorld>): Record<string, number>[] {
  return [shownOf(control.start), ...fullTurns(control.trace).map(shownOf)];
}

const isFull = (turn: TurnRecord | TurnSummary): turn is TurnRecord => 'deltas' in turn;

/** The turns of a full trace. */
export const fullTurns = (trace: readonly (TurnRecord | TurnSummary)[] | null): TurnRecord[] =>
  (trace ?? []).filter(isFull);

/** Values of one target at one horizon, by member. */
export function membersOf(
  { ensemble, targets, horizons }: ReturnType<typeof runWorld>,
  target: string,
  horizon = horizons.length - 1,
): number[] {
  if (ensemble === null) throw new Error('there are no members');
  const index = targets.findIndex(({ name }) => name === target);
  if (index < 0) throw new Error(`${target} is no target`);
  const from = (index * horizons.length + horizon) * ensemble.members;
  return Array.from(ensemble.values.subarray(from, from + ensemble.members));
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function sdOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}
