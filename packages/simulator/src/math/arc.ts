import { ARC_HIGH, ARC_LOW, FIRST_ARC, QUARTER_LOW } from './arc-tables.ts';
import { lostByProduct, lostBySum } from './number-pairs.ts';

/**
 * The inverses of sine, cosine and tangent from +, −, ×, ÷ and square root alone, as everything in
 * `elementary.ts` and for the same reason; all three are the angle of a point of the plane. Against
 * exact values the errors stay below 0.65 units in the last place.
 */

const QUARTER = Math.PI / 2;

/** Below it a number is its own inverse sine and tangent. */
const TINY = 1e-8;
/** Above it an inverse tangent is a quarter turn. */
const HUGE = 1e18;

/** base ± atan(t + low) in quarter turns of base, 0 ≤ t ≤ 1. */
function arcFrom(quarters: number, sign: 1 | -1, t: number, low: number): number {
  const k = Math.floor(t * 32 + 0.5);
  if (k < FIRST_ARC) return add(quarters, sign, t, low + arcTail(t));
  // t − k/32 is exact
  const rest = (t - k / 32 + low) / (1 + t * (k / 32));
  const [high, lost] = [ARC_HIGH[k - FIRST_ARC] as number, ARC_LOW[k - FIRST_ARC] as number]; // k ≤ 32
  const z = rest * rest;
  const tail = rest * z * (-1 / 3 + z * (1 / 5 + z * (-1 / 7 + z * (1 / 9))));
  return add(quarters, sign, high, lost + tail + rest);
}

/** atan(t) − t, t < 0.18: the series to t^21. */
function arcTail(t: number): number {
  const z = t * t;
  const end = 1 / 13 + z * (-1 / 15 + z * (1 / 17 + z * (-1 / 19 + z * (1 / 21))));
  const middle = -1 / 7 + z * (1 / 9 + z * (-1 / 11 + z * end));
  return t * z * (-1 / 3 + z * (1 / 5 + z * middle));
}

function add(quarters: number, sign: 1 | -1, high: number, low: number): number {
  const base = quarters * QUARTER;
  const sum = base + sign * high;
  return sum + (lostBySum(base, sign * high, sum) + quarters * QUARTER_LOW + sign * low);
}

/** The angle of the point (x + xLow, y + yLow) with y ≥ 0 and not both 0, between 0 and half a turn. */
function angleOf(y: number, yLow: number, x: number, xLow: number): number {
  const size = Math.abs(x);
  const sizeLow = x < 0 ? -xLow : xLow;
  const isFlat = y <= size;
  const [top, topLow] = isFlat ? [y, yLow] : [size, sizeLow];
  const [bottom, bottomLow] = isFlat ? [size, sizeLow] : [y, yLow];
  const t = top / bottom;
  const product = t * bottom;
  const lost = top - product - lostByProduct(t, bottom, product);
  const low = (lost + topLow - t * bottomLow) / bottom;
  if (x < 0) return isFlat ? arcFrom(2, -1, t, low) : arcFrom(1, 1, t, low);
  return isFlat ? arcFrom(0, 1, t, low) : arcFrom(1, -1, t, low);
}

/** The angle in radians, −π/2 to π/2, whose tangent is x. */
export function atan(x: number): number {
  const size = Math.abs(x);
  if (size < TINY || Number.isNaN(x)) return x;
  const angle = size > HUGE ? QUARTER : angleOf(size, 0, 1, 0);
  return x < 0 ? -angle : angle;
}

/** Where `sideOf` leaves √(1 − x²): a double and what it lost. */
const SIDE = new Float64Array(2);

function sideOf(x: number): void {
  const [less, more] = [1 - x, 1 + x];
  const [lessLow, moreLow] = [lostBySum(1, -x, less), lostBySum(1, x, more)];
  const square = less * more;
  const squareLow = lostByProduct(less, more, square) + less * moreLow + more * lessLow;
  const side = Math.sqrt(square);
  const product = side * side;
  const lost = square - product - lostByProduct(side, side, product);
  SIDE[0] = side;
  SIDE[1] = side === 0 ? 0 : (lost + squareLow) / (2 * side);
}

/** The angle in radians, −π/2 to π/2, whose sine is x; NaN outside of −1..1. */
export function asin(x: number): number {
  const size = Math.abs(x);
  if (size < TINY) return x;
  if (!(size <= 1)) return NaN;
  sideOf(size);
  const angle = angleOf(size, 0, SIDE[0] as number, SIDE[1] as number); // both are set
  return x < 0 ? -angle : angle;
}

/** The angle in radians, 0 to π, whose cosine is x; NaN outside of −1..1. */
export function acos(x: number): number {
  if (!(Math.abs(x) <= 1)) return NaN;
  sideOf(x);
  return angleOf(SIDE[0] as number, SIDE[1] as number, x, 0); // both are set
}
