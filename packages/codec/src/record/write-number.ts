import { DOT, MINUS, ZERO } from '../scan/ascii.ts';
import { EXACT_DIGITS, printNumber } from './print-number.ts';
import { movePoint, trimZeros, writeDigits, writeInteger } from './write-digits.ts';

/** Bytes that `writeNumber` may need: a sign, 17 digits, a point, an exponent, leading zeros. */
export const NUMBER_BYTES = 32;

/** 10^0..10^22: the powers of ten that are doubles. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** 10^0, 10^-1, … 10^-6, as near as doubles come. */
const SHARES = Float64Array.from({ length: 7 }, (_, exponent) => Number(`1e-${exponent}`));

/** Below and from here on numbers are left to the engine: exponents are rare and slow anyway. */
const LEAST = 1e-6;
const LARGEST = 1e15;

/** Decimals of up to six places are looked for first: people write such. */
const FEW_PLACES = 6;
const FEW_SCALE = 1e6;
const FEW_BELOW = 1e9;

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

/**
 * Writes what `printNumber` prints, as bytes, in a tenth of its time: no text is made unless the
 * number has an exponent, sixteen digits beyond the integers, or lies on a tie.
 * @param at where it begins; `NUMBER_BYTES` bytes must be free
 * @param digits as of `printNumber`
 * @returns the index after the last byte
 * @throws UnprintableError for NaN and infinities
 */
export function writeNumber(
  view: DataView,
  at: number,
  value: number,
  digits: number | null,
): number {
  if (value === 0) {
    view.setUint8(at, ZERO);
    return at + 1;
  }
  const size = value < 0 ? -value : value;
  if (!(size >= LEAST && size < LARGEST)) return writeText(view, at, printNumber(value, digits));
  let next = at;
  if (value < 0) {
    view.setUint8(at, MINUS);
    next += 1;
  }
  const end =
    digits === null || digits >= EXACT_DIGITS
      ? writeShortest(view, next, size)
      : digits <= MOST_ROUNDED
        ? writeRounded(view, next, size, digits)
        : 0;
  return end > 0 ? end : writeText(view, at, printNumber(value, digits));
}

/** e with 10^e ≤ value < 10^(e+1), for a value from 10^-6 to below 10^15. */
function exponentOf(value: number): number {
  let exponent = 0;
  // the tables reach as far as the values, here and below
  if (value >= 1) while (value >= (POWERS[exponent + 1] as number)) exponent += 1;
  else while (value < (SHARES[-exponent] as number)) exponent -= 1;
  return exponent;
}

/**
 * The fewest digits that read back as the same double. A decimal of 15 digits m/10^k is exactly the
 * quotient of two doubles, so one division tells; six places are tried before, then 15 digits. Then
 * 16 and 17, from the exact product value × 10^k in two doubles (Dekker).
 * @returns the index after the last digit; 0: not found here
 */
function writeShortest(view: DataView, at: number, value: number): number {
  if (value < FEW_BELOW) {
    const scaled = Math.round(value * FEW_SCALE);
    if (scaled / FEW_SCALE === value) return writeFewPlaces(view, at, scaled);
  }
  const exponent = exponentOf(value);
  const scale = POWERS[14 - exponent] as number; // the tables reach as far as the values
  const short = Math.round(value * scale);
  if (short / scale === value) return short < LARGEST ? writeAll(view, at, short, 15, exponent) : 0;

  const scale16 = scale * 10;
  const near = value * scale16;
  // the integers above are even: the sixteenth digit could not be told
  if (near >= MOST_EXACT) return 0;
  const error16 = productError(value, scale16, near);
  let whole = Math.round(near);
  const rest = near - whole + error16;
  if (rest > 0.5) whole += 1;
  else if (rest < -0.5) whole -= 1;
  if (whole / scale16 === value) return writeAll(view, at, whole, 16, exponent);

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
  return writeHalves(view, at, high, low, 17, exponent);
}

/** scaled / 10^6. */
function writeFewPlaces(view: DataView, at: number, scaled: number): number {
  const whole = Math.floor(scaled / FEW_SCALE);
  const places = scaled - whole * FEW_SCALE;
  const point = writeInteger(view, at, whole);
  if (places === 0) return point;
  view.setUint8(point, DOT);
  writeDigits(view, point + 1, places, FEW_PLACES);
  return trimZeros(view, point + 1 + FEW_PLACES);
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

/** @returns the index after the last digit; 0: too near a tie */
function writeRounded(view: DataView, at: number, value: number, digits: number): number {
  const exponent = exponentOf(value);
  const places = digits - 1 - exponent;
  const scaled =
    places >= 0 ? value * (POWERS[places] as number) : value / (POWERS[-places] as number); // as above
  const below = Math.floor(scaled);
  const over = scaled - below;
  if (Math.abs(over - 0.5) < NEAR_TIE) return 0;
  const rounded = over > 0.5 ? below + 1 : below;
  if (places <= 0) return writeInteger(view, at, rounded * (POWERS[-places] as number));
  // 9.9999996 rounds to 10.0000, which has one digit more before its point
  return rounded === POWERS[digits]
    ? writeAll(view, at, rounded / 10, digits, exponent + 1)
    : writeAll(view, at, rounded, digits, exponent);
}

/** Writes the `count` digits of an integer as the number that begins with 10^exponent. */
function writeAll(
  view: DataView,
  at: number,
  integer: number,
  count: number,
  exponent: number,
): number {
  const high = Math.floor(integer / LOW);
  return writeHalves(view, at, high, integer - high * LOW, count, exponent);
}

/** The same for high·10^8 + low. */
function writeHalves(
  view: DataView,
  at: number,
  high: number,
  low: number,
  count: number,
  exponent: number,
): number {
  // room for the point or for what stands before it
  const first = exponent < 0 ? at + 1 - exponent : at + 1;
  const lowDigits = count < LOW_DIGITS ? count : LOW_DIGITS;
  writeDigits(view, first + count - lowDigits, low, lowDigits);
  writeDigits(view, first, high, count - lowDigits);
  return movePoint(view, at, first, count, exponent);
}

function writeText(view: DataView, from: number, text: string): number {
  for (let index = 0; index < text.length; index += 1)
    view.setUint8(from + index, text.charCodeAt(index));
  return from + text.length;
}
