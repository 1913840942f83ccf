import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScenarioError } from '../failure.ts';
import { CALENDAR_NAMES, calendarFrom, readCalendar, type CalendarPosition } from './calendar.ts';
import { continueLabels, readTimeAxis } from './time-axis.ts';

const words = (text: string) => text.split(' ');
const calendarOf = (
  labels: readonly string[],
  timeUnit: string,
  { season, row }: { season?: number; row?: number } = {},
) => calendarFrom(readTimeAxis(labels, { timeUnit }), { timeUnit, season, row });
const at = (label: string, timeUnit: string, row = 0) => calendarOf([label], timeUnit).at(row);

const DAY_MS = 86_400_000;
const NOTHING = Object.fromEntries(CALENDAR_NAMES.map((name) => [name, null]));
const UNSAID = Object.fromEntries(
  CALENDAR_NAMES.filter((name) => name !== 'season').map((name) => [name, null]),
);

/** What a date says, by the clock of the engine. */
function dayPosition(text: string): Omit<CalendarPosition, 'season'> {
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const year = date.getUTCFullYear();
  const weekday = ((date.getUTCDay() + 6) % 7) + 1;
  const thursday = new Date(date.getTime() + (4 - weekday) * DAY_MS);
  const newYear = (day: Date) => Date.UTC(day.getUTCFullYear(), 0, 1);
  return {
    year,
    quarter: Math.floor(date.getUTCMonth() / 3) + 1,
    month: date.getUTCMonth() + 1,
    week: Math.floor((thursday.getTime() - newYear(thursday)) / DAY_MS / 7) + 1,
    day_of_year: (date.getTime() - newYear(date)) / DAY_MS + 1,
    weekday,
  };
}

/** Ways of writing labels, what one says, and how many say where they go on. */
const FORMS: Record<string, [write: (date: string) => string, units: string[], says: Says]> = {
  dates: [(date) => date, words('day week month quarter year turn'), dayPosition],
  'times of day': [(date) => `${date}T21:30`, words('hour minute day week'), dayPosition],
  'times of a zone': [(date) => `${date}T23:10+05:30`, words('hour minute'), dayPosition],
  months: [
    (date) => date.slice(0, 7),
    words('month quarter year turn'),
    (label) => {
      const { year, quarter, month } = dayPosition(`${label}-01`);
      return { ...UNSAID, year, quarter, month };
    },
  ],
  quarters: [
    (date) => `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`,
    words('quarter year'),
    (label) => ({ ...UNSAID, year: Number(label.slice(0, 4)), quarter: Number(label.slice(6)) }),
  ],
  years: [(date) => date.slice(0, 4), ['year'], (label) => ({ ...UNSAID, year: Number(label) })],
  weeks: [
    (date) => `${date.slice(0, 4)}-W${String(1 + (Number(date.slice(8)) % 52)).padStart(2, '0')}`,
    words('week turn'),
    (label) => ({ ...UNSAID, year: Number(label.slice(0, 4)), week: Number(label.slice(6)) }),
  ],
};
type Says = (label: string) => Partial<CalendarPosition>;

/** Rows of labels, one step apart. */
const anyRows = fc
  .tuple(
    fc.constantFrom(...Object.keys(FORMS)),
    fc.integer({ min: Date.UTC(1601, 0) / DAY_MS, max: Date.UTC(2300, 0) / DAY_MS }),
    fc.nat(),
  )
  .map(([name, day, choice]) => {
    const form = FORMS[name];
    if (form === undefined) throw new Error('it is one of them');
    const [write, units, says] = form;
    const timeUnit = units[choice % units.length] ?? '';
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    const step = timeUnit === 'turn' ? (name === 'months' ? 'month' : 'week') : timeUnit;
    const first = write(date);
    const more = continueLabels(
      readTimeAxis([first], { timeUnit: step }),
      0,
      Array.from({ length: 120 }, (_, index) => index + 1),
    );
    return { name, timeUnit, says, labels: [first, ...(more ?? [])] };
  });

