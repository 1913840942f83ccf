import { compileModel } from '@pulse-stream/simulator';
import { attempt, isFailure, WorldModel, type Dataset } from '@pulse-stream/worldstate';
import { describe, expect, it, test } from 'vitest';
import { indexDataset, selectHistory } from './history.ts';
import { timeOfScenario } from './scenario-time.ts';

type Config = Parameters<typeof timeOfScenario>[1] & {
  readonly observations?: Parameters<typeof selectHistory>[0];
};

/** A table of two rows with one column. */
const table = (name: string, column: string, labels: string[], timeColumn?: string): Dataset => ({
  name,
  sha256: `${name} ${labels.join()}`,
  columns: [column],
  labels,
  timeColumn,
  rows: labels.map((_, row) => [row + 1]),
});
const dated = table('levels', 'level', ['2020-07', '2020-08'], 'date');
const unread = table('unread', 'level', ['1.7.2020', '1.8.2020'], 'date');
const counted = table('counted', 'level', ['1', '2'], 'turn');

/** The time of a scenario whose one series, rain, reads a table with these labels. */
function timeOf(weather: Dataset, config: Partial<Config>, timeStart?: string) {
  const model = WorldModel.parse({
    name: 'lake',
    time_unit: 'month',
    slots: { level: { kind: 'variable', initial: 1 } },
    series: { rain: { dataset: 'weather' } },
    ...(timeStart === undefined ? {} : { time: { start: timeStart } }),
  });
  const compiled = compileModel(model);
  const datasets = new Map(
    [weather, dated, unread, counted].map((each) => [
      each.name ?? '',
      indexDataset(each, compiled, { ignoreColumns: false }),
    ]),
  );
  const { observations } = config;
  const span = observations === undefined ? null : selectHistory(observations, datasets, model);
  const world = { compiled, datasets, state: null };
  return attempt(() => timeOfScenario(world, { mode: 'strict_injection', ...config }, span));
}

const DATED: readonly [string, Partial<Config>, string?][] = [
  ['start', { start: '2020-07' }],
  ['time.start', {}, '2020-07'],
  ['a history with dates', { observations: { dataset: 'levels' } }],
  ['rows in the line with dates', { observations: [{ date: '2020-07', level: 1 }] }],
];
const NO_DATES: readonly [string, Partial<Config>][] = [
  ['nothing', {}],
  ['rows without labels', { observations: [{ level: 1 }] }],
  ['a history of counts', { observations: { dataset: 'counted' } }],
  ['a history whose labels cannot be read', { observations: { dataset: 'unread' } }],
];
const UNREAD = ['01.01.2012', '1/2/2012', 'Jan 2012', '1.'];

describe.each(DATED)('where %s dates the turns', (_, config, timeStart) => {
  test.each([...UNREAD, '1'])('a series with the label %s is not lined up by its rows', (label) => {
    const labels = [label, label.replace('1', '2')];
    const why = label === '1' ? 'is no date' : 'cannot be read as a time';
    expect(timeOf(table('weather', 'rain', labels, 'date'), config, timeStart)).toMatchObject({
      type: 'driver-missing',
      path: 'series.rain',
      message: `the turns have dates, the rows of dataset "weather" have none: column "date", row 1: "${label}" ${why}`,
      hint: expect.stringContaining('write dates like 2012-01-31'),
    });
  });

  it.each([['turn'], [undefined]])('rows of a column %s are counted, as it says', (column) => {
    const time = timeOf(table('weather', 'rain', ['0', '1'], column), config, timeStart);
    expect(time).toMatchObject({ drivers: [{ first: 0 }], warnings: [] });
  });
});

describe.each(NO_DATES)('where %s gives the turns no dates', (_, config) => {
  test.each(UNREAD)('a series with the label %s is counted, and that is said', (label) => {
    const labels = [label, label.replace('1', '2')];
    const time = timeOf(table('weather', 'rain', labels, 'date'), config);
    expect(time).toMatchObject({
      drivers: [{ first: 0 }],
      warnings: [
        {
          type: 'labels-unread',
          path: 'series.rain',
          message: expect.stringContaining(
            `dataset "weather", row 1: "${label}" cannot be read as a time, so its row k is turn k`,
          ),
        },
      ],
    });
    const given = timeOf(table('weather', 'rain', labels, 'date'), {
      ...config,
      series: { rain: [1, 2] },
    });
    expect(given).toMatchObject({ warnings: [] });
  });
});

describe.each(NO_DATES)('where %s gives the turns no dates', (_, config) => {
  test.each([
    [['2020-07', '2020-08'], 'date', ['2020-07', '2020-08', '2020-10']],
    [['7', '8'], 'turn', ['row 0', 'row 1', 'row 3']],
    [['01.07.2020', '01.08.2020'], 'date', ['row 0', 'row 1', 'row 3']],
  ])(
    'rows of a series labelled %j are called what its dataset calls them',
    (labels, column, names) => {
      const time = timeOf(table('weather', 'rain', labels, column), config);
      const [driver] = isFailure(time) ? [] : time.drivers;
      expect([0, 1, 3].map((row) => driver?.placeOf(row))).toEqual(names);
    },
  );
});

it('dates that no label of the history can be compared with are said not to be looked at', () => {
  const weather = table('weather', 'rain', ['2020-06', '2020-07'], 'date');
  const time = timeOf(weather, { observations: { dataset: 'unread' } });
  expect(isFailure(time) ? time : time.warnings).toEqual([
    {
      type: 'labels-unread',
      path: 'series.rain',
      message:
        'the labels of the history cannot be read, so the dates of dataset "weather" are not looked at: its row k is turn k, counted from the first row of a history',
    },
  ]);
  expect(timeOf(weather, {})).toMatchObject({ warnings: [] });
});
