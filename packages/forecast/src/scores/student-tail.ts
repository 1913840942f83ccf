/**
 * Two-sided tail probability of Student's t: P(|T| ≥ |t|).
 * @param t may be infinite
 * @param df degrees of freedom, an integer ≥ 1
 * @throws RangeError when it is not
 * @see Abramowitz & Stegun 1964, 26.7.3 and 26.7.4
 */
export function studentTail(t: number, df: number): number {
  if (!Number.isInteger(df) || df < 1) throw new RangeError(`${df} degrees of freedom`);
  const angle = Math.atan(Math.abs(t) / Math.sqrt(df));
  const cosine = Math.cos(angle);
  const isOdd = df % 2 === 1;
  let [term, sum] = isOdd ? [cosine, 0] : [1, 0];
  for (let k = isOdd ? 1 : 0; k <= df - 2; k += 2) {
    sum += term;
    term *= ((k + 1) / (k + 2)) * cosine * cosine;
  }
  const inside = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return Math.max(0, 1 - inside);
}
