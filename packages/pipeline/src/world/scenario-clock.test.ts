import { attempt, WorldModel } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { selectHistory } from './history.ts';
import { nameRow, resolveClock } from './scenario-clock.ts';

const modelOf = (time: WorldModel['time']) =>
  WorldModel.parse({
    name: 'lake',
    time_unit: 'month',
    slots: { level: { kind: 'variable', initial: 1 } },
    time,
  });
type Rows = Parameters<typeof selectHistory>[0];
const DATED = [
  { date: '2001-01', level: 1 },
  { date: '2001-02', level: 2 },
];

/** The clock of a scenario with these rows. */
function clockOf(given: { start?: string; time?: WorldModel['time']; rows?: Rows } = {}) {
  const { start, time, rows } = given;
  const model = modelOf(time);
  const span = rows === undefined ? null : selectHistory(rows, new Map(), model);
  return resolveClock({ model, start, span, state: null });
}
const monthsOf = (given: Parameters<typeof clockOf>[0], rows = [0, 1, 9]) => {
  const { calendar } = clockOf(given);
  return rows.map((row) => calendar.at(row).month);
};

describe('the clock of a scenario', () => {
  it('has the dates of its rows', () => {
    expect(clockOf({ rows: DATED }).origin).toBe(1);
    expect(monthsOf({ rows: DATED, time: { start: '2020-07' } })).toEqual([1, 2, 10]);
  });

  it('without them begins at start of the config, else at time.start of the model', () => {
    for (const rows of [undefined, [{ level: 1 }, { level: 2 }], [{ turn: 7, level: 1 }]]) {
      const given = rows === undefined ? {} : { rows };
      expect(monthsOf({ ...given, start: '2001-04' })).toEqual([4, 5, 1]);
      expect(monthsOf({ ...given, time: { start: '2001-05' } })).toEqual([5, 6, 2]);
      const both = { start: '2001-04', time: { start: '2001-05' } };
      expect(monthsOf({ ...given, ...both })).toEqual([4, 5, 1]);
      expect(monthsOf({ ...given, time: { start: 2001 } })).toEqual([null, null, null]);
      expect(monthsOf(given)).toEqual([null, null, null]);
    }
  });

  it('has the season of the model', () => {
    const seasonsOf = (given: Parameters<typeof clockOf>[0]) =>
      [0, 1, 4].map((row) => clockOf(given).calendar.at(row).season);
    expect(seasonsOf({ rows: DATED })).toEqual([0, 1, 4]);
    expect(seasonsOf({ time: { season: 4 } })).toEqual([0, 1, 0]);
    expect(seasonsOf({ time: { season: 4, start: '2001-03' } })).toEqual([2, 3, 2]);
    expect(seasonsOf({})).toEqual([null, null, null]);
  });

  it('names a row by its label, as far as there is one, else by its number', () => {
    const dated = clockOf({ rows: DATED });
    expect([-1, 1, 3].map((row) => nameRow(dated, row))).toEqual(['2000-12', '2001-02', '2001-04']);
    expect(nameRow(clockOf({ start: '2001-04' }), 2)).toBe('2001-06');
    expect(nameRow(clockOf({ rows: [{ level: 1 }, { level: 2 }] }), 2)).toBe('row 2');
  });
});

describe('a start', () => {
  it.each([
    ['beside rows with dates', '2001-04', DATED, 'the history has dates of its own'],
    [
      'that is no step of the model',
      '2001',
      undefined,
      '"2001" is a year, but a step of the model is one month',
    ],
    ['that is no date', 'spring', undefined, '"spring" cannot be read as a date'],
    ['that is a count', '7', undefined, '"7" is a count, no date'],
  ])('%s fails the line', (_, start, rows, message) => {
    const given = rows === undefined ? { start } : { start, rows };
    expect(attempt(() => clockOf(given))).toMatchObject({
      type: 'config-invalid',
      stage: 'initialise',
      path: 'start',
      message,
      hint: expect.any(String),
    });
  });
});
