import type { Interval } from './review.ts';

/** Two members of a cell whose intervals are disjoint; the first lies above the second. */
export interface DisjointPair {
  readonly above: number;
  readonly below: number;
  readonly aboveInterval: Interval;
  readonly belowInterval: Interval;
  readonly gap: number;
}

const byGap = (a: DisjointPair, b: DisjointPair): number =>
  b.gap - a.gap || a.above - b.above || a.below - b.below;

/**
 * The intervals that the members of one group give for one target at one turn. Two intervals are
 * disjoint where the one begins above the end of the other; touching ones are not.
 */
export class IntervalCell {
  readonly target: string;
  readonly horizon: number;
  // columns, not objects: there may be a million
  #members: number[] = [];
  #lows: number[] = [];
  #highs: number[] = [];
  #from = Infinity;
  #to = -Infinity;
  /** Intervals were dropped: what is counted is a lower bound, and the widest gaps are all there. */
  thinned = false;

  constructor(target: string, horizon: number) {
    this.target = target;
    this.horizon = horizon;
  }

  get members(): readonly number[] {
    return this.#members;
  }

  /** All that the intervals span, also those that were dropped. */
  get span(): number {
    return this.#to - this.#from;
  }

  add(member: number, low: number, high: number): void {
    this.#members.push(member);
    this.#lows.push(low);
    this.#highs.push(high);
    this.#from = Math.min(this.#from, low);
    this.#to = Math.max(this.#to, high);
  }

  /** Rows, the highest beginning first; of equals the earlier member. */
  #byLow(): Uint32Array {
    const lows = this.#lows;
    return Uint32Array.from(lows.keys()).toSorted(
      (a, b) => (lows[b] ?? 0) - (lows[a] ?? 0) || a - b,
    );
  }

  /** Rows, the lowest end first; of equals the earlier member. */
  #byHigh(): Uint32Array {
    const highs = this.#highs;
    return Uint32Array.from(highs.keys()).toSorted(
      (a, b) => (highs[a] ?? 0) - (highs[b] ?? 0) || a - b,
    );
  }

  /**
   * Keeps the intervals of the `most` highest beginnings and the `most` lowest ends. Of a pair with
   * one of the `most` widest gaps both are among them: otherwise `most` others had a wider one.
   */
  thin(most: number): void {
    if (this.#members.length <= 2 * most) return;
    const kept = new Set([...this.#byLow().subarray(0, most), ...this.#byHigh().subarray(0, most)]);
    const keep = (column: readonly number[]): number[] => column.filter((_, row) => kept.has(row));
    this.#members = keep(this.#members);
    this.#lows = keep(this.#lows);
    this.#highs = keep(this.#highs);
    this.thinned = true;
  }

  /** Disjoint pairs of the intervals that are kept, in n log n. */
  count(): number {
    const lows = Float64Array.from(this.#lows).toSorted();
    const highs = Float64Array.from(this.#highs).toSorted();
    let pairs = 0;
    let below = 0;
    for (const low of lows) {
      while ((highs[below] ?? Infinity) < low) below += 1;
      pairs += below;
    }
    return pairs;
  }

  /** The `most` widest gaps, the widest first. */
  widest(most: number): readonly DisjointPair[] {
    const above = this.#byLow().subarray(0, most);
    const below = this.#byHigh().subarray(0, most);
    const pairs: DisjointPair[] = [];
    for (const [i, a] of above.entries())
      // (i + 1) × (j + 1) pairs have a gap as wide or wider
      for (let j = 0; (i + 1) * (j + 1) <= most; j += 1) {
        const pair = this.#pair(a, below[j] ?? a);
        if (pair.gap <= 0) break;
        pairs.push(pair);
      }
    return pairs.toSorted(byGap).slice(0, most);
  }

  #pair(a: number, b: number): DisjointPair {
    const interval = (row: number): Interval => [this.#lows[row] ?? 0, this.#highs[row] ?? 0];
    const [aboveInterval, belowInterval] = [interval(a), interval(b)];
    return {
      above: this.#members[a] ?? 0,
      below: this.#members[b] ?? 0,
      aboveInterval,
      belowInterval,
      gap: aboveInterval[0] - belowInterval[1],
    };
  }

  /** Every disjoint pair of the intervals that are kept, as many as `count` says. */
  *pairs(): Generator<readonly [number, number]> {
    const highs = this.#byHigh();
    for (const a of this.#byLow())
      for (const b of highs) {
        if ((this.#highs[b] ?? 0) >= (this.#lows[a] ?? 0)) break;
        yield [this.#members[a] ?? 0, this.#members[b] ?? 0];
      }
  }
}
