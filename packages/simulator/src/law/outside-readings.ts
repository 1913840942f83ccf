import { fail } from '@pulse-stream/worldstate';
import { readCalendar, valueAt } from '@pulse-stream/worldstate/internal';
import type { CalendarName } from '../language/clock.ts';
import type { Program } from '../model/program.ts';

/**
 * The value of a series.
 * @param row absolute row the turn starts from
 * @param within how much of the turn has passed
 * @throws ScenarioError `driver-missing`
 */
export function readSeries(
  { surroundings, compiled }: Program,
  index: number,
  row: number,
  within: number,
): number {
  const driver = surroundings.drivers[index] ?? null;
  if (driver === null) {
    const { name, dataset } = compiled.series[index] as (typeof compiled.series)[number]; // of a checked tree
    return fail('driver-missing', 'simulate', `nothing drives ${name}`, {
      hint: `register its dataset with --observations ${dataset}=FILE, or give series.${name}`,
    });
  }
  return valueAt(driver, row, within);
}

/** What the calendar says of a row. @throws ScenarioError `calendar-unknown` */
export function readDate({ surroundings }: Program, name: CalendarName, row: number): number {
  const { calendar } = surroundings;
  if (calendar !== null) return readCalendar(calendar, name, row);
  return fail('calendar-unknown', 'simulate', `${name} is not known: the turns have no dates`, {
    hint: 'label the rows by dates, or give time.start or start as a date',
  });
}
