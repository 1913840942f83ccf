import type { Whole } from './whole.ts';

/** What a function given by points is outside of them, as a number: NaN, the nearest value, or the line of the nearest two. */
export const BEYOND = { fail: 0, hold: 1, extend: 2 } as const;

/**
 * The value of a function that is linear between points; at a point exactly the point's, between two
 * never outside of theirs.
 * @param x ascending, each once, at least one
 * @param y one for every x, finite
 * @param last index of the last point
 * @param beyond one of BEYOND
 * @param at finite
 * @returns NaN outside of the points where it fails there; not finite when a line leaves the numbers
 */
export function interpolate(
  x: Float64Array,
  y: Float64Array,
  last: Whole,
  beyond: Whole,
  at: number,
): number {
  // the last point that is not above `at`; −1: all are
  let before: Whole = -1;
  for (let above: Whole = last + 1; above - before > 1;) {
    const middle: Whole = (above + before) >> 1;
    if (x[middle]! <= at) before = middle; // in range, here and below
    else above = middle;
  }
  if (before >= 0 && !(x[before]! < at)) return y[before]!;
  const isBetween = before >= 0 && before < last;
  let left: Whole = before;
  if (!isBetween) {
    if (beyond === 0) return NaN;
    if (beyond === 1 || last === 0) return before < 0 ? y[0]! : y[last]!;
    left = before < 0 ? 0 : last - 1;
  }
  const y0 = y[left]!;
  const y1 = y[left + 1]!;
  const x0 = x[left]!;
  // the part of the way is between 0 and 1, where a slope between near points can be too large
  const value = y0 + (y1 - y0) * ((at - x0) / (x[left + 1]! - x0));
  if (!isBetween) return value;
  // rounding may lead past the next point by one unit in the last place
  const low = y0 < y1 ? y0 : y1;
  const high = y0 < y1 ? y1 : y0;
  if (value < low) return low;
  return value > high ? high : value;
}
