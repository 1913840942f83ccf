import { compileModel } from '@pulse-stream/simulator';
import {
  attempt,
  isFailure,
  WorldModel,
  type Dataset,
  type Failure,
} from '@pulse-stream/worldstate';
import { valueAt, type Driver } from '@pulse-stream/worldstate/internal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexDataset, selectHistory } from './history.ts';
import { timeOfScenario } from './scenario-time.ts';

type Model = Partial<Omit<WorldModel, 'name' | 'slots'>>;
type Config = Partial<Parameters<typeof timeOfScenario>[1]> & {
  readonly observations?: Parameters<typeof selectHistory>[0];
};
type State = Parameters<typeof timeOfScenario>[0]['state'];

const modelOf = (more: Model = {}) =>
  WorldModel.parse({
    name: 'lake',
    time_unit: 'month',
    slots: { level: { kind: 'variable', initial: 1 } },
    series: { rain: { dataset: 'weather' } },
    ...more,
  });

const monthFrom = (start: number, row: number) => {
  const month = start + row;
  return `${2000 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
};

/** Columns by name; labels are months from `start`, in months since 2000-01, or none. */
function tableOf(
  name: string,
  start: number | null,
  columns: Record<string, (number | null)[]>,
): Dataset {
  const [first = []] = Object.values(columns);
  return {
    name,
    sha256: name,
    columns: Object.keys(columns),
    labels: first.map((_, row) => (start === null ? String(row) : monthFrom(start, row))),
    rows: first.map((_, row) => Object.values(columns).map((cells) => cells[row] ?? null)),
  };
}

/** The time of a scenario among these tables. */
function timeOf(
  tables: readonly Dataset[],
  { observations, ...config }: Config = {},
  more: Model = {},
  state: State = null,
) {
  const model = modelOf(more);
  const compiled = compileModel(model);
  const policy = { ignoreColumns: false };
  const datasets = new Map(
    tables.map((table) => [table.name ?? '', indexDataset(table, compiled, policy)]),
  );
  const span = observations === undefined ? null : selectHistory(observations, datasets, model);
  return timeOfScenario(
    { compiled, datasets, state },
    { mode: 'strict_injection', ...config },
    span,
  );
}

const only = ([driver]: readonly Driver[]): Driver => {
  if (driver === undefined) throw new Error('the model has one series');
  return driver;
};
/** What the one series is at rows; a failure as its message. */
const readAll = (drivers: readonly Driver[], rows: readonly number[]) =>
  rows.map((row) => {
    const value = attempt(() => valueAt(only(drivers), row));
    return isFailure(value) ? value.message : value;
  });
const failureOf = (act: () => unknown): Failure => {
  const value = attempt(act);
  if (!isFailure(value)) throw new Error('nothing failed');
  return value;
};

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, row) => from + row);
/** Rain is the month since 2000-01, so that a wrong join is seen. */
const weather = tableOf('weather', 6, { rain: upTo(30, 6) });
const levels = tableOf('levels', 12, { level: upTo(6) });
const observations = { dataset: 'levels' };

describe('the rows of a series', () => {
  it('are those of the labels where history and series have dates', () => {
    const { clock, drivers, taught } = timeOf([weather, levels], { observations });
    expect(clock).toMatchObject({ origin: 5, datasetRow: 0 });
    expect(readAll(drivers, [-6, 0, 5, 23])).toEqual([6, 12, 17, 35]);
    expect(taught).toBe(drivers);
    const ends = tableOf('weather', 6, { rain: upTo(30, 6) });
    const written = { ...ends, labels: ends.labels.map((label) => `${label}-15`) };
    expect(readAll(timeOf([written, levels], { observations }).drivers, [0, 23])).toEqual([12, 35]);
  });

  it('are those of the labels however the history is cut', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: 1, max: 6 }), (until, window) => {
        const cut = { dataset: 'levels', until: monthFrom(12, until), window };
        const { clock, drivers } = timeOf([weather, levels], { observations: cut });
        expect(clock.origin).toBe(until);
        expect(readAll(drivers, upTo(24))).toEqual(upTo(24, 12));
        expect(clock.calendar.at(until)).toMatchObject({ year: 2001, month: until + 1 });
      }),
    );
  });

  it('are counted from the first row of the history, or turn 0, where one has no dates', () => {
    const counted = tableOf('weather', null, { rain: upTo(30, 6) });
    expect(readAll(timeOf([counted, levels], { observations }).drivers, [0, 5])).toEqual([6, 11]);
    const cut = { dataset: 'levels', window: 2 };
    expect(readAll(timeOf([counted, levels], { observations: cut }).drivers, [5])).toEqual([11]);
    const rows = [{ level: 1 }, { level: 2 }];
    expect(readAll(timeOf([weather], { observations: rows }).drivers, [0, 1])).toEqual([6, 7]);
    expect(readAll(timeOf([weather]).drivers, [0, 1])).toEqual([6, 7]);
    expect(timeOf([weather]).taught).toEqual([]);
  });

  it('are those of the history where both are one table, also after its last observation', () => {
    for (const start of [12, null]) {
      const one = tableOf('weather', start, { level: [1, 2, null, null], rain: [5, 6, 7, 8] });
      const { clock, drivers } = timeOf([one], { observations: { dataset: 'weather' } });
      expect(clock.origin).toBe(1);
      expect(readAll(drivers, [0, 1, 2, 3])).toEqual([5, 6, 7, 8]);
    }
  });

  it('go on from a gravity state', () => {
    const state = { labels: [monthFrom(0, 10), monthFrom(0, 11)], rows: 12 } as State;
    const alone = timeOf([weather], {}, {}, state);
    expect(alone.clock.origin).toBe(11);
    expect(alone.taught).toBe(alone.drivers);
    expect(readAll(alone.drivers, [6, 11, 20])).toEqual([6, 11, 20]);
    const after = timeOf([weather, levels], { observations }, {}, state);
    expect(after.clock).toMatchObject({ origin: 17, datasetRow: 12 });
    expect(readAll(after.drivers, [12, 17])).toEqual([12, 17]);
    expect(after.clock.calendar.at(17)).toEqual(alone.clock.calendar.at(17));
    const seeded = timeOf([weather, levels], { observations, mode: 'seed_then_free' }, {}, state);
    expect(seeded.clock.origin).toBe(5);
    expect(readAll(seeded.drivers, [5])).toEqual([17]);
  });

  it('that are counted go on from a gravity state too, with or without the rows it was learned from', () => {
    const state = { labels: ['10', '11'], rows: 12 } as State;
    const table = tableOf('weather', null, { level: upTo(18), rain: upTo(18) });
    const whole = timeOf([table], { observations: { dataset: 'weather', window: 6 } }, {}, state);
    expect(whole.clock).toMatchObject({ origin: 17, datasetRow: 0 });
    expect(readAll(whole.drivers, [12, 17])).toEqual([12, 17]);
    const later = { ...table, labels: table.labels.slice(12), rows: table.rows.slice(12) };
    const rest = timeOf([later], { observations: { dataset: 'weather' } }, {}, state);
    expect(rest.clock).toMatchObject({ origin: 17, datasetRow: 12 });
    expect(readAll(rest.drivers, [12, 17])).toEqual([12, 17]);
  });

  it('that are at other times than those of the history fail, by name and label', () => {
    const weekly = { ...weather, labels: weather.labels.map((_, row) => `2001-W${10 + row}`) };
    const act = () => timeOf([weekly, levels], { observations }, { time_unit: 'turn' });
    expect(failureOf(act)).toMatchObject({
      type: 'driver-missing',
      message:
        'the rows of dataset "weather" are not at the times of the scenario: those from "2001-W10" on are one week apart, those from "2001-01" on one month',
      path: 'series.rain',
    });
  });

  it('that are missing are named by label', () => {
    const gap = tableOf('weather', 12, { rain: [1, null, 3] });
    const { drivers } = timeOf([gap, levels], {
      observations: { ...observations, until: '2001-02' },
    });
    expect(readAll(drivers, [-1, 1, 2, 3])).toEqual([
      'series "rain" has no value for 2000-12: its first one is that of 2001-01',
      'series "rain" has no value for 2001-02: the cell is empty',
      3,
      'series "rain" has no value for 2001-04: its last one is that of 2001-03',
    ]);
    const counted = timeOf([gap]).drivers;
    expect(readAll(counted, [1])).toEqual([
      'series "rain" has no value for 2001-02: the cell is empty',
    ]);
  });

  it('repeat the season of the model, or that of its time unit', () => {
    const rain = { dataset: 'weather', beyond: 'repeat_season' } as const;
    expect(readAll(timeOf([weather], {}, { series: { rain } }).drivers, [30, 41, 42])).toEqual([
      24, 35, 24,
    ]);
    const time = { season: 5 };
    expect(readAll(timeOf([weather], {}, { series: { rain }, time }).drivers, [30, 35])).toEqual([
      31, 31,
    ]);
  });

  it('are read in place: no scenario has its own copy of 100,000 rows', () => {
    const long = tableOf('weather', null, { rain: upTo(100_000), level: upTo(100_000) });
    const compiled = compileModel(modelOf());
    const datasets = new Map([['weather', indexDataset(long, compiled, { ignoreColumns: false })]]);
    const [one, other] = [{}, { series: { rain: { dataset: 'weather', scale: 2 } } }].map(
      (config) => {
        const world = { compiled, datasets, state: null };
        return only(timeOfScenario(world, { mode: 'strict_injection', ...config }, null).drivers);
      },
    );
    expect(one?.values).toHaveLength(100_000);
    expect(other?.values).toBe(one?.values);
    expect(other === undefined ? null : valueAt(other, 99_999)).toBe(199_998);
  });
});

describe('a series of a config', () => {
  const dry = tableOf('dry', 6, { rain: upTo(30, 1006), sun: upTo(30, 2006) });

  it('of numbers begins at turn 0; rows before it, and what is learned, keep those of the model', () => {
    const config = { observations, series: { rain: [50, 60] } };
    const { drivers, taught } = timeOf([weather, levels], config);
    expect(readAll(drivers, [4, 5, 6])).toEqual([16, 50, 60]);
    expect(readAll(drivers, [7])[0]).toContain('for 2001-08: its last one is that of 2001-07');
    expect(readAll(taught, [4, 5, 6, 7])).toEqual([16, 17, 18, 19]);
    expect(readAll(timeOf([weather], { series: { rain: [50, 60] } }).drivers, [0, 1])).toEqual([
      50, 60,
    ]);
  });

  it('of a column is joined as those of the model are, scaled, from turn 0 on', () => {
    const read = (choice: object) =>
      readAll(
        timeOf([weather, levels, dry], {
          observations,
          series: { rain: { dataset: 'dry', ...choice } },
        }).drivers,
        [4, 5, 6],
      );
    expect(read({})).toEqual([16, 1017, 1018]);
    expect(read({ column: 'sun', scale: 0.5, add: 1 })).toEqual([16, 1009.5, 1010]);
  });

  it('needs no series of the model where no row comes before turn 0', () => {
    expect(readAll(timeOf([], { series: { rain: [5] } }).drivers, [0])).toEqual([5]);
    expect(
      failureOf(() => timeOf([levels], { observations, series: { rain: [5] } })),
    ).toMatchObject({
      type: 'dataset-unknown',
      message: 'no dataset is named "weather"',
      path: 'series.rain.dataset',
    });
  });

  it.each<[string, Config['series'], Partial<Failure>]>([
    [
      'a name that is no series',
      { rian: [1] },
      { type: 'unknown-name', path: 'series.rian', hint: 'did you mean "rain"?' },
    ],
    [
      'a name that is far from all',
      { temperature: [1] },
      { type: 'unknown-name', hint: 'its series: rain' },
    ],
    [
      'a dataset that is not there',
      { rain: { dataset: 'wether' } },
      { type: 'dataset-unknown', path: 'series.rain.dataset', hint: 'did you mean "weather"?' },
    ],
    [
      'a column that is not there',
      { rain: { dataset: 'dry', column: 'rani' } },
      { type: 'driver-missing', path: 'series.rain.column', hint: 'did you mean "rain"?' },
    ],
    [
      'a column that is far from all',
      { rain: { dataset: 'dry', column: 'temperature' } },
      { type: 'driver-missing', hint: 'its columns: rain, sun' },
    ],
  ])('fails the line by name: %s', (_, series, expected) => {
    expect(failureOf(() => timeOf([weather, dry], { series }))).toMatchObject(expected);
    const none = () => timeOf([], { series }, { series: undefined });
    expect(failureOf(none)).toMatchObject({ type: 'unknown-name', hint: 'it has no series' });
  });
});

describe('a date to start from', () => {
  it('says where the rows of a series are, when the history has no dates', () => {
    expect(readAll(timeOf([weather], { start: '2001-04' }).drivers, [0, 1])).toEqual([15, 16]);
    const rows = [{ level: 1 }, { level: 2 }];
    const { clock, drivers } = timeOf([weather], { start: '2001-04', observations: rows });
    expect(readAll(drivers, [0, 1])).toEqual([15, 16]);
    expect(clock.origin).toBe(1);
  });
});
