import type { Interval } from './operation.ts';

/** A name of the language that is read from the clock. */
interface ClockRow {
  /** What it tells, in one line. */
  readonly description: string;
  /** Where its value lies. */
  readonly interval: Interval;
}

const row = (description: string, low = -Infinity, high = Infinity): ClockRow => ({
  description,
  interval: { low, high },
});

/** What the calendar says of the present turn; needs a date at which the model begins. */
export const CALENDAR = {
  season: row('the position in the season: 0, 1, …', 0),
  year: row('the year'),
  quarter: row('the quarter of the year, 1 to 4', 1, 4),
  month: row('the month of the year, 1 to 12', 1, 12),
  week: row('the week of the year by ISO 8601, 1 to 53', 1, 53),
  day_of_year: row('the day of the year, 1 to 366', 1, 366),
  weekday: row('the day of the week by ISO 8601, 1 (Monday) to 7', 1, 7),
} satisfies Record<string, ClockRow>;

/** Every name that is read from the clock. */
export const CLOCK = {
  time: row('the time in the unit of the model, from the first row of the history on'),
  dt: row('the length of a step of the model', 0),
  ...CALENDAR,
} satisfies Record<string, ClockRow>;

/** A reading of the calendar. */
export type CalendarName = keyof typeof CALENDAR;

/**
 * A reading of the clock. `step_start` is the time at which the present step began; it has no name
 * in the language, what switches at a time reads it: the inner stages of a step keep its start.
 */
export type ClockReading = keyof typeof CLOCK | 'step_start';

/** What expressions read of the clock. */
export interface ClockReadings {
  readonly time: number;
  readonly dt: number;
  readonly step_start: number;
  /** @throws NumericError `calendar-unknown` when the turns have no dates */
  calendar(name: CalendarName): number;
}

/** The value of one reading. @throws NumericError as `calendar` */
export function readClock(clock: ClockReadings, reading: ClockReading): number {
  return reading === 'time' || reading === 'dt' || reading === 'step_start'
    ? clock[reading]
    : clock.calendar(reading);
}

function unread(): never {
  throw new Error('an expression reads a clock where there is none');
}

/** For readers of expressions that were parsed without a clock. */
export const NO_CLOCK: ClockReadings = {
  get time() {
    return unread();
  },
  get dt() {
    return unread();
  },
  get step_start() {
    return unread();
  },
  calendar: unread,
};
