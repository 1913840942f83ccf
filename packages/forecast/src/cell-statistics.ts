import { meanOfSorted, sampleSd } from './moments.ts';
import { quantile7 } from './quantile.ts';
import { createScratch, sortMembers, type MemberScratch } from './sort-members.ts';

// `as number` below: every index lies inside the arrays, which have an entry per member, level or bucket

/** Members of one bucket that are sorted by insertion. */
const FEW = 24;

/**
 * Computes what is printed of the members of one cell after another: mean, median, standard
 * deviation and quantiles, left in numbers that the next cell overwrites.
 *
 * Members are spread over as many equal buckets as there are members, and only the buckets that hold
 * an order statistic some quantile asks for are sorted: two thirds of the time of sorting them all.
 * Sums are of multiples of one number, the spacing of doubles near a grid that is larger than the
 * sum: nothing is rounded when they are added, so the order of the members does not matter.
 */
export class CellStatistics {
  mean = NaN;
  median = NaN;
  /** Sample standard deviation. */
  sd = NaN;
  /** Type 7, one per level. */
  readonly quantiles: Float64Array;
  readonly #levels: Float64Array;
  /** Places, ascending, of the order statistics that the levels and the median lie between. */
  readonly #ranks: Int32Array;
  readonly #scratch: MemberScratch;

  /**
   * @param members of every cell, at least two
   * @param levels of the quantiles, each 0..1
   */
  constructor(members: number, levels: readonly number[]) {
    this.#levels = Float64Array.from(levels);
    this.quantiles = new Float64Array(levels.length);
    this.#scratch = createScratch(members);
    const ranks = [0.5, ...levels].flatMap((level) => {
      const below = Math.floor((members - 1) * level);
      return [below, Math.min(below + 1, members - 1)];
    });
    this.#ranks = Int32Array.from(new Set(ranks)).toSorted();
  }

  /**
   * @param values members of all cells, one cell after another, no NaN
   * @param from index of the first member of the cell
   * @returns whether mean and standard deviation are finite
   */
  measure(values: Float64Array, from: number): boolean {
    const { sorted, bucketOf, ends } = this.#scratch;
    const size = sorted.length;
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
      return this.describe(this.sort(values, from));
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
    this.#placeRanks(lowest, perUnit);
    this.mean = mean;
    this.sd = Math.sqrt(squares / (size - 1));
    this.#readQuantiles(sorted);
    return true;
  }

  /** The members of a cell ascending, valid until the next call; may be changed before `describe`. */
  sort(values: Float64Array, from: number): Float64Array {
    return sortMembers(values, from, this.#scratch);
  }

  /** As `measure`, of members that are sorted already. */
  describe(sorted: Float64Array): boolean {
    this.mean = meanOfSorted(sorted);
    this.sd = sampleSd(sorted, this.mean);
    this.#readQuantiles(sorted);
    return Number.isFinite(this.mean) && Number.isFinite(this.sd);
  }

  /** Puts the order statistics that are asked for in their places; the buckets are in order. */
  #placeRanks(lowest: number, perUnit: number): void {
    const { sorted, ends } = this.#scratch;
    const ranks = this.#ranks;
    let done = 0;
    for (let index = 0; index < ranks.length; index += 1) {
      const rank = ranks[index] as number;
      if (rank < done) continue;
      const bucket = Math.trunc(((sorted[rank] as number) - lowest) * perUnit) | 0;
      const first = bucket === 0 ? 0 : (ends[bucket - 1] as number);
      done = ends[bucket] as number;
      if (done - first > FEW) sorted.subarray(first, done).sort();
      else insertInto(sorted, first, done);
    }
  }

  #readQuantiles(sorted: Float64Array): void {
    this.median = quantile7(sorted, 0.5);
    for (let level = 0; level < this.quantiles.length; level += 1)
      this.quantiles[level] = quantile7(sorted, this.#levels[level] as number);
  }
}

function insertInto(sorted: Float64Array, first: number, end: number): void {
  for (let index = first + 1; index < end; index += 1) {
    const value = sorted[index] as number;
    let place = index;
    for (; place > first && (sorted[place - 1] as number) > value; place -= 1)
      sorted[place] = sorted[place - 1] as number;
    sorted[place] = value;
  }
}
