import { reduceAngle, REST } from './reduce-angle.ts';
import { divideParts, lostByProduct } from './number-pairs.ts';

/**
 * Sine, cosine and tangent from +, −, × and ÷ alone, as everything in `elementary.ts` and for the
 * same reason. Against exact values the errors stay below 0.8 units in the last place, also of
 * angles as large as doubles get. NaN for what is not finite.
 */

const EIGHTH = Math.PI / 4;

/** Below it an angle is its own sine and tangent. */
const TINY = 1e-8;

/** sin(r + low) − r, |r| ≤ π/4: the series to r^17. */
function sineTail(r: number, low: number): number {
  const z = r * r;
  const end = 1 / 6227020800 + z * (-1 / 1307674368000 + z * (1 / 355687428096000));
  const middle = -1 / 5040 + z * (1 / 362880 + z * (-1 / 39916800 + z * end));
  return r * z * (-1 / 6 + z * (1 / 120 + z * middle)) + low * (1 - 0.5 * z);
}

/** cos(r + low) − (1 − r²/2 rounded), |r| ≤ π/4: the series to r^16. */
function cosineTail(r: number, low: number): number {
  const z = r * r;
  const half = 0.5 * z;
  const lost = 1 - (1 - half) - half - 0.5 * lostByProduct(r, r, z);
  const end = 1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000));
  const middle = 1 / 40320 + z * (-1 / 3628800 + z * end);
  return lost + (z * z * (1 / 24 + z * (-1 / 720 + z * middle)) - r * low);
}

const sineOf = (r: number, low: number): number => r + sineTail(r, low);
const cosineOf = (r: number, low: number): number => 1 - 0.5 * (r * r) + cosineTail(r, low);

/** sin(r + low + quarters × π/2), |r| ≤ π/4. */
function sineOfQuarters(quarters: number, r: number, low: number): number {
  const size = (quarters & 1) === 0 ? sineOf(r, low) : cosineOf(r, low);
  return (quarters & 2) === 0 ? size : -size;
}

/** The sine of an angle in radians. */
export function sin(x: number): number {
  if (Math.abs(x) < TINY) return x;
  if (Math.abs(x) <= EIGHTH) return sineOf(x, 0);
  const quarters = reduceAngle(x);
  return sineOfQuarters(quarters, REST[0] as number, REST[1] as number); // both are set
}

/** The cosine of an angle in radians. */
export function cos(x: number): number {
  if (Math.abs(x) <= EIGHTH) return cosineOf(x, 0);
  const quarters = reduceAngle(x);
  return sineOfQuarters(quarters + 1, REST[0] as number, REST[1] as number); // both are set
}

/** The tangent of an angle in radians: always finite, no double is a quarter turn. */
export function tan(x: number): number {
  if (Math.abs(x) < TINY) return x;
  const isSmall = Math.abs(x) <= EIGHTH;
  const quarters = isSmall ? 0 : reduceAngle(x);
  const [r, low] = isSmall ? [x, 0] : [REST[0] as number, REST[1] as number]; // both are set
  const tail = sineTail(r, low);
  const sine = r + tail;
  const sineLow = tail - (sine - r);
  const first = 1 - 0.5 * (r * r);
  const rest = cosineTail(r, low);
  const cosine = first + rest;
  const cosineLow = rest - (cosine - first);
  return (quarters & 1) === 0
    ? divideParts(sine, sineLow, cosine, cosineLow)
    : -divideParts(cosine, cosineLow, sine, sineLow);
}
