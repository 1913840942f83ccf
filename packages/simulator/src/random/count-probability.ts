import { ln } from '../math/elementary.ts';

/**
 * Logarithms of the probabilities of counts, by saddle points (Loader 2000): what would cancel, as
 * k·ln k against ln k!, is never formed, so a count of 10^15 is as accurate as one of 10.
 * @see https://www.r-project.org/doc/reports/CLoader2002.pdf
 */

const HALF_LN_2PI = 0.9189385332046728;

/** From here on Stirling's series is exact enough: its first term left out is below 1e-15. */
const SERIES_FROM = 16;

/** ln k! − (k·ln k − k) of small k; 15! is below 2^53, so every factorial is exact. */
const SMALL = new Float64Array(SERIES_FROM);
for (let k = 1, factorial = 1; k < SERIES_FROM; k += 1, factorial *= k)
  SMALL[k] = ln(factorial) - k * ln(k) + k;

/** ln k! − (k·ln k − k): what Stirling's first two terms leave, ½ ln(2πk) + 1/(12k) − … */
function stirlingRest(k: number): number {
  if (k < SERIES_FROM) return SMALL[k] as number; // a count from 0 on
  const r = 1 / k;
  const rr = r * r;
  const series = 1 / 12 - rr * (1 / 360 - rr * (1 / 1260 - rr * (1 / 1680 - rr * (1 / 1188))));
  return HALF_LN_2PI + 0.5 * ln(k) + r * series;
}

/** Where k and the mean differ less than this share of their sum, the series is used. */
const NEAR = 0.1;

/**
 * k·ln(k/mean) + mean − k, from 0 on, without its cancellation near k = mean.
 * @param mean above 0
 */
function deviance(k: number, mean: number): number {
  if (k === 0) return mean;
  const v = (k - mean) / (k + mean);
  if (!(Math.abs(v) < NEAR)) return k * ln(k / mean) + mean - k;
  // With k/mean = (1 + v)/(1 − v) the logarithm is 2 (v + v³/3 + v⁵/5 + …).
  const vv = v * v;
  let sum = (k - mean) * v;
  let term = 2 * (k * v);
  for (let odd = 3; ; odd += 2) {
    term *= vv;
    const next = sum + term / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * ln of the probability that a Poisson count is k.
 * @param k an integer from 0 on
 * @param mean above 0
 */
export function lnPoissonProbability(k: number, mean: number): number {
  return -deviance(k, mean) - stirlingRest(k);
}

/**
 * ln of the probability of k successes in n trials.
 * @param k an integer in 0..n
 * @param p of one trial, inside (0, 1)
 */
export function lnBinomialProbability(k: number, n: number, p: number): number {
  const ways = stirlingRest(n) - stirlingRest(k) - stirlingRest(n - k);
  return ways - deviance(k, n * p) - deviance(n - k, n * (1 - p));
}
