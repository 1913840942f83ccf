import { studentTail } from './student-tail.ts';

/** How sure it is that the mean of score differences is not 0. */
export interface MeanTest {
  /** The mean over its standard error; below 0 the first scores lower, which is better. */
  readonly t: number;
  /** Degrees of freedom of t under equal skill. */
  readonly df: number;
  /** Two-sided probability of a t at least as far from 0 under equal skill. */
  readonly p: number;
}

/**
 * Diebold–Mariano test of equal skill that keeps its level on few and overlapping origins. The
 * variance of the mean is that of its first cosine transforms (equally weighted cosines, Lazarus,
 * Lewis, Stock & Watson 2018), so that t has Student's distribution; as forecasts `overlap` origins
 * ahead share what comes between, each transform is divided by what is expected of it when all of
 * that is shared, relative to the mean (the correction that Harvey, Leybourne & Newbold 1997 make
 * for the number of origins alone).
 * @param differences score of the one minus score of the other, per origin, in order of time
 * @param overlap origins whose forecasts share what comes after them: horizon over stride, ≥ 1
 * @returns null when nothing can be told: fewer origins than one overlap or than 2, or no difference
 * @see Diebold & Mariano 1995, Comparing predictive accuracy
 */
export function dieboldMariano(differences: readonly number[], overlap: number): MeanTest | null {
  const count = differences.length;
  // one per overlap, and at most n^(2/3): the slow cosines also see dependence nobody knows of
  let df = 0;
  while (df + 2 <= count && (df + 1) * overlap <= count && (df + 1) ** 3 <= count ** 2) df += 1;
  if (df < 1 || differences.every((d) => d === 0)) return null;
  const mean = differences.reduce((sum, d) => sum + d, 0) / count;
  const ofMean = sharedVariance(new Float64Array(count).fill(1 / count), overlap);
  let variance = 0;
  for (let j = 1; j <= df; j += 1) {
    const cosines = Float64Array.from(differences, (_, i) =>
      Math.cos((Math.PI * j * (i + 0.5)) / count),
    );
    const transform = differences.reduce((sum, d, i) => sum + (d - mean) * (cosines[i] ?? 0), 0);
    variance += ((transform * transform) / sharedVariance(cosines, overlap)) * (ofMean / df);
  }
  const t = mean / Math.sqrt(variance);
  return { t, df, p: studentTail(t, df) };
}

/** Variance of Σ wᵢdᵢ when every dᵢ is the sum of `overlap` shocks in a row, of variance 1 each. */
function sharedVariance(weights: Float64Array, overlap: number): number {
  let [inWindow, sum] = [0, 0];
  for (let end = 0; end < weights.length + overlap - 1; end += 1) {
    inWindow += (weights[end] ?? 0) - (weights[end - overlap] ?? 0);
    sum += inWindow * inWindow;
  }
  return sum;
}
