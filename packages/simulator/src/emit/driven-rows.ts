import { ScenarioError } from '@pulse-stream/worldstate';
import { readCalendar, valueAt } from '@pulse-stream/worldstate/internal';
import { CALENDAR, type CalendarName } from '../language/clock.ts';
import { namesIn } from '../language/operations.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import type { Surroundings } from '../model/program.ts';

/** Readings of the calendar, in the order of their columns. */
export const CALENDAR_NAMES: readonly CalendarName[] = namesIn(CALENDAR);

/** Numbers in a row of what drives a turn: of every series its value and how far it is to the next, then the calendar. */
export const drivenWidth = ({ series }: CompiledModel, readsMoment: boolean): number =>
  readsMoment ? 2 * series.length + CALENDAR_NAMES.length : 0;

/**
 * What drives a path from outside, by turn; NaN where it is not known.
 * @param first absolute row of the first turn
 * @param rows how many of them
 */
export function drivenRows(
  { series }: CompiledModel,
  { drivers, calendar }: Surroundings,
  first: number,
  rows: number,
): Float64Array {
  const width = 2 * series.length + CALENDAR_NAMES.length;
  const driven = new Float64Array(rows * width).fill(NaN);
  for (let row = 0; row < rows; row += 1) {
    const at = row * width;
    for (const index of series.keys()) {
      const driver = drivers[index] ?? null;
      if (driver === null) continue;
      const value = orNaN(() => valueAt(driver, first + row));
      driven[at + 2 * index] = value;
      // what holds gains nothing, not even the sign of 0
      driven[at + 2 * index + 1] =
        driver.between === 'hold' ? -0 : orNaN(() => valueAt(driver, first + row + 1)) - value;
    }
    if (calendar === null) continue;
    for (const [index, name] of CALENDAR_NAMES.entries())
      driven[at + 2 * series.length + index] = orNaN(() =>
        readCalendar(calendar, name, first + row),
      );
  }
  return driven;
}

function orNaN(read: () => number): number {
  try {
    return read();
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof NumericError) return NaN;
    throw error;
  }
}
