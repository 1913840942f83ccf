/**
 * The nearest number in [0, 1]; NaN stays NaN (a later check turns it into a failure) and −0
 * becomes 0, so that no record prints −0.
 * @param value any double
 */
export function clamp01(value: number): number {
  return value <= 0 ? 0 : value > 1 ? 1 : value;
}
