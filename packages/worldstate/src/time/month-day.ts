import { daysInMonth, firstDayOf, monthOf, weekdayOf } from './civil-days.ts';

const FRIDAY = 4;

/** The day that stands for a month, by its number in months since year 0. */
type DayOfMonth = (month: number) => number;

const lastDay: DayOfMonth = (month) => firstDayOf(month + 1) - 1;

const lastWorkday: DayOfMonth = (month) =>
  lastDay(month) - Math.max(0, weekdayOf(lastDay(month)) - FRIDAY);

/** The same day of every month, or the last one of a month that is shorter. */
function sameDay(days: readonly number[]): DayOfMonth {
  const most = days.reduce((max, day) => Math.max(max, day - firstDayOf(monthOf(day))), 0);
  return (month) => firstDayOf(month) + Math.min(most, daysInMonth(month) - 1);
}

/**
 * Which day of the month all of these are: the last, always the same, or the last from Monday to
 * Friday. Where several hold, as on 30 April alone, the first of these is taken.
 * @param days since 1970
 */
export function findDayOfMonth(days: readonly number[]): DayOfMonth | null {
  const rules = [lastDay, sameDay(days), lastWorkday];
  return rules.find((rule) => days.every((day) => rule(monthOf(day)) === day)) ?? null;
}
