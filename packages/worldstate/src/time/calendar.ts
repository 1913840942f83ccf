import { fail } from '../failure.ts';
import { firstDayOf, isoWeekOf, monthOf, MONTHS_A_YEAR, weekdayOf } from './civil-days.ts';
import { findDayOfMonth } from './month-day.ts';
import type { TimeAxis } from './time-axis.ts';
import type { TimeGrain, TimeLabel } from './time-label.ts';
import { positionIn, seasonOfUnit } from './time-step.ts';

/** The names of expressions that the calendar gives. */
export const CALENDAR_NAMES = [
  'season',
  'year',
  'quarter',
  'month',
  'week',
  'day_of_year',
  'weekday',
] as const;
export type CalendarName = (typeof CALENDAR_NAMES)[number];

/**
 * Where a row stands in the calendar: season 0..m−1, quarter 1..4, month 1..12, ISO week 1..53,
 * day_of_year 1..366, weekday 1 (Monday)..7. Of an ISO week, year is the year that it is numbered in.
 * null: the label of the row does not say it.
 */
export type CalendarPosition = Readonly<Record<CalendarName, number | null>>;

/** The calendar of a run by absolute row: turns completed since the first row of its history. */
export interface Calendar {
  /** @param row any integer: the calendar goes on before the first label and after the last one */
  at(row: number): CalendarPosition;
  /** Why a name is unknown, as the end of a sentence. */
  explain(name: CalendarName): string;
}

/** What the calendar needs to know beside labels. */
export interface CalendarOptions {
  /** `time_unit` of the model. */
  readonly timeUnit: string;
  /** `time.season` of the model, in turns; default: that of the time unit. */
  readonly season?: number | undefined;
  /** Absolute row of the first label; default 0. */
  readonly row?: number | undefined;
}

/** A time, as labels name it. */
interface Moment {
  /** In months since year 0; of a week, that of its Monday. */
  readonly month: number;
  /** In days since 1970; null: no day is written, or its rule is not known. */
  readonly day: number | null;
  /** Whole steps since the epoch of the unit: since then seasons are counted. */
  readonly steps: number;
}

/** The moment some steps after the first label. */
type Course = (steps: number) => Moment;

const DAY_MS = 86_400_000;
/** Days and hours are counted from a Monday, 1969-12-29, so that seasons of whole weeks begin on one. */
const TO_MONDAY = 3;
const MONTHS_A_QUARTER = 3;
const DAYS_A_WEEK = 7;
const WEEKS_A_YEAR = 52;

const SAYS_DAYS: ReadonlySet<TimeGrain> = new Set(['day', 'instant']);
const OF_THE_DAY: ReadonlySet<CalendarName> = new Set(['week', 'day_of_year', 'weekday']);

/**
 * The calendar of labelled rows. It follows the first label by equal steps, which is what the labels
 * of the other rows say: so later rows change nothing about earlier ones. Times of day are those of
 * the zone of the first label, and summer time moves none of them.
 * - `season` is the position in the season of the time unit: month − 1, quarter − 1, weekday − 1, hour of
 *   the day, ISO week − 1 (51 for week 53). In a season of another length it is counted in steps from
 *   January of year 0, from Monday 1969-12-29 for days and less.
 * - Without dates nothing is known; `season`, where it is given, counts from row 0.
 * @param axis labels of a history, or of a start alone; null: there are none
 */
export function calendarFrom(
  axis: TimeAxis | null,
  { timeUnit, season, row: firstRow = 0 }: CalendarOptions,
): Calendar {
  const first = axis?.labels?.[0];
  const course = axis === null || first === undefined ? null : courseOf(axis, first);
  if (first === undefined || course === null)
    return {
      at: (row) => ({ ...NOTHING, season: season === undefined ? null : modulo(row, season) }),
      explain: (name) =>
        name === 'season' && season !== undefined ? 'it is known' : explainNone(axis, timeUnit),
    };
  const { grain, text } = first;
  const length = season ?? seasonOfUnit(timeUnit);
  const isWeekly = axis?.step?.unit === 'day' && axis.step.size === DAYS_A_WEEK;
  const isOfYear = isWeekly && length === WEEKS_A_YEAR;
  return {
    at: (row) => {
      const moment = course(row - firstRow);
      const position = read(moment, grain);
      return { ...position, season: length === null ? null : seasonAt(moment, length, isOfYear) };
    },
    explain: (name) => {
      if (name === 'season') return `time.season does not say how many turns a season has`;
      return SAYS_DAYS.has(grain) && OF_THE_DAY.has(name)
        ? `the dates from "${text}" on are not the same day of every month`
        : `"${text}" is a ${grain}, which does not say it`;
    },
  };
}

