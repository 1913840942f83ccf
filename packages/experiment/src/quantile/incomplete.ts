/** A continued fraction has settled when a factor changes it by less. */
const SETTLED = 1e-16;
/** Stands for 0 in a continued fraction, so that nothing is divided by it. */
const TINY = 1e-300;
const MOST_TERMS = 10_000;

/** Lanczos' approximation with g = 7 and nine terms, good to 15 digits. */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
];
const HALF_LN_TWO_PI = 0.9189385332046727;

/** The logarithm of the gamma function. @param x above 0 */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  const [first = 0, ...rest] = LANCZOS;
  const sum = rest.reduce((total, term, index) => total + term / (x + index), first);
  const t = x + 6.5;
  return HALF_LN_TWO_PI + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * The value of a continued fraction a₁/(b₁ + a₂/(b₂ + …)), by Lentz's method.
 * @param term gives [aₖ, bₖ] for k = 1, 2, …
 */
function lentz(term: (k: number) => readonly [number, number]): number {
  let value = TINY;
  let c = TINY;
  let d = 0;
  for (let k = 1; k <= MOST_TERMS; k += 1) {
    const [a, b] = term(k);
    d = 1 / (b + a * d || TINY);
    c = b + a / c || TINY;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < SETTLED) break;
  }
  return value;
}

/**
 * The share of the gamma distribution of scale 1 below x, and above it: the smaller one is exact
 * where the other is rounded to 1.
 * @param shape above 0
 * @param x 0 or more
 * @see https://dlmf.nist.gov/8.11, 8.9
 */
export function gammaShares(shape: number, x: number): readonly [number, number] {
  if (x <= 0) return [0, 1];
  if (x === Infinity) return [1, 0];
  const front = Math.exp(shape * Math.log(x) - x - lnGamma(shape + 1));
  if (x < shape + 1) {
    let [sum, term] = [1, 1];
    for (let k = 1; k <= MOST_TERMS && term > sum * SETTLED; k += 1) {
      term *= x / (shape + k);
      sum += term;
    }
    const below = Math.min(1, front * sum);
    return [below, 1 - below];
  }
  const fraction = lentz((k) =>
    k === 1 ? [1, x + 1 - shape] : [(k - 1) * (shape - k + 1), x + 2 * k - 1 - shape],
  );
  const above = Math.min(1, front * shape * fraction);
  return [1 - above, above];
}

/**
 * The share of the beta distribution below x, and above it.
 * @param a above 0
 * @param b above 0
 * @param x between 0 and 1
 * @see https://dlmf.nist.gov/8.17#v
 */
export function betaShares(a: number, b: number, x: number): readonly [number, number] {
  if (x <= 0) return [0, 1];
  if (x >= 1) return [1, 0];
  if (x > (a + 1) / (a + b + 2)) {
    const [above, below] = betaShares(b, a, 1 - x);
    return [below, above];
  }
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) + lnGamma(a + b) - lnGamma(a) - lnGamma(b),
  );
  const fraction = lentz((k) => {
    if (k === 1) return [1, 1];
    const m = Math.floor((k - 1) / 2);
    const place = a + 2 * m;
    return k % 2 === 0
      ? [(-(a + m) * (a + b + m) * x) / (place * (place + 1)), 1]
      : [(m * (b - m) * x) / ((place - 1) * place), 1];
  });
  const below = Math.min(1, (front * fraction) / a);
  return [below, 1 - below];
}
