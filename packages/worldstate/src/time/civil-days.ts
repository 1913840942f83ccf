/** Days of the Gregorian calendar as numbers from 1970-01-01, without clocks or time zones. */

export const MONTHS_A_YEAR = 12;
const DAYS_A_WEEK = 7;
/** The pattern of leap years repeats after 400 years; years run from March, so that a leap day is last. */
const DAYS_PER_400_YEARS = 146_097;
const EPOCH = 719_468;

/** Day 1 of a month, counted in months since year 0. */
export function firstDayOf(month: number): number {
  const fromMarch = month - 2;
  const year = Math.floor(fromMarch / MONTHS_A_YEAR);
  const cycle = Math.floor(year / 400);
  const inCycle = year - cycle * 400;
  const days = Math.floor((153 * (fromMarch - year * MONTHS_A_YEAR) + 2) / 5);
  const leaps = Math.floor(inCycle / 4) - Math.floor(inCycle / 100);
  return cycle * DAYS_PER_400_YEARS + inCycle * 365 + leaps + days - EPOCH;
}

export function daysInMonth(month: number): number {
  return firstDayOf(month + 1) - firstDayOf(month);
}

/** The month of a day, in months since year 0. */
export function monthOf(day: number): number {
  const shifted = day + EPOCH;
  const cycle = Math.floor(shifted / DAYS_PER_400_YEARS);
  // An estimate that is at most one month off.
  const guess =
    Math.floor(
      ((shifted - cycle * DAYS_PER_400_YEARS) / DAYS_PER_400_YEARS) * 400 * MONTHS_A_YEAR,
    ) +
    cycle * 400 * MONTHS_A_YEAR +
    2;
  if (firstDayOf(guess) > day) return guess - 1;
  return firstDayOf(guess + 1) > day ? guess : guess + 1;
}

/** 0 Monday … 6 Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % DAYS_A_WEEK) + DAYS_A_WEEK) % DAYS_A_WEEK;
}

/** The Monday of the first ISO week of a year: of the week in which 4 January lies. */
export function firstMondayOf(year: number): number {
  const fourth = firstDayOf(year * MONTHS_A_YEAR) + 3;
  return fourth - weekdayOf(fourth);
}

/** The ISO year and week of a day. */
export function isoWeekOf(day: number): { year: number; week: number } {
  const monday = day - weekdayOf(day);
  const year = Math.floor(monthOf(monday + 3) / MONTHS_A_YEAR);
  return { year, week: (monday - firstMondayOf(year)) / DAYS_A_WEEK + 1 };
}
