import * as tables from './elementary-tables.ts';
import type { Whole } from './whole.ts';

/**
 * The one implementation of the functions of the expression language. `Math.exp`, `Math.log` and
 * `Math.pow` may differ in the last bit between engines and versions, so these are built from
 * +, −, ×, ÷, square root and floor alone, each rounded once as IEEE 754 says: the same operations
 * in the same order give the same bits in any engine, in C without contraction and in WebAssembly.
 * Against exact values the errors stay below 0.55 (exp), 0.8 (ln) and 0.55 (pow) units in the last
 * place (normal results). Special values are those of `Math`.
 * @see MODEL.md §2
 */

/**
 * Copies, because the optimising compiler knows a constant of this module but looks an imported one
 * up and checks it at every use, and so it does with the global `Infinity`: in a loop exp took
 * 10.5 ns and takes 7.8.
 */
const {
  FIRST_CENTRE,
  LN2_HIGH,
  LN2_LOW,
  LN_HIGH,
  LN_LOW,
  ROOT,
  ROOT_TAIL,
  STEP_HIGH,
  STEP_LOW,
  STEPS_PER_UNIT,
} = tables;
const INFINITE = Number.POSITIVE_INFINITY;

/** Square root, correctly rounded by IEEE 754; NaN below 0. */
export const sqrt: (x: number) => number = Math.sqrt;

/** The largest integer not above x, exact; floor(−0) = −0. */
export const floor: (x: number) => number = Math.floor;

const LEAST_POWER = -1074;

/** Every power of two that is a double, 2^−1074 to 2^1023; doubling is exact in every engine. */
export const POWER_OF_TWO = new Float64Array(2098);
for (let i = 0, power = Number.MIN_VALUE; i < POWER_OF_TWO.length; i += 1, power *= 2)
  POWER_OF_TWO[i] = power;

/** 2^k for −1074 ≤ k ≤ 1023. */
export function powerOfTwo(k: Whole): number {
  return POWER_OF_TWO[k - LEAST_POWER] as number; // k is in range by contract
}

/** e^x of x = high + low, |low| ≤ ulp(high), −746 ≤ high ≤ 710. */
function expOfSum(high: number, low: number): number {
  const steps = Math.floor(high * STEPS_PER_UNIT + 0.5);
  // The product with STEP_HIGH and the first difference are exact; |r| ≤ (ln 2)/64.
  const r = high - steps * STEP_HIGH - steps * STEP_LOW + low;
  const rr = r * r;
  const series = 1 / 2 + r * (1 / 6) + rr * (1 / 24 + r * (1 / 120) + rr * (1 / 720));
  // Integers from here on: |steps| is below 2^16.
  const whole = steps | 0;
  const j = whole & 31;
  const root = ROOT[j] as number; // j is 0..31
  const value = root + root * ((ROOT_TAIL[j] as number) + (r + rr * series));
  const k = whole >> 5;
  if (k > 1023) return value * powerOfTwo(1023) * 2;
  // Below the normal range the rounding must happen once, in the last product.
  if (k < -1022) return value * powerOfTwo(k + 1000) * powerOfTwo(-1000);
  return value * powerOfTwo(k);
}

/** e^x; 0 below about −745.13, Infinity above about 709.78. */
export function exp(x: number): number {
  if (x > 710) return INFINITE;
  if (x < -746) return 0;
  if (Number.isNaN(x)) return x;
  return expOfSum(x, 0);
}

const BITS = new Float64Array(1);
const WORDS = new Int32Array(BITS.buffer);
/** Where the word with sign and exponent lies: 1 on little-endian machines, 0 on others. */
const HIGH_WORD = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const LEAST_NORMAL = powerOfTwo(-1022);
/** Carries a fraction of √2 and more into the exponent: 2^20 less the first 20 bits of √2 − 1. */
const CARRY = 0x95f62;

/** The k for which x = 2^k × m with √½ ≤ m < √2 (nearly); x normal and positive. */
export function exponentOf(x: number): Whole {
  BITS[0] = x;
  return (((WORDS[HIGH_WORD] as number) + CARRY) >> 20) - 1023; // the sign bit is 0
}

/** Natural logarithm; −Infinity at 0, NaN below. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -INFINITE : NaN;
  if (x === INFINITE) return x;
  const subnormal = x < LEAST_NORMAL;
  const normal = subnormal ? x * powerOfTwo(54) : x;
  const shift = exponentOf(normal);
  const m = normal * powerOfTwo(-shift);
  const k = subnormal ? shift - 54 : shift;
  // x = 2^k × (1 + f), f exact. ln(1 + f) = 2 artanh(s) with s = f/(2 + f), written as
  // f − (h − s × (h + R)) so that the largest term, f, is exact.
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const z2 = z * z;
  const z4 = z2 * z2;
  // 2/3 + 2/5 z + … + 2/21 z⁹, in pairs so that a processor can work on several at once.
  const low = 2 / 3 + z * (2 / 5) + z2 * (2 / 7 + z * (2 / 9));
  const middle = 2 / 11 + z * (2 / 13) + z2 * (2 / 15 + z * (2 / 17));
  const high = 2 / 19 + z * (2 / 21);
  const tail = z * (low + z4 * (middle + z4 * high));
  const h = 0.5 * f * f;
  const rest = s * (h + tail);
  if (k === 0) return f - (h - rest);
  return k * LN2_HIGH - (h - (rest + k * LN2_LOW) - f);
}

/** Splits a double x in two of 26 bits: c − (c − x) with c = x × SPLITTER, and the rest (Dekker 1971). */
const SPLITTER = 134217729; // 2^27 + 1

