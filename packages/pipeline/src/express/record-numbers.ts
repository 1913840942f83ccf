import type { CellStatistics } from '@pulse-stream/forecast';
import type { Ensemble } from '@pulse-stream/worldstate';

// Numbers of a record in the order of `findHoles`; `from` is the place of the first one.

/**
 * Statistics of every target and horizon.
 * @param cells targets × horizons
 * @returns place after the last one; NaN: a statistic is not a finite number
 */
export function addStatistics(
  numbers: Float64Array,
  from: number,
  { values, members }: Ensemble,
  statistics: CellStatistics,
  cells: number,
  horizons: number,
): number {
  const { results } = statistics;
  let at = from;
  for (let cell = 0, horizon = 0; cell < cells; cell += 1) {
    if (!statistics.measure(values, cell * members)) return NaN;
    // by target: mean, median, sd and every quantile, each a list over the horizons
    for (let row = 0; row < results.length; row += 1)
      numbers[at + row * horizons] = results[row] as number; // in range
    horizon += 1;
    at += 1;
    if (horizon < horizons) continue;
    horizon = 0;
    at += (results.length - 1) * horizons;
  }
  return at;
}

/**
 * Statistics of members that are all one path: mean, median and quantiles are it, the deviation 0.
 * @param path values by target and horizon
 * @param levels quantiles per target
 * @returns place after the last one
 */
export function addPath(
  numbers: Float64Array,
  from: number,
  path: Float64Array,
  levels: number,
  horizons: number,
): number {
  let at = from;
  for (let begin = 0; begin < path.length; begin += horizons)
    for (let row = 0; row < 3 + levels; row += 1)
      for (let horizon = 0; horizon < horizons; horizon += 1, at += 1)
        numbers[at] = row === SD_ROW ? 0 : (path[begin + horizon] as number); // in range
  return at;
}

/** Mean, median, standard deviation, then the quantiles. */
const SD_ROW = 2;

/** How many members satisfied every event. */
export function addEventCounts(
  numbers: Float64Array,
  from: number,
  { eventCounts, members }: Ensemble,
): number {
  for (let event = 0; event < eventCounts.length; event += 1) {
    const count = eventCounts[event] as number; // in range
    numbers[from + 2 * event] = count / members;
    numbers[from + 2 * event + 1] = count;
  }
  return from + 2 * eventCounts.length;
}