describe('the calendar', () => {
  it('at a row is what the label of the row says, whatever the first labels are and however few', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 3, max: 30 }), ({ timeUnit, says, labels }, few) => {
        expect(labels).toHaveLength(121);
        const calendar = calendarOf(labels.slice(0, few), timeUnit);
        expect(labels.map((_, row) => calendar.at(row))).toMatchObject(labels.map(says));
      }),
      { numRuns: 200 },
    );
  });

  it('begins with any row: labels that begin later say the same of the rows they share', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 0, max: 100 }), ({ timeUnit, labels }, row) => {
        const whole = calendarOf(labels, timeUnit);
        const later = calendarOf(labels.slice(row), timeUnit, { row });
        for (const each of [0, 1, row, row + 1, 120, 450])
          expect(later.at(each)).toEqual(whole.at(each));
      }),
      { numRuns: 200 },
    );
  });

  it('does not change when the last rows are dropped', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 20 }), ({ timeUnit, labels }, dropped) => {
        const [whole, cut] = [labels.slice(0, 40), labels.slice(0, 40 - dropped)];
        const [before, after] = [calendarOf(whole, timeUnit), calendarOf(cut, timeUnit)];
        for (let row = -3; row < 60; row++) expect(after.at(row)).toEqual(before.at(row));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['a leap day', '2024-02-28', 'day', 1, { month: 2, day_of_year: 60, weekday: 4 }],
    ['31 December of a leap year', '2024-12-30', 'day', 1, { day_of_year: 366, week: 1 }],
    ['a century that is none', '1900-02-28', 'day', 1, { month: 3, day_of_year: 60 }],
    ['ISO week 53', '2020-W52', 'week', 1, { year: 2020, week: 53, season: 51 }],
    ['the week after it', '2020-W52', 'week', 2, { year: 2021, week: 1, season: 0 }],
    ['a date in ISO week 53', '2020-12-26', 'week', 1, { year: 2021, week: 53, season: 51 }],
    ['a month end', '2023-01-31', 'month', 1, { month: 2, day_of_year: 59, season: 1 }],
    ['a month end of a leap year', '2024-01-31', 'month', 1, { month: 2, day_of_year: 60 }],
    [
      'the year before the first row',
      '2024-01',
      'month',
      -1,
      { year: 2023, month: 12, season: 11 },
    ],
    ['a far turn', '2024', 'year', 100_000, { year: 102_024 }],
  ])('knows %s', (_, label, timeUnit, row, position) => {
    expect(at(label, timeUnit, row)).toMatchObject(position);
  });

  it('counts hours in the zone of the first row: summer time moves none', () => {
    const rows = words('2024-03-31T00:00+01:00 2024-03-31T01:00+01:00 2024-03-31T03:00+02:00');
    const calendar = calendarOf(rows, 'hour');
    expect([0, 1, 2, 3, 24].map((row) => calendar.at(row).season)).toEqual([0, 1, 2, 3, 0]);
    expect(calendar.at(24)).toMatchObject({ month: 4, weekday: 1 });
    expect(calendarOf(rows.slice(0, 1), 'hour').at(24)).toEqual(calendar.at(24));
  });
});

