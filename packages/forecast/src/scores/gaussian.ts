/** Where the series for erf hands over to the continued fraction for erfc. */
const SERIES_UP_TO = 2.5;
/** Terms that reach full double precision at and beyond that point. */
const FRACTION_DEPTH = 60;

/** erfc(x) for x ≥ 0, relative error about 1e-15. */
function complement(x: number): number {
  const bell = Math.exp(-x * x);
  if (x <= SERIES_UP_TO) {
    // erf(x) = 2x/√π · e^(−x²) · Σ (2x²)^n / (2n+1)!!, Abramowitz & Stegun 7.1.6
    let term = 1;
    let sum = 1;
    for (let n = 1; term > sum * Number.EPSILON; n += 1) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - ((2 * x) / Math.sqrt(Math.PI)) * bell * sum;
  }
  // erfc(x) = e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 1½/(x + …)))), Abramowitz & Stegun 7.1.14
  let tail = x;
  for (let n = FRACTION_DEPTH; n >= 1; n -= 1) tail = x + n / 2 / tail;
  return bell / Math.sqrt(Math.PI) / tail;
}

/** Standard normal distribution function Φ(z), 0..1. */
export function normalCdf(z: number): number {
  const half = complement(Math.abs(z) * Math.SQRT1_2) / 2;
  return z > 0 ? 1 - half : half;
}

function standardise(mean: number, sd: number, y: number): number {
  if (!(sd > 0)) throw new RangeError(`a Gaussian needs a positive sd, not ${sd}`);
  return (y - mean) / sd;
}

/**
 * CRPS of a Gaussian forecast: σ (z (2Φ(z) − 1) + 2φ(z) − 1/√π), z = (y − μ)/σ.
 * @param sd > 0
 * @returns ≥ 0, in the unit of y
 * @throws RangeError for sd ≤ 0
 * @see Gneiting & Raftery 2007
 */
export function gaussianCrps(mean: number, sd: number, y: number): number {
  const z = standardise(mean, sd, y);
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  return sd * (z * (2 * normalCdf(z) - 1) + 2 * density - 1 / Math.sqrt(Math.PI));
}

/**
 * Logarithmic score of a Gaussian forecast: −ln of its density at y; lower is better.
 * @throws RangeError for sd ≤ 0
 */
export function gaussianLogScore(mean: number, sd: number, y: number): number {
  const z = standardise(mean, sd, y);
  return Math.log(sd) + 0.5 * Math.log(2 * Math.PI) + 0.5 * z * z;
}

/**
 * Probability integral transform of a Gaussian forecast: its distribution function at y.
 * @throws RangeError for sd ≤ 0
 */
export function gaussianPit(mean: number, sd: number, y: number): number {
  return normalCdf(standardise(mean, sd, y));
}
