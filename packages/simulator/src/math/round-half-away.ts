/** The whole number nearest to x; of two as near the one farther from 0. Exact; −0 for −0.5 < x ≤ −0. */
export function roundHalfAway(x: number): number {
  const size = Math.abs(x);
  const whole = Math.floor(size);
  const nearest = size - whole >= 0.5 ? whole + 1 : whole;
  return x < 0 || Object.is(x, -0) ? -nearest : nearest;
}
