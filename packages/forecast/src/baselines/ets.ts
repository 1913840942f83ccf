import {
  checkSeries,
  gaussian,
  type Baseline,
  type GaussianForecast,
} from './gaussian-forecast.ts';

/** Exponential smoothing with additive errors (Hyndman et al. 2008), its sum of squares and its end. */
interface Fit {
  readonly alpha: number;
  readonly beta: number;
  readonly phi: number;
  /** Numbers that were estimated or set from the data, without the variance. */
  readonly parameters: number;
  readonly level: number;
  readonly slope: number;
  readonly squares: number;
}

const ALPHAS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const BETAS = [0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
const PHIS = [0.5, 0.65, 0.8, 0.9, 0.95];

// `as number` below: indexes come from loops over arrays of that length

/** Steps whose mean change is the slope it starts with. */
const START = 4;

/**
 * ETS: no trend (ANN), additive trend (AAN) or damped additive trend (AAdN), by AICc of a grid
 * search. It starts at the first value, with the mean change of the first four steps as slope.
 */
export const forecastEts: Baseline = (series, horizon) => {
  checkSeries(series);
  const count = series.length - 1;
  let best: Fit | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const fit of fits(series)) {
    const score = aicc(fit, count);
    if (score < least) [best, least] = [fit, score];
  }
  // a constant series: every criterion is −∞ or not a number
  best ??= fitOf(series, { alpha: 1, beta: 0, phi: 0, parameters: 2 }, 0);
  return forecastFit(best, count, horizon);
};

function* fits(series: ArrayLike<number>): Generator<Fit> {
  const slope = ((series[START] as number) - (series[0] as number)) / START; // its length was checked
  for (const alpha of ALPHAS) {
    yield fitOf(series, { alpha, beta: 0, phi: 0, parameters: 2 }, 0);
    for (const beta of BETAS) {
      if (beta > alpha) break;
      yield fitOf(series, { alpha, beta, phi: 1, parameters: 4 }, slope);
      for (const phi of PHIS) yield fitOf(series, { alpha, beta, phi, parameters: 5 }, slope);
    }
  }
}

function fitOf(
  series: ArrayLike<number>,
  given: Pick<Fit, 'alpha' | 'beta' | 'phi' | 'parameters'>,
  startSlope: number,
): Fit {
  const { alpha, beta, phi } = given;
  let level = series[0] as number;
  let slope = startSlope;
  let squares = 0;
  for (let t = 1; t < series.length; t += 1) {
    const damped = phi * slope;
    const error = (series[t] as number) - level - damped; // in range
    squares += error * error;
    level += damped + alpha * error;
    slope = damped + beta * error;
  }
  return { ...given, level, slope, squares };
}

/** Corrected information criterion of Akaike. */
function aicc({ squares, parameters }: Fit, count: number): number {
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
