import { NumericError, refuse } from '../math/numeric-error.ts';
import { ANY, type Interval } from './operation.ts';

/** A function given by points, linear between them. */
export interface LookupTable {
  /** For messages. */
  readonly name: string;
  /** Ascending, each once, at least one. */
  readonly x: Float64Array;
  /** One for every x, finite. */
  readonly y: Float64Array;
  /** Outside of the points: the value of the nearest, the line of the two nearest, or a failure. */
  readonly beyond: 'hold' | 'extend' | 'fail';
}

const pick = (of: Float64Array, index: number): number => of[index] as number; // of a point

/** The index of the last point that is not above `at`; −1: all are. */
function pointBefore(x: Float64Array, at: number): number {
  let [low, high] = [-1, x.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (pick(x, middle) <= at) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The value of a table; at a point exactly the point's, between two never outside of theirs.
 * @throws NumericError `domain-error` outside of the points where the table fails there, `overflow`
 * when a line leaves the numbers
 */
export function lookUp(table: LookupTable, at: number): number {
  const { name, x, y, beyond } = table;
  const last = x.length - 1;
  const before = pointBefore(x, at);
  if (before >= 0 && pick(x, before) === at) return pick(y, before);
  const isBetween = before >= 0 && before < last;
  if (!isBetween && beyond === 'fail')
    throw new NumericError(
      'domain-error',
      `${name}(${at}) is not defined: the points of ${name} go from ${x[0]} to ${x[last]}`,
    );
  if (!isBetween && (beyond === 'hold' || last === 0)) return pick(y, before < 0 ? 0 : last);
  const left = isBetween ? before : before < 0 ? 0 : last - 1;
  const [x0, y0, y1] = [pick(x, left), pick(y, left), pick(y, left + 1)];
  // the part of the way is between 0 and 1, where a slope between near points can be too large
  const value = y0 + (y1 - y0) * ((at - x0) / (pick(x, left + 1) - x0));
  if (!Number.isFinite(value)) refuse(value, `${name}(${at})`);
  // rounding may lead past the next point by one unit in the last place
  return isBetween ? Math.min(Math.max(value, Math.min(y0, y1)), Math.max(y0, y1)) : value;
}

/** Where the values of a table lie. */
export function intervalOfTable({ y, beyond }: LookupTable): Interval {
  if (beyond === 'extend') return ANY;
  return {
    low: y.reduce((least, value) => Math.min(least, value), Infinity),
    high: y.reduce((most, value) => Math.max(most, value), -Infinity),
  };
}
