import type { PlainRun } from '@pulse-stream/simulator/internal';
import type { CellStatistics } from '@pulse-stream/forecast/internal';
import type { Ensemble } from '@pulse-stream/worldstate/internal';

// Numbers of a record in the order of `findHoles`; `from` is the place of the first one.
// `as number` below: every index lies inside the arrays

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

/** Amounts beyond this could not be squared and summed: such runs take the long way. */
const LARGEST = 1e100;
/** How far Σ parts may be from the change before the long way looks into it (as `attributeTarget`). */
const TOLERANCE = 1e-9;

/**
 * Whether the parts of a change sum to it, and can be summed.
 * @param size the largest amount involved
 */
export function amountsAgree(sum: number, change: number, size: number): boolean {
  return size < LARGEST && Math.abs(sum - change) <= TOLERANCE * size;
}

/**
 * Start, end, change and parts of every target that is attributed. Parts that nothing moves are left
 * as they are: 0, in every record of the shape.
 * @returns place after the last one; NaN: the parts do not sum up
 */
export function addAttribution(
  numbers: Float64Array,
  from: number,
  { starts, ends, scales, parts }: PlainRun,
): number {
  const { amounts, begins, counts, moving } = parts;
  let at = from;
  let before = 0;
  for (let target = 0; target < starts.length; target += 1) {
    const start = starts[target] as number;
    const end = ends[target] as number;
    numbers[at] = start;
    numbers[at + 1] = end;
    numbers[at + 2] = end - start;
    at += 3;
    let sum = 0;
    let moved = 0;
    const last = begins[target + 1] as number;
    for (let index = begins[target] as number; index < last; index += 1) {
      const amount = amounts[index] as number;
      numbers[at + (moving[index] as number) - before] = amount;
      // most are: a comparison is done in a quarter of the time of two sums
      if (amount === 0) continue;
      sum += amount;
      moved += Math.abs(amount);
    }
    const count = counts[target] as number;
    at += count;
    before += count;
    const size = Math.max(scales[target] as number, Math.abs(start), Math.abs(end), moved);
    if (!amountsAgree(sum, end - start, size)) return NaN;
  }
  return at;
}
