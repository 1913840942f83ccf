import { DOT, ZERO } from '../scan/ascii.ts';

/** "00", "01", … "99" as little-endian words: two digits cost one division and one store. */
const PAIRS = Uint16Array.from(
  { length: 100 },
  (_, pair) => ZERO + Math.floor(pair / 10) + ((ZERO + (pair % 10)) << 8),
);

/**
 * Writes an integer below 2^31 with exactly `count` digits.
 * @param count 0 writes nothing
 */
export function writeDigits(view: DataView, at: number, value: number, count: number): void {
  let rest = value | 0;
  let end = at + count;
  for (; end - at >= 2; end -= 2) {
    const hundreds = (rest / 100) | 0;
    view.setUint16(end - 2, PAIRS[rest - hundreds * 100] as number, true); // 0..99
    rest = hundreds;
  }
  if (end > at) view.setUint8(at, ZERO + rest);
}

/** Writes an integer from 0 to below 2^53; returns the index after it. */
export function writeInteger(view: DataView, at: number, value: number): number {
  if (value < 10) {
    view.setUint8(at, ZERO + value);
    return at + 1;
  }
  const low = value < 1e8 ? value : value % 1e8;
  const high = value < 1e8 ? 0 : (value - low) / 1e8;
  let digits = 1;
  const first = high > 0 ? high : low;
  for (let bound = 10; first >= bound; bound *= 10) digits += 1;
  if (high > 0) {
    writeDigits(view, at, high, digits);
    writeDigits(view, at + digits, low, 8);
    return at + digits + 8;
  }
  writeDigits(view, at, low, digits);
  return at + digits;
}

/**
 * Puts point and leading zeros to digits, and takes the zeros at the end away.
 * @param at where the number begins
 * @param first where its `count` digits are: behind room for the leading zeros and the point
 * @param exponent of ten of the first digit; less than `count`
 * @returns the index after the number
 */
export function movePoint(
  view: DataView,
  at: number,
  first: number,
  count: number,
  exponent: number,
): number {
  if (exponent < 0) {
    view.setUint8(at, ZERO);
    view.setUint8(at + 1, DOT);
    for (let zero = at + 2; zero < first; zero += 1) view.setUint8(zero, ZERO);
  } else {
    for (let digit = at; digit <= at + exponent; digit += 1)
      view.setUint8(digit, view.getUint8(digit + 1));
    view.setUint8(at + exponent + 1, DOT);
  }
  return trimZeros(view, first + count);
}

/** Takes zeros after the point away, and the point when nothing follows it. */
export function trimZeros(view: DataView, end: number): number {
  let last = end;
  while (view.getUint8(last - 1) === ZERO) last -= 1;
  return view.getUint8(last - 1) === DOT ? last - 1 : last;
}
