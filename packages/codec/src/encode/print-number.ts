/** A value that JSON cannot hold was about to be printed: a bug of the stage that made it. */
export class UnprintableError extends Error {
  override readonly name = 'UnprintableError';
}

/** Significant digits that carry every double. */
export const EXACT_DIGITS = 17;

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
  const rounded = Number(value.toPrecision(digits));
  // the largest doubles may round up to infinity
  return String(Number.isFinite(rounded) ? rounded : value);
}
