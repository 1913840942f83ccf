import { powerOfTwo } from './elementary.ts';
import { ROOT, ROOT_TAIL, STEP_HIGH, STEP_LOW, STEPS_PER_UNIT } from './elementary-tables.ts';
import { divideParts, lostByProduct, lostBySum } from './number-pairs.ts';

/**
 * The hyperbolic functions from +, −, × and ÷ alone, as everything in `elementary.ts` and for the
 * same reason. Against exact values the errors stay below 0.8 units in the last place.
 */

/** Below it a number is its own hyperbolic sine and tangent. */
const TINY = 1e-8;
/** From here on e^−x is nothing beside e^x. */
const LARGE = 22;
/** The largest number whose hyperbolic cosine is a double. */
const MOST = 710.4758600739439;

/** e^x / 2, and what it lost. */
const HALF = new Float64Array(2);

/** Puts e^x / 2 into `HALF`, 0 ≤ x ≤ MOST. */
function halfExp(x: number): void {
  const steps = Math.floor(x * STEPS_PER_UNIT + 0.5);
  // as in `exp`: |r| ≤ (ln 2)/64
  const r = x - steps * STEP_HIGH - steps * STEP_LOW;
  const rr = r * r;
  const series = 1 / 2 + r * (1 / 6) + rr * (1 / 24 + r * (1 / 120) + rr * (1 / 720));
  const j = steps & 31;
  const root = ROOT[j] as number; // j is 0..31
  const tail = root * ((ROOT_TAIL[j] as number) + (r + rr * series)); // as above
  const sum = root + tail;
  // half of it is a double where it is not
  const scale = powerOfTwo((steps >> 5) - 2);
  HALF[0] = sum * scale * 2;
  HALF[1] = (tail - (sum - root)) * scale * 2;
}

/** A hyperbolic sine or cosine, and what it lost. */
const VALUE = new Float64Array(2);

function setValue(high: number, low: number): void {
  const sum = high + low;
  VALUE[0] = sum;
  VALUE[1] = low - (sum - high);
}

/** Puts (e^x ± e^−x) / 2 into `VALUE`, 0 ≤ x < LARGE. */
function halves(x: number, sign: 1 | -1): void {
  halfExp(x);
  const [half, halfLow] = [HALF[0] as number, HALF[1] as number]; // both are set
  const inverse = (sign * 0.25) / half;
  const product = inverse * half;
  const lost = sign * 0.25 - product - lostByProduct(inverse, half, product);
  const inverseLow = (lost - inverse * halfLow) / half;
  const sum = half + inverse;
  setValue(sum, lostBySum(half, inverse, sum) + halfLow + inverseLow);
}

/** Puts sinh x into `VALUE`, 0 ≤ x < LARGE. */
function setSine(x: number): void {
  if (x >= 1) return halves(x, -1);
  const z = x * x;
  const end =
    1 / 39916800 +
    z *
      (1 / 6227020800 +
        z * (1 / 1307674368000 + z * (1 / 355687428096000 + z * (1 / 121645100408832000))));
  const middle = 1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * end));
  return setValue(x, x * z * (1 / 6 + z * middle));
}

/** Puts cosh x into `VALUE`, 0 ≤ x < LARGE; from its series where it is near 1, which it never is below. */
function setCosine(x: number): void {
  if (x >= 0.5) return halves(x, 1);
  const z = x * x;
  const half = 0.5 * z;
  const first = 1 + half;
  const end = 1 / 3628800 + z * (1 / 479001600 + z * (1 / 87178291200 + z * (1 / 20922789888000)));
  const middle = 1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * end));
  return setValue(first, half - (first - 1) + z * z * middle);
}

/** e^x / 2 for what is LARGE. */
function largeHalf(size: number): number {
  if (size > MOST) return Infinity;
  halfExp(size);
  return HALF[0] as number; // it is set
}

/** (e^x − e^−x) / 2; infinite beyond ±710.47. */
export function sinh(x: number): number {
  const size = Math.abs(x);
  if (size < TINY) return x;
  if (size >= LARGE) return x < 0 ? -largeHalf(size) : largeHalf(size);
  setSine(size);
  return x < 0 ? -(VALUE[0] as number) : (VALUE[0] as number); // it is set
}

/** (e^x + e^−x) / 2; infinite beyond ±710.47. */
export function cosh(x: number): number {
  const size = Math.abs(x);
  if (size >= LARGE) return largeHalf(size);
  setCosine(size);
  return VALUE[0] as number; // it is set
}

/** sinh x / cosh x, between −1 and 1. */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < TINY) return x;
  if (size >= LARGE) return x < 0 ? -1 : 1;
  setSine(size);
  const [sine, sineLow] = [VALUE[0] as number, VALUE[1] as number]; // both are set
  setCosine(size);
  const ratio = divideParts(sine, sineLow, VALUE[0] as number, VALUE[1] as number); // as above
  return x < 0 ? -ratio : ratio;
}
