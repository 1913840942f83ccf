import { lostBySum } from './number-pairs.ts';

/** π/2 in parts of 33, 33, 33 and 53 bits: the product of the first three with k < 2^20 is exact. */
export const QUARTER_PARTS = [
  1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32,
] as const;

const QUARTERS_PER_RADIAN = 2 / Math.PI;

/** Where `reduceAngle` leaves the rest of an angle: a double and what it lost. */
export const REST = new Float64Array(2);

/** Up to here a product of quarters with a part of π/2 is exact. */
const MOST_QUARTERS = 1_048_576;

/**
 * Takes quarter turns off an angle, so that at most half of one is left in `REST`.
 * @returns how many were taken off, or as many but for whole turns; the rest is NaN when x is not finite
 */
export function reduceAngle(x: number): number {
  const quarters = Math.floor(x * QUARTERS_PER_RADIAN + 0.5);
  if (Math.abs(quarters) < MOST_QUARTERS) {
    takeQuarters(x, quarters);
    return quarters;
  }
  if (Math.abs(x) < Infinity) return reduceLarge(x);
  REST[0] = NaN;
  REST[1] = NaN;
  return 0;
}

function takeQuarters(x: number, quarters: number): void {
  const [part1, part2, part3, part4] = QUARTER_PARTS;
  const first = x - quarters * part1;
  const second = first - quarters * part2;
  const lost2 = lostBySum(first, -quarters * part2, second);
  const third = second - quarters * part3;
  const lost3 = lostBySum(second, -quarters * part3, third);
  setRest(third, lost2 + lost3 - quarters * part4);
}

function setRest(high: number, low: number): void {
  const sum = high + low;
  REST[0] = sum;
  REST[1] = lostBySum(high, low, sum);
}

/** The bits of π/2 after the point: the 1024 that the largest double has before it, and 256. */
const PLACES = 1280n;
/** The bits of a rest after the point that are looked at, for no rest is below 2^−70, and the last. */
const KEPT = 200n;
const UNIT = 6.223015277861142e-61;

/** π/2, cut. */
export const QUARTER_TURN = BigInt(
  `0x${[
    '1921fb54442d18469898cc51701b839a252049c1114cf98e804177d4c76273644a29410f31c6809b',
    'bdf2a33679a748636605614dbe4be286e9fc26adadaa3848bc90b6aecc4bcfd8de89885d34c6fdad',
    '617feb96de80d6fdbdc70d7f6b5133f4b5d3e4822f8963fcc9250cca3d9c8b67b8400f97142c77e0',
    'b31b4906c38aba734d22c7f51fa499ebf06caba47b9475b2c38c5e6ac410aa5773daa520ee12d2cd',
    'a',
  ].join('')}`,
);

/** The same for a large angle, with whole numbers: exact, and slow. */
export function reduceLarge(x: number): number {
  const whole = Math.floor(Math.abs(x));
  // A double above 2^20 has at most 32 bits after the point.
  const part = BigInt((Math.abs(x) - whole) * 4_294_967_296) << (PLACES - 32n);
  const size = (BigInt(whole) << PLACES) + part;
  const quarters = (2n * size + QUARTER_TURN) / (2n * QUARTER_TURN);
  const rest = (size - quarters * QUARTER_TURN) >> (PLACES - KEPT);
  const high = Number(rest);
  const low = Number(rest - BigInt(high));
  const sign = x < 0 ? -1 : 1;
  REST[0] = sign * high * UNIT;
  REST[1] = sign * low * UNIT;
  return sign * Number(quarters & 3n);
}
