import { normalCdf } from './gaussian.ts';

/** Steps of bisection: 2⁻⁵³ of the width they start from. */
const STEPS = 60;
/** Beyond it Φ is 0 or 1 in double precision. */
const FAR = 40;

/**
 * Φ⁻¹(p): where a standard normal is below with probability p.
 * @param p inside (0, 1)
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a quantile level lies inside (0, 1), not at ${p}`);
  if (p > 0.5) return -normalQuantile(1 - p);
  let [low, high] = [-FAR, 0];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
