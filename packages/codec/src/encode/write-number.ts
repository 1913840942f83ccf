import { DOT, MINUS, ZERO } from '../scan/ascii.ts';
import { EXACT_DIGITS, printNumber } from './print-number.ts';

/** Bytes that `writeNumber` may need: a sign, 17 digits, a point, an exponent, leading zeros. */
export const NUMBER_BYTES = 32;

/** 10^0..10^22: the powers of ten that are doubles. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** 10^0, 10^-1, … 10^-6, as near as doubles come. */
const SHARES = Array.from({ length: 7 }, (_, exponent) => Number(`1e-${exponent}`));

/** Below and from here on numbers are left to the engine: exponents are rare and slow anyway. */
const LEAST = 1e-6;
const LARGEST = 1e15;

/** Half of the digits of a double: two such numbers multiply exactly (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;
const MOST_EXACT = 2 ** 53;

/** Rounding is left to the engine this near to a tie: the errors below are far smaller. */
const NEAR_TIE = 1e-6;
/** Of so many digits at most: a scaled value of ten digits is wrong by less than `NEAR_TIE`. */
const MOST_ROUNDED = 9;

/** Low digits that are written apart: 10^8 and what is left of 17 digits fit into integers. */
const LOW_DIGITS = 8;
const LOW = 1e8;

/** Scratch memory: the digits of one number, most significant first. */
const digitsOf = new Uint8Array(LOW_DIGITS + 10);

/**
 * Writes what `printNumber` prints, as bytes, in about a third of its time: no text is made unless
 * the number has an exponent, sixteen digits beyond the integers, or lies on a tie.
 * @param at where it begins; `NUMBER_BYTES` bytes must be free
 * @param digits as of `printNumber`
 * @returns the index after the last byte
 * @throws UnprintableError for NaN and infinities
 */
export function writeNumber(
  bytes: Uint8Array,
  at: number,
  value: number,
  digits: number | null,
): number {
  if (value === 0) {
    bytes[at] = ZERO;
    return at + 1;
  }
  const size = value < 0 ? -value : value;
  if (!(size >= LEAST && size < LARGEST)) return writeText(bytes, at, printNumber(value, digits));
  const from = at;
  let next = at;
  if (value < 0) {
    bytes[next] = MINUS;
    next += 1;
  }
  const isExact = digits === null || digits >= EXACT_DIGITS;
  const exponent = exponentOf(size);
  const count = isExact
    ? findShortest(size, exponent)
    : digits <= MOST_ROUNDED
      ? roundTo(size, exponent, digits)
      : 0;
  if (count === 0) return writeText(bytes, from, printNumber(value, digits));
  // 9.9999996 rounds to 10.0000, which has one digit more before its point
  const carried = count < 0 ? 1 : 0;
  return writeDigits(bytes, next, Math.abs(count), exponent + carried);
}

/** e with 10^e ≤ value < 10^(e+1), for a value from 10^-6 to below 10^15. */
function exponentOf(value: number): number {
  let exponent = 0;
  if (value >= 1) while (value >= (POWERS[exponent + 1] as number)) exponent += 1; // the tables reach as far as the values, here and below
  else while (value < (SHARES[-exponent] as number)) exponent -= 1;
  return exponent;
}

/**
 * The fewest digits that read back as the same double. Fifteen are tried first: a decimal of 15
 * digits m/10^k is exactly the quotient of two doubles, so one division tells. Then 16 and 17, from
 * the exact product value × 10^k in two doubles (Dekker).
 * @returns how many digits are in `digitsOf`; 0: not found here
 */
function findShortest(value: number, exponent: number): number {
  const scale = POWERS[14 - exponent] as number;
  const short = Math.round(value * scale);
  if (short / scale === value) return short < LARGEST ? splitDigits(short, 15) : 0;

  const scale16 = scale * 10;
  const near = value * scale16;
  // the integers above are even: the sixteenth digit could not be told
  if (near >= MOST_EXACT) return 0;
  const error16 = productError(value, scale16, near);
  let whole = Math.round(near);
  const rest = near - whole + error16;
  if (rest > 0.5) whole += 1;
  else if (rest < -0.5) whole -= 1;
  if (whole / scale16 === value) return splitDigits(whole, 16);

  const scale17 = scale * 100;
  const product = value * scale17;
  const error = productError(value, scale17, product);
  const step = Math.round(error);
  if (Math.abs(Math.abs(error - step) - 0.5) < NEAR_TIE) return 0;
  let high = Math.floor(product / LOW);
  let low = product - high * LOW + step;
  if (low < 0) {
    low += LOW;
    high -= 1;
  } else if (low >= LOW) {
    low -= LOW;
    high += 1;
  }
  return putDigits(high, low, 17);
}

/** a·b − product, exactly (Dekker 1971). */
function productError(a: number, b: number, product: number): number {
  const upA = SPLITTER * a;
  const highA = upA - (upA - a);
  const lowA = a - highA;
  const upB = SPLITTER * b;
  const highB = upB - (upB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** @returns how many digits are in `digitsOf`, negative when the rounding carried; 0: too near a tie */
function roundTo(value: number, exponent: number, digits: number): number {
  const places = digits - 1 - exponent;
  const scaled =
    places >= 0 ? value * (POWERS[places] as number) : value / (POWERS[-places] as number);
  const below = Math.floor(scaled);
  const over = scaled - below;
  if (Math.abs(over - 0.5) < NEAR_TIE) return 0;
  const rounded = over > 0.5 ? below + 1 : below;
  return rounded === POWERS[digits]
    ? -splitDigits(rounded / 10, digits)
    : splitDigits(rounded, digits);
}

function splitDigits(value: number, count: number): number {
  const high = Math.floor(value / LOW);
  return putDigits(high, value - high * LOW, count);
}

/** Puts the `count` digits of high·10^8 + low into `digitsOf`. */
function putDigits(high: number, low: number, count: number): number {
  let rest = low | 0;
  let at = count - 1;
  const border = Math.max(0, count - LOW_DIGITS);
  for (; at >= border; at -= 1) {
    const tens = (rest / 10) | 0;
    digitsOf[at] = ZERO + rest - tens * 10;
    rest = tens;
  }
  rest = high | 0;
  for (; at >= 0; at -= 1) {
    const tens = (rest / 10) | 0;
    digitsOf[at] = ZERO + rest - tens * 10;
    rest = tens;
  }
  return count;
}

/** Writes `count` digits with the point where the exponent says, without zeros at the end. */
function writeDigits(bytes: Uint8Array, from: number, count: number, exponent: number): number {
  let last = count;
  while (digitsOf[last - 1] === ZERO) last -= 1;
  let at = from;
  let digit = 0;
  if (exponent < 0) {
    bytes[at] = ZERO;
    bytes[at + 1] = DOT;
    at += 2;
    for (let zeros = -1; zeros > exponent; zeros -= 1, at += 1) bytes[at] = ZERO;
  } else {
    for (; digit <= exponent; digit += 1, at += 1)
      bytes[at] = digit < last ? (digitsOf[digit] as number) : ZERO;
    if (digit >= last) return at;
    bytes[at] = DOT;
    at += 1;
  }
  for (; digit < last; digit += 1, at += 1) bytes[at] = digitsOf[digit] as number;
  return at;
}

function writeText(bytes: Uint8Array, from: number, text: string): number {
  for (let index = 0; index < text.length; index += 1) bytes[from + index] = text.charCodeAt(index);
  return from + text.length;
}