/** base^exponent of a positive, finite base; |exponent| finite, neither trivial. */
function powerOfPositive(base: number, exponent: number): number {
  const subnormal = base < LEAST_NORMAL;
  const normal = subnormal ? base * powerOfTwo(54) : base;
  const shift = exponentOf(normal);
  const m = normal * powerOfTwo(-shift);
  const k = subnormal ? shift - 54 : shift;
  // base = 2^k × (i/64) × (1 + r): r = r1 + r2 to twice the precision, |r| ≤ 1/90.
  const i = Math.floor(m * 64 + 0.5);
  const g = m * 64 - i;
  const r1 = g / i;
  const cut = r1 * SPLITTER;
  const a = cut - (cut - r1);
  const b = r1 - a;
  const r2 = (g - a * i - b * i) / i;
  // ln(1 + r) = r − r²/2 + r³/3 − …, the square exact as q1 + q2.
  const q1 = r1 * r1;
  const q2 = a * a - q1 + 2 * a * b + b * b + 2 * r1 * r2;
  const cubic =
    r1 *
    q1 *
    (1 / 3 -
      r1 *
        (1 / 4 -
          r1 *
            (1 / 5 -
              r1 *
                (1 / 6 -
                  r1 * (1 / 7 - r1 * (1 / 8 - r1 * (1 / 9 - r1 * (1 / 10 - r1 * (1 / 11)))))))));
  // The tables and LN2_HIGH share a grid, so the first sum is exact.
  const start = k * LN2_HIGH + (LN_HIGH[i - FIRST_CENTRE] as number); // i is 45..91
  const sum1 = start + r1;
  const error1 = r1 - (sum1 - start);
  const sum2 = sum1 - 0.5 * q1;
  const error2 = sum1 - sum2 - 0.5 * q1;
  const small = cubic - 0.5 * q2 + r2 + (k * LN2_LOW + (LN_LOW[i - FIRST_CENTRE] as number)); // as above
  const low = error1 + error2 + small;
  const log1 = sum2 + low;
  const log2 = low - (log1 - sum2);
  // exponent × ln(base) as p1 + p2.
  const p1 = exponent * log1;
  if (p1 > 710) return INFINITE;
  if (p1 < -746) return 0;
  const cutY = exponent * SPLITTER;
  const c = cutY - (cutY - exponent);
  const d = exponent - c;
  const cutL = log1 * SPLITTER;
  const e = cutL - (cutL - log1);
  const h = log1 - e;
  const p2 = c * e - p1 + c * h + d * e + d * h + exponent * log2;
  return expOfSum(p1, p2);
}

/**
 * base^exponent. base^0 = 1 and base^1 = base; base^2 is base × base, so a square written either
 * way has the same bits. A negative base needs an integer exponent, else NaN; 0^negative is
 * infinite.
 */
export function pow(base: number, exponent: number): number {
  if (exponent === 2) return base * base;
  if (exponent === 1) return base;
  if (exponent === 0) return 1;
  if (base > 0 && base < INFINITE && exponent > -INFINITE && exponent < INFINITE)
    return base === 1 ? 1 : powerOfPositive(base, exponent);
  return powerOfOthers(base, exponent);
}

/** The cases of `pow` that are not a positive finite base with a finite exponent. */
function powerOfOthers(base: number, exponent: number): number {
  if (Number.isNaN(base) || Number.isNaN(exponent)) return NaN;
  const magnitude = Math.abs(base);
  if (Math.abs(exponent) === INFINITE) {
    if (magnitude === 1) return NaN;
    return magnitude > 1 === exponent > 0 ? INFINITE : 0;
  }
  const isInteger = Math.floor(exponent) === exponent;
  const isOdd = isInteger && Math.floor(exponent / 2) * 2 !== exponent;
  const negative = base < 0 || Object.is(base, -0);
  if (magnitude === 0 || magnitude === INFINITE) {
    const size = (magnitude === 0) === exponent > 0 ? 0 : INFINITE;
    return negative && isOdd ? -size : size;
  }
  if (!isInteger) return NaN;
  const size = magnitude === 1 ? 1 : powerOfPositive(magnitude, exponent);
  return isOdd ? -size : size;
}

/**
 * 1/(1 + e^−x), from the exponential that cannot overflow: 1/(1 + e^−x) for x ≥ 0, e^x/(1 + e^x)
 * below. From 0 to 1, both reached only by rounding.
 */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
}
