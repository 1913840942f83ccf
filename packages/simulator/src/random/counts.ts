import type { Rng } from '@pulse-stream/worldstate';
import { exp, floor, ln, sqrt } from '../math/elementary.ts';
import { ln1p } from '../math/ln1p.ts';
import { lnBinomialProbability, lnPoissonProbability } from './count-probability.ts';
import { drawGamma } from './gamma.ts';

/**
 * Counts by two exact methods each: below a mean of 10 the distribution function is searched from 0
 * on, else a transformed uniform is kept or drawn again (Hörmann 1993: PTRS, BTRS; about 1.2 tries).
 * So the cost of a draw does not grow with its mean. Counts beyond 2^53 are integers still, of the
 * precision of a double.
 * @see https://doi.org/10.1016/0167-6687(93)90997-4 (Poisson) and
 *   https://doi.org/10.1080/00949659308811496 (binomial)
 */
const SEARCH_BELOW = 10;

/** No count of so small a mean comes here, but what rounding left over may: it is drawn again. */
const MOST_SEARCHED = 100;

/** Uniform in (0, 1]: its logarithm is a number. */
function nextPositiveUnit(rng: Rng): number {
  return 1 - rng.nextUnit();
}

function searchPoisson(mean: number, rng: Rng): number {
  for (;;) {
    let rest = rng.nextUnit();
    let probability = exp(-mean);
    for (let k = 0; k < MOST_SEARCHED; k += 1) {
      if (rest < probability) return k;
      rest -= probability;
      probability *= mean / (k + 1);
    }
  }
}

/** PTRS: the names of its constants are those of the paper. */
function rejectPoisson(mean: number, rng: Rng): number {
  const b = 0.931 + 2.53 * sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = rng.nextUnit() - 0.5;
    const v = nextPositiveUnit(rng);
    const us = 0.5 - Math.abs(u);
    const k = floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (ln((v * inverseAlpha) / (a / (us * us) + b)) <= lnPoissonProbability(k, mean)) return k;
  }
}

/**
 * Draws a Poisson count.
 * @param mean 0 or more, finite; 0 gives 0
 */
export function drawPoisson(mean: number, rng: Rng): number {
  return mean < SEARCH_BELOW ? searchPoisson(mean, rng) : rejectPoisson(mean, rng);
}

function searchBinomial(n: number, p: number, rng: Rng): number {
  const odds = p / (1 - p);
  const most = Math.min(n, MOST_SEARCHED);
  for (;;) {
    let rest = rng.nextUnit();
    let probability = exp(n * ln1p(-p));
    for (let k = 0; k <= most; k += 1) {
      if (rest < probability) return k;
      rest -= probability;
      probability *= ((n - k) / (k + 1)) * odds;
    }
  }
}

/** BTRS: the names of its constants are those of the paper. */
function rejectBinomial(n: number, p: number, rng: Rng): number {
  const spread = sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  for (;;) {
    const u = rng.nextUnit() - 0.5;
    const v = nextPositiveUnit(rng);
    const us = 0.5 - Math.abs(u);
    const k = floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || k > n) continue;
    const alpha = (2.83 + 5.1 / b) * spread;
    const mode = floor((n + 1) * p);
    const ratio = lnBinomialProbability(k, n, p) - lnBinomialProbability(mode, n, p);
    if (ln((v * alpha) / (a / (us * us) + b)) <= ratio) return k;
  }
}

/**
 * Draws the number of successes in n trials.
 * @param n an integer, 0 or more
 * @param p of one trial, 0..1
 * @returns an integer in 0..n
 */
export function drawBinomial(n: number, p: number, rng: Rng): number {
  if (p > 0.5) return n - drawBinomial(n, 1 - p, rng);
  return n * p < SEARCH_BELOW ? searchBinomial(n, p, rng) : rejectBinomial(n, p, rng);
}

/**
 * Draws a negative binomial count: a Poisson count whose mean is drawn from a gamma of shape k, so
 * its variance is mean + mean²/k.
 * @param mean 0 or more, finite; 0 gives 0
 * @param k the size, above 0: the smaller, the more uneven
 */
export function drawNegativeBinomial(mean: number, k: number, rng: Rng): number {
  // of a size near 0 the gamma can be infinite, and nothing of it is no number
  if (mean === 0) return 0;
  const rate = (drawGamma(k, rng) / k) * mean;
  return drawPoisson(Math.min(rate, Number.MAX_VALUE), rng);
}
