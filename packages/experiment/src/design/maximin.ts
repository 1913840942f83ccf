import type { Rng } from '@pulse-stream/worldstate';

/** Points a maximin design may have: each is compared with every other one. */
export const MOST_MAXIMIN_POINTS = 10_000;
/** Distances that are computed at most; more would change little and take minutes. */
const MOST_DISTANCES = 2e8;
const TRIES_OF_A_POINT = 1000;

/** The square of the distance of two rows. */
function distance(columns: readonly Int32Array[], a: number, b: number): number {
  let sum = 0;
  for (const column of columns) sum += ((column[a] ?? 0) - (column[b] ?? 0)) ** 2;
  return sum;
}

/** The nearest other row of each row, and how far it is. */
class Neighbours {
  readonly columns: readonly Int32Array[];
  readonly nearest: Int32Array;
  readonly square: Float64Array;
  computed = 0;

  constructor(columns: readonly Int32Array[], count: number) {
    this.columns = columns;
    this.nearest = new Int32Array(count);
    this.square = new Float64Array(count).fill(Infinity);
    for (let row = 0; row < count; row += 1) this.refresh(row);
  }

  /** @returns the row whose neighbour is nearest of all */
  closest(): number {
    let best = 0;
    for (let row = 1; row < this.square.length; row += 1)
      if ((this.square[row] ?? 0) < (this.square[best] ?? 0)) best = row;
    return best;
  }

  /** The distance of a row from its nearest one as it is now. */
  refresh(row: number): number {
    let [least, at] = [Infinity, row];
    for (let other = 0; other < this.square.length; other += 1) {
      if (other === row) continue;
      const square = distance(this.columns, row, other);
      if (square < least) [least, at] = [square, other];
    }
    this.computed += this.square.length;
    this.nearest[row] = at;
    this.square[row] = least;
    return least;
  }

  /** Brings all rows up to date after the given ones moved. */
  move(moved: readonly number[]): void {
    for (let row = 0; row < this.square.length; row += 1) {
      if (moved.includes(row)) continue;
      if (moved.includes(this.nearest[row] ?? 0)) this.refresh(row);
      else
        for (const other of moved) {
          const square = distance(this.columns, row, other);
          if (square >= (this.square[row] ?? 0)) continue;
          this.square[row] = square;
          this.nearest[row] = other;
        }
    }
  }
}

/**
 * Spreads the points of a Latin hypercube: a point of the closest pair changes the stratum of one
 * variable with another point while that leaves both farther from their neighbours. Strata stay
 * taken once each, so it remains a Latin hypercube, and the least distance never gets smaller.
 * @param columns for each variable the stratum of every point; changed
 */
export function spreadPoints(columns: readonly Int32Array[], rng: Rng): void {
  const count = columns[0]?.length ?? 0;
  if (count < 3 || columns.length < 2) return;
  const neighbours = new Neighbours(columns, count);
  const swap = (column: Int32Array, a: number, b: number): void => {
    [column[a], column[b]] = [column[b] ?? 0, column[a] ?? 0];
  };
  for (let fails = 0; fails < TRIES_OF_A_POINT && neighbours.computed < MOST_DISTANCES;) {
    const row = neighbours.closest();
    const least = neighbours.square[row] ?? 0;
    const partner = neighbours.nearest[row] ?? 0;
    const moving = rng.nextUnit() < 0.5 ? row : partner;
    const column = columns[Math.floor(rng.nextUnit() * columns.length)];
    const other = Math.floor(rng.nextUnit() * count);
    if (column === undefined || other === moving) continue;
    swap(column, moving, other);
    if (neighbours.refresh(moving) > least && neighbours.refresh(other) > least) {
      neighbours.move([moving, other]);
      fails = 0;
      continue;
    }
    swap(column, moving, other);
    neighbours.refresh(moving);
    neighbours.refresh(other);
    fails += 1;
  }
}