/**
 * What an expression reads.
 * @throws ScenarioError `calendar-unknown`
 */
export function readCalendar(calendar: Calendar, name: CalendarName, row: number): number {
  return (
    calendar.at(row)[name] ??
    fail('calendar-unknown', 'simulate', `"${name}" is not known: ${calendar.explain(name)}`, {
      hint:
        name === 'season'
          ? 'time.season gives its length, labels or time.start the place in it'
          : 'label the rows by dates that say it, or give time.start or start as such a date (in quotes: "2024" is a year, 2024 a number)',
    })
  );
}

const NOTHING: CalendarPosition = {
  season: null,
  year: null,
  quarter: null,
  month: null,
  week: null,
  day_of_year: null,
  weekday: null,
};

function explainNone(axis: TimeAxis | null, timeUnit: string): string {
  if (axis?.finding) return axis.finding.message;
  const [first] = axis?.labels ?? [];
  if (first === undefined) return 'no row has a date, and there is no date to start from';
  return first.grain === 'count'
    ? `"${first.text}" is a count, no date`
    : `one label, "${first.text}", and the time_unit "${timeUnit}" do not say how time goes on`;
}

/** null: the labels do not say how time goes on. */
function courseOf({ labels, step, finding }: TimeAxis, first: TimeLabel): Course | null {
  if (labels === null || step === null || finding !== null || step.unit === 'count') return null;
  const { unit, size } = step;
  if (unit === 'month') return monthly(labels, first, size);
  return unit === 'day' ? daily(first, size) : timely(first, size);
}

function monthly(labels: readonly TimeLabel[], first: TimeLabel, size: number): Course {
  const start = positionIn(first, 'month');
  const days = labels.flatMap(({ day }) => (day === null ? [] : [day]));
  const dayOf = days.length === 0 ? null : findDayOfMonth(days);
  return (steps) => {
    const month = start + steps * size;
    return { month, day: dayOf?.(month) ?? null, steps: Math.floor(month / size) };
  };
}

function daily(first: TimeLabel, size: number): Course {
  const start = positionIn(first, 'day');
  return (steps) => {
    const day = start + steps * size;
    return { month: monthOf(day), day, steps: Math.floor((day + TO_MONDAY) / size) };
  };
}

function timely({ at, day, clock }: TimeLabel, size: number): Course {
  const start = day === null || clock === null ? at : day * DAY_MS + clock;
  return (steps) => {
    const wall = start + steps * size;
    const date = Math.floor(wall / DAY_MS);
    return {
      month: monthOf(date),
      day: date,
      steps: Math.floor((wall + TO_MONDAY * DAY_MS) / size),
    };
  };
}

/** No more than is written: a week says no month, and a month no day. */
function read({ month, day }: Moment, grain: TimeGrain): CalendarPosition {
  if (grain === 'week' && day !== null) return { ...NOTHING, ...isoWeekOf(day) };
  const year = Math.floor(month / MONTHS_A_YEAR);
  const inYear = month - year * MONTHS_A_YEAR;
  const isYear = grain === 'year';
  return {
    season: null,
    year,
    quarter: isYear ? null : Math.floor(inYear / MONTHS_A_QUARTER) + 1,
    month: isYear || grain === 'quarter' ? null : inYear + 1,
    week: day === null ? null : isoWeekOf(day).week,
    day_of_year: day === null ? null : day - firstDayOf(year * MONTHS_A_YEAR) + 1,
    weekday: day === null ? null : weekdayOf(day) + 1,
  };
}

function seasonAt({ day, steps }: Moment, length: number, isOfYear: boolean): number {
  if (!isOfYear || day === null) return modulo(steps, length);
  return Math.min(isoWeekOf(day).week, WEEKS_A_YEAR) - 1;
}

function modulo(value: number, length: number): number {
  return ((value % length) + length) % length;
}
