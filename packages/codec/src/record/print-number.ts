import { DOT, ZERO } from '../scan/ascii.ts';

/** A value that JSON cannot hold was about to be printed: a bug of the stage that made it. */
export class UnprintableError extends Error {
  override readonly name = 'UnprintableError';
}

/** Significant digits that carry every double. */
export const EXACT_DIGITS = 17;

/** Decimals of so many digits are all different doubles: their digits are the shortest ones. */
const UNIQUE_DIGITS = 15;

/**
 * The number policy of everything that leaves the process: finite numbers only, −0 as 0, the
 * shortest digits that read back as the same double.
 * @param digits null: the number itself; else it is first rounded to so many significant digits
 *   (1..17), e.g. 0.1234567 with 6 prints 0.123457
 * @throws UnprintableError for NaN and infinities
 */
export function printNumber(value: number, digits: number | null): string {
  if (!Number.isFinite(value)) throw new UnprintableError(`${value} cannot be printed`);
  if (value === 0) return '0';
  if (digits === null || digits >= EXACT_DIGITS) return String(value);
  const text = value.toPrecision(digits);
  if (digits <= UNIQUE_DIGITS && !text.includes('e')) return stripZeros(text);
  const rounded = Number(text);
  // the largest doubles may round up to infinity
  return String(Number.isFinite(rounded) ? rounded : value);
}

/** 0.5000 as 0.5, 12.00 as 12; what has no point stays. */
function stripZeros(text: string): string {
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === ZERO) end -= 1;
  return text.slice(0, text.charCodeAt(end - 1) === DOT ? end - 1 : end);
}