describe('a season', () => {
  it.each([
    ['months', '2024-11', 'month', undefined, [10, 11, 0, 1]],
    ['quarters', '2024-Q3', 'quarter', undefined, [2, 3, 0, 1]],
    ['quarters named by a month', '2024-04', 'quarter', undefined, [1, 2, 3, 0]],
    ['days', '2024-06-08', 'day', undefined, [5, 6, 0, 1]],
    ['hours', '2024-06-08T22:00', 'hour', undefined, [22, 23, 0, 1]],
    ['half a year of months', '2024-05', 'month', 6, [4, 5, 0, 1]],
    ['two weeks of days begin on a Monday', '1970-01-10', 'day', 14, [12, 13, 0, 1]],
    ['a week of hours begins on a Monday', '2024-06-09T22:00', 'hour', 168, [166, 167, 0, 1]],
    ['two years of quarters', '2025-Q3', 'quarter', 8, [6, 7, 0, 1]],
    ['leap years', '2022', 'year', 4, [2, 3, 0, 1]],
  ])('of %s is read from the calendar', (_, label, timeUnit, season, positions) => {
    const calendar = calendarOf([label], timeUnit, season === undefined ? {} : { season });
    expect([0, 1, 2, 3].map((row) => calendar.at(row).season)).toEqual(positions);
  });

  it('goes round without a seam, but for ISO week 53', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 2, max: 400 }), ({ timeUnit, labels }, season) => {
        const calendar = calendarOf(labels.slice(0, 30), timeUnit, { season });
        const seen = Array.from({ length: 100 }, (_, row) => calendar.at(row).season ?? NaN);
        const isOfYear = season === 52;
        for (const [row, position] of seen.slice(1).entries())
          if (!isOfYear) expect(position).toBe(((seen[row] ?? NaN) + 1) % season);
        expect(seen.every((position) => position >= 0 && position < season)).toBe(true);
      }),
    );
  });

  it('without dates counts from the first row, when its length is given', () => {
    for (const axis of [null, readTimeAxis(['7', '8', '9'], { timeUnit: 'month' })]) {
      const calendar = calendarFrom(axis, { timeUnit: 'month', season: 12 });
      expect([-1, 0, 1, 12].map((row) => calendar.at(row).season)).toEqual([11, 0, 1, 0]);
      expect(calendarFrom(axis, { timeUnit: 'month' }).at(3)).toEqual(NOTHING);
    }
  });
});

describe('what labels do not say is unknown', () => {
  const explain = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      if (error instanceof ScenarioError) return error.failure;
    }
    throw new Error('nothing failed');
  };

  it.each([
    ['no month of a year', ['2024'], 'year', 'month', '"2024" is a year, which does not say it'],
    ['no month of a quarter', ['2024-Q1'], 'quarter', 'month', '"2024-Q1" is a quarter'],
    ['no day of a month', ['2024-01'], 'month', 'day_of_year', '"2024-01" is a month'],
    ['no month of a week', ['2024-W01'], 'week', 'month', '"2024-W01" is a week'],
    ['no season of years', ['2024'], 'year', 'season', 'time.season does not say how many turns'],
    ['no date of a count', ['7'], 'month', 'month', '"7" is a count, no date'],
    ['nothing without rows', [], 'month', 'month', 'no row has a date'],
    ['nothing of words', ['may', 'june'], 'month', 'month', '"may" cannot be read as a time'],
    ['no step of one label', ['2024-01'], 'turn', 'month', 'do not say how time goes on'],
    [
      'no day of months by a day that follows no rule',
      ['2024-01-05', '2024-02-02', '2024-03-01'],
      'month',
      'week',
      'are not the same day of every month',
    ],
    [
      'nothing of uneven dates',
      words('2024-01-04 2024-01-05 2024-01-08 2024-01-09 2024-01-10 2024-01-12 2024-01-15'),
      'turn',
      'month',
      'the rows are unevenly spaced',
    ],
  ] as const)('%s', (_, labels, timeUnit, name, message) => {
    const calendar = calendarOf(labels, timeUnit);
    expect(calendar.at(0)[name]).toBeNull();
    expect(explain(() => readCalendar(calendar, name, 0))).toMatchObject({
      type: 'calendar-unknown',
      stage: 'simulate',
      message: expect.stringContaining(`"${name}" is not known: `),
    });
    expect(explain(() => readCalendar(calendar, name, 0)).message).toContain(message);
  });

  it('and what they say is read', () => {
    expect(readCalendar(calendarOf(['2024-01'], 'month'), 'month', 12)).toBe(1);
    expect(calendarOf(['2024-01-05', '2024-02-02', '2024-03-01'], 'month').at(2).month).toBe(3);
  });
});
