/**
 * Distribution functions in closed form, for judging what is drawn: incomplete gamma and beta
 * functions by their series and continued fractions (DLMF 8.7.1, 8.9.2, 8.17.22), and two measures
 * of how well a sample fits. Good to about 1e-9, far less than any sample can tell.
 */

/** ln Γ(x) for x > 0: Stirling's series where it is exact enough, reached by Γ(x + 1) = x Γ(x). */
export function lnGammaFunction(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 20; at += 1) shift += Math.log(at);
  const r = 1 / at;
  const series = r * (1 / 12 - r * r * (1 / 360 - r * r * (1 / 1260 - (r * r) / 1680)));
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

const ENOUGH = 1e-15;

/** Value of b0 + a1/(b1 + a2/(b2 + …)) by Lentz's method. */
function continuedFraction(b0: number, a: (n: number) => number, b: (n: number) => number): number {
  const never0 = (x: number): number => (x === 0 ? 1e-300 : x);
  let value = never0(b0);
  let c = value;
  let d = 0;
  for (let n = 1; n < 1_000_000; n += 1) {
    d = 1 / never0(b(n) + a(n) * d);
    c = never0(b(n) + a(n) / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < ENOUGH) return value;
  }
  throw new Error('the continued fraction does not converge');
}

/** Share of the gamma distribution of this shape and scale 1 that is below x. */
export function gammaBelow(shape: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(shape * Math.log(x) - x - lnGammaFunction(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; term > sum * ENOUGH; n += 1) sum += term *= x / (shape + n);
    return front * sum;
  }
  const fraction = continuedFraction(
    x + 1 - shape,
    (n) => -n * (n - shape),
    (n) => x + 2 * n + 1 - shape,
  );
  return 1 - front / fraction;
}

/** Share of the beta distribution that is below x. */
export function betaBelow(a: number, b: number, x: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(b, a, 1 - x);
  const lnBeta = lnGammaFunction(a) + lnGammaFunction(b) - lnGammaFunction(a + b);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lnBeta) / a;
  const coefficient = (n: number): number => {
    const m = Math.floor(n / 2);
    if (n % 2 === 0) return (m * (b - m) * x) / ((a + n - 1) * (a + n));
    return (-(a + m) * (a + b + m) * x) / ((a + n - 1) * (a + n));
  };
  return front / continuedFraction(1, coefficient, () => 1);
}

/** Share of the standard normal distribution that is below z. */
export function normalBelow(z: number): number {
  const half = gammaBelow(0.5, 0.5 * z * z) / 2;
  return z < 0 ? 0.5 - half : 0.5 + half;
}

/** Share of Student's t, not scaled, that is below t. */
export function studentBelow(df: number, t: number): number {
  const tail = betaBelow(df / 2, 0.5, df / (df + t * t)) / 2;
  return t < 0 ? tail : 1 - tail;
}

/**
 * Kolmogorov and Smirnov: √N × the largest distance between the distribution function of a sample
 * and the true one. Above 1.63 in 1 of 100 true samples, above 2.2 in 1 of 8000.
 */
export function distanceScore(sample: Float64Array, below: (x: number) => number): number {
  const n = sample.length;
  let worst = 0;
  for (const [index, x] of sample.toSorted().entries()) {
    const share = below(x);
    worst = Math.max(worst, share - index / n, (index + 1) / n - share);
  }
  return worst * Math.sqrt(n);
}

/**
 * The probability that a true sample would fit worse: Pearson's chi-square over bins, neighbours
 * put together until 10 are expected in each.
 * @param observed how often each bin was hit
 * @param expected probability of each bin; together 1
 */
export function fitProbability(observed: ArrayLike<number>, expected: ArrayLike<number>): number {
  const total = Array.from(observed).reduce((sum, count) => sum + count, 0);
  const bins: [number, number][] = [];
  let [seen, wanted] = [0, 0];
  for (let bin = 0; bin < expected.length; bin += 1) {
    seen += observed[bin] ?? NaN;
    wanted += (expected[bin] ?? NaN) * total;
    if (wanted < 10) continue;
    bins.push([seen, wanted]);
    [seen, wanted] = [0, 0];
  }
  const last = bins.at(-1);
  if (last === undefined || bins.length < 2) throw new Error('a fit needs two bins');
  last[0] += seen;
  last[1] += wanted;
  const sum = bins.reduce((chi, [count, mean]) => chi + (count - mean) ** 2 / mean, 0);
  return 1 - gammaBelow((bins.length - 1) / 2, sum / 2);
}
