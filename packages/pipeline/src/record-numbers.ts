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
  const { quantiles } = statistics;
  const rows = 3 + quantiles.length;
  let at = from;
  for (let cell = 0, horizon = 0; cell < cells; cell += 1) {
    if (!statistics.measure(values, cell * members)) return NaN;
    // by target: mean, median, sd and every quantile, each a list over the horizons
    numbers[at] = statistics.mean;
    numbers[at + horizons] = statistics.median;
    numbers[at + 2 * horizons] = statistics.sd;
    for (let level = 0; level < quantiles.length; level += 1)
      numbers[at + (3 + level) * horizons] = quantiles[level] as number; // in range
    horizon += 1;
    at += 1;
    if (horizon < horizons) continue;
    horizon = 0;
    at += (rows - 1) * horizons;
  }
  return at;
}

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
