/**
 * What of a review is counted nowhere else, in words; empty: nothing.
 * @param of one and many of what was left out, and why, e.g. `['result was', 'results were']`
 */
export function leftOut(
  count: number,
  [one, many]: readonly [one: string, many: string],
  why: string,
): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many} ${why}`];
}
