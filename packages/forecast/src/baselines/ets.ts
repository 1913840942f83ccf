import {
  checkSeries,
  gaussian,
  type Baseline,
  type GaussianForecast,
} from './gaussian-forecast.ts';

/** Constants to try; φ = 0: no trend. */
interface Candidate {
  readonly alpha: number;
  readonly beta: number;
  readonly phi: number;
  /** Numbers that were estimated or set from the data, without the variance. */
  readonly parameters: number;
}

/** Exponential smoothing with additive errors (Hyndman et al. 2008), its sum of squares and its end. */
interface Fit extends Candidate {
  readonly level: number;
  readonly slope: number;
  readonly squares: number;
}

const ALPHAS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const BETAS = [0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
const PHIS = [0.5, 0.65, 0.8, 0.9, 0.95];

// `as number` below: indexes come from loops over arrays of that length

/** No trend, then the trends and damped trends that a level so quick allows. */
const CANDIDATES: readonly Candidate[] = ALPHAS.flatMap((alpha) => [
  { alpha, beta: 0, phi: 0, parameters: 2 },
  ...BETAS.flatMap((beta) =>
    beta > alpha
      ? []
      : [
          { alpha, beta, phi: 1, parameters: 4 },
          ...PHIS.map((phi) => ({ alpha, beta, phi, parameters: 5 })),
        ],
  ),
]);

/** Steps whose mean change is the slope it starts with. */
const START = 4;

/**
 * ETS: no trend (ANN), additive trend (AAN) or damped additive trend (AAdN), by AICc of a grid
 * search. It starts at the first value, with the mean change of the first four steps as slope.
 */
export const forecastEts: Baseline = (series, horizon) => {
  checkSeries(series);
  const count = series.length - 1;
  // a constant series: every criterion is −∞ or not a number
  const best = bestOf(series, count) ?? { alpha: 1, beta: 0, phi: 0, parameters: 2 };
  return forecastFit(fitOf(series, best), count, horizon);
};

/** The candidate with the least criterion, the first of equals; null when none has one. */
function bestOf(series: ArrayLike<number>, count: number): Candidate | null {
  let best: Candidate | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of CANDIDATES) {
    const score = aicc(sumSquares(series, candidate), candidate.parameters, count);
    if (score < least) [best, least] = [candidate, score];
  }
  return best;
}

/** Sum of squared one-step errors: all that the search wants to know. */
function sumSquares(series: ArrayLike<number>, { alpha, beta, phi }: Candidate): number {
  let level = series[0] as number;
  let slope = phi === 0 ? 0 : startSlope(series);
  let squares = 0;
  for (let t = 1; t < series.length; t += 1) {
    const damped = phi * slope;
    const error = (series[t] as number) - level - damped; // in range
    squares += error * error;
    level += damped + alpha * error;
    slope = damped + beta * error;
  }
  return squares;
}

function fitOf(series: ArrayLike<number>, candidate: Candidate): Fit {
  const { alpha, beta, phi } = candidate;
  let level = series[0] as number;
  let slope = phi === 0 ? 0 : startSlope(series);
  for (let t = 1; t < series.length; t += 1) {
    const damped = phi * slope;
    const error = (series[t] as number) - level - damped; // in range
    level += damped + alpha * error;
    slope = damped + beta * error;
  }
  return { ...candidate, level, slope, squares: sumSquares(series, candidate) };
}

const startSlope = (series: ArrayLike<number>) =>
  ((series[START] as number) - (series[0] as number)) / START; // its length was checked

/** Corrected information criterion of Akaike. */
function aicc(squares: number, parameters: number, count: number): number {
  const k = parameters + 1; // and the variance
  return count * Math.log(squares / count) + 2 * k + (2 * k * (k + 1)) / (count - k - 1);
}

/** Means and variances as Hyndman et al. (2008, table 6.1) have them for additive errors. */
function forecastFit(fit: Fit, count: number, horizon: number): GaussianForecast {
  const { alpha, beta, phi, level, slope, squares, parameters } = fit;
  const noise = squares / (count - parameters);
  // the response of h steps ahead to an error now is α + β(φ + … + φ^(h−1)) … and slope·(φ + … + φ^h)
  const reach = new Float64Array(horizon + 1);
  for (let h = 1; h <= horizon; h += 1) reach[h] = (reach[h - 1] as number) + phi ** h;
  const spread = new Float64Array(horizon + 1);
  spread[1] = 1;
  for (let h = 2; h <= horizon; h += 1) {
    const response = alpha + beta * (reach[h - 1] as number);
    spread[h] = (spread[h - 1] as number) + response * response;
  }
  return gaussian(
    horizon,
    (h) => level + slope * (reach[h] as number),
    (h) => noise * (spread[h] as number),
  );
}
