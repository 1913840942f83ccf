import { meanOfSorted, sampleSd } from './moments.ts';
import { quantile7 } from './quantile.ts';
import { createScratch, sortMembers, type MemberScratch } from './sort-members.ts';

// `as number` below: every index lies inside the arrays, which have an entry per member, level or bucket

/** What is printed of the members of one cell after another. */
export interface CellStatistics {
  /** Mean, median, sample standard deviation, then a quantile of type 7 per level; the next cell overwrites them. */
  readonly results: Float64Array;
  /**
   * @param values members of all cells, one cell after another, no NaN
   * @param from index of the first member of the cell
   * @returns whether mean and standard deviation are finite
   */
  readonly measure: (values: Float64Array, from: number) => boolean;
  /** The members of a cell ascending, valid until the next call; may be changed before `describe`. */
  readonly sort: (values: Float64Array, from: number) => Float64Array;
  /** As `measure`, of members that are sorted already. */
  readonly describe: (sorted: Float64Array) => boolean;
}

/**
 * The statistics of cells of so many members; whoever asks for the same again gets the same buffers.
 * @param members at least two
 * @param levels of the quantiles, each 0..1
 */
export type StatisticsOf = (members: number, levels: readonly number[]) => CellStatistics;

/** Numbers of members and levels whose statistics are kept; a run has one, rarely a few. */
const MOST_KEPT = 8;

/** What whoever describes many forecasts keeps from one to the next: buffers, no results. */
export function keepStatistics(): StatisticsOf {
  const kept = new Map<string, CellStatistics>();
  return (members, levels) => {
    const key = `${members} ${levels.join()}`;
    let statistics = kept.get(key);
    if (statistics === undefined) {
      if (kept.size >= MOST_KEPT) kept.clear();
      statistics = createStatistics(members, Float64Array.from(levels));
      kept.set(key, statistics);
    }
    return statistics;
  };
}

/** Moves per member of a bucket after which the native sort takes over from insertion. */
const PATIENCE = 8;

/**
 * Members are spread over as many equal buckets as there are members, and only the buckets that hold
 * an order statistic some quantile asks for are sorted. Sums are of multiples of one number, the
 * spacing of doubles near a grid that is larger than the sum: nothing is rounded when they are added,
 * so the order of the members does not matter.
 *
 * Functions inside functions and not classes, made once per run: the engine then takes the arrays
 * for constants, and this takes 17 µs where methods of a class took 28 (25 cells of 100 members); all
 * members sorted, mean and deviation in passes of their own took 45.
 */
function createStatistics(size: number, levels: Float64Array): CellStatistics {
  const scratch = createScratch(size);
  const { sorted, bucketOf, ends } = scratch;
  const results = new Float64Array(3 + levels.length);
  const placeRanks = openRanks(scratch, ranksOf(size, levels));
  const { readQuantiles, describe } = openDescription(results, levels);

  const measure = (values: Float64Array, from: number): boolean => {
    let lowest = Infinity;
    let highest = -Infinity;
    for (let member = 0; member < size; member += 1) {
      const value = values[from + member] as number;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    const range = highest - lowest;
    const perUnit = (size - 1) / range;
    const grid = 2 * size * range;
    const squareGrid = grid * range;
    // all are equal, nearly so, or far apart
    if (!(perUnit < Infinity && squareGrid > 0 && squareGrid < Infinity))
      return describe(sort(values, from));
    ends.fill(0);
    let sum = 0;
    for (let member = 0; member < size; member += 1) {
      const above = (values[from + member] as number) - lowest;
      const bucket = Math.trunc(above * perUnit) | 0;
      sum += above + grid - grid;
      bucketOf[member] = bucket;
      ends[bucket] = (ends[bucket] as number) + 1;
    }
    for (let bucket = 0, begin = 0; bucket < size; bucket += 1) {
      const count = ends[bucket] as number;
      ends[bucket] = begin;
      begin += count;
    }
    const mean = lowest + sum / size;
    let squares = 0;
    for (let member = 0; member < size; member += 1) {
      const bucket = bucketOf[member] as number;
      const place = ends[bucket] as number;
      const value = values[from + member] as number;
      squares += (value - mean) * (value - mean) + squareGrid - squareGrid;
      sorted[place] = value;
      ends[bucket] = place + 1;
    }
    placeRanks(lowest, perUnit);
    results[0] = mean;
    results[2] = Math.sqrt(squares / (size - 1));
    readQuantiles(sorted);
    return true;
  };

  const sort = (values: Float64Array, from: number): Float64Array =>
    sortMembers(values, from, scratch);

  return { results, measure, sort, describe };
}

/** What puts the order statistics that are asked for in their places; the buckets are in order. */
function openRanks({ sorted, ends }: MemberScratch, ranks: Int32Array) {
  const sortBucket = (first: number, end: number): void => {
    let moves = PATIENCE * (end - first);
    for (let index = first + 1; index < end && moves >= 0; index += 1) {
      const value = sorted[index] as number;
      let place = index;
      for (; place > first && (sorted[place - 1] as number) > value; place -= 1)
        sorted[place] = sorted[place - 1] as number;
      sorted[place] = value;
      moves -= index - place;
    }
    if (moves < 0) sorted.subarray(first, end).sort();
  };

  return (lowest: number, perUnit: number): void => {
    let done = 0;
    for (let index = 0; index < ranks.length; index += 1) {
      const rank = ranks[index] as number;
      if (rank < done) continue;
      const bucket = Math.trunc(((sorted[rank] as number) - lowest) * perUnit) | 0;
      const first = bucket === 0 ? 0 : (ends[bucket - 1] as number);
      done = ends[bucket] as number;
      sortBucket(first, done);
    }
  };
}

/** What writes results of members that are in order. */
function openDescription(results: Float64Array, levels: Float64Array) {
  const readQuantiles = (ascending: Float64Array): void => {
    results[1] = quantile7(ascending, 0.5);
    for (let level = 0; level < levels.length; level += 1)
      results[3 + level] = quantile7(ascending, levels[level] as number);
  };

  const describe = (ascending: Float64Array): boolean => {
    const mean = meanOfSorted(ascending);
    const sd = sampleSd(ascending, mean);
    results[0] = mean;
    results[2] = sd;
    readQuantiles(ascending);
    return Number.isFinite(mean) && Number.isFinite(sd);
  };

  return { readQuantiles, describe };
}

/** Places, ascending, of the order statistics that the levels and the median lie between. */
function ranksOf(members: number, levels: Float64Array): Int32Array {
  const ranks = [0.5, ...levels].flatMap((level) => {
    const below = Math.floor((members - 1) * level);
    return [below, Math.min(below + 1, members - 1)];
  });
  return Int32Array.from(new Set(ranks)).toSorted();
}
