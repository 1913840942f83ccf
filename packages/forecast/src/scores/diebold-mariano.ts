/**
 * Diebold–Mariano statistic of score differences: their mean over its standard error, with the
 * autocovariances up to `lag` weighted down (Newey & West 1987).
 * @param differences score of the one minus score of the other, per origin, in order of time
 * @param lag the horizon: forecasts h steps ahead overlap
 * @returns below about −2 the first is better than chance would have it; null for fewer than 2
 *   differences or when they do not vary
 * @see Diebold & Mariano 1995, Comparing predictive accuracy
 */
export function dieboldMariano(differences: readonly number[], lag: number): number | null {
  const count = differences.length;
  if (count < 2) return null;
  const mean = differences.reduce((sum, d) => sum + d, 0) / count;
  let variance = 0;
  for (let back = 0; back <= Math.min(lag, count - 1); back += 1) {
    let products = 0;
    for (let t = back; t < count; t += 1)
      products += ((differences[t] ?? 0) - mean) * ((differences[t - back] ?? 0) - mean);
    variance += (back === 0 ? 1 : 2 * (1 - back / (lag + 1))) * (products / count);
  }
  return variance > 0 ? mean / Math.sqrt(variance / count) : null;
}
