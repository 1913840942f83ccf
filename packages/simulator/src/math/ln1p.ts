import { ln } from './elementary.ts';

/**
 * ln(1 + x), also where 1 + x has lost the digits of x: what was rounded away is put back as the
 * ratio of x to what is left of it (Kahan). Relative error below 4 units in the last place for
 * |x| ≤ 1/2, the same bits everywhere; −Infinity at −1, NaN below.
 */
export function ln1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1) return x;
  return sum > 0 && sum < Number.POSITIVE_INFINITY ? ln(sum) * (x / (sum - 1)) : ln(sum);
}
