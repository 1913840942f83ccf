import { expect, test } from 'vitest';
import { BASELINES } from './baselines.ts';

/** A state of exponential smoothing: what it expects next is level + φ·slope. */
interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly phi: number;
  readonly parameters: number;
}
interface State {
  readonly level: number;
  readonly slope: number;
}

const expectNext = ({ phi }: Smoothing, { level, slope }: State) => level + phi * slope;
const move = (by: Smoothing, state: State, error: number): State => ({
  level: expectNext(by, state) + by.alpha * error,
  slope: by.phi * state.slope + by.beta * error,
});

/** Goes through a series; its errors and where it ends. */
function smoothBy(by: Smoothing, series: readonly number[]): { squares: number; end: State } {
  const [first = NaN, , , , fifth = NaN] = series;
  let end: State = { level: first, slope: by.phi === 0 ? 0 : (fifth - first) / 4 };
  let squares = 0;
  for (const y of series.slice(1)) {
    const error = y - expectNext(by, end);
    squares += error * error;
    end = move(by, end, error);
  }
  return { squares, end };
}

const ALPHAS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const BETAS = [0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];
const GRID: readonly Smoothing[] = ALPHAS.flatMap((alpha) => [
  { alpha, beta: 0, phi: 0, parameters: 2 },
  ...BETAS.filter((beta) => beta <= alpha).flatMap((beta) =>
    [1, 0.5, 0.65, 0.8, 0.9, 0.95].map((phi) => ({
      alpha,
      beta,
      phi,
      parameters: phi === 1 ? 4 : 5,
    })),
  ),
]);

/** The least corrected Akaike criterion; the variance of the errors is a parameter too. */
function chooseByHand(series: readonly number[]): Smoothing {
  const n = series.length - 1;
  const score = (by: Smoothing) => {
    const k = by.parameters + 1;
    const { squares } = smoothBy(by, series);
    return n * Math.log(squares / n) + 2 * k + (2 * k * (k + 1)) / (n - k - 1);
  };
  return GRID.reduce((best, by) => (score(by) < score(best) ? by : best));
}

/** Means by going on without errors; variances by how far one error of 1 is felt h steps later. */
function forecastByHand(series: readonly number[], horizon: number) {
  const by = chooseByHand(series);
  const { squares, end } = smoothBy(by, series);
  const noise = squares / (series.length - 1 - by.parameters);
  const mean: number[] = [];
  const variance: number[] = [];
  let state = end;
  let echo = move(by, { level: 0, slope: 0 }, 1);
  let felt = 1;
  for (let h = 1; h <= horizon; h += 1) {
    mean.push(expectNext(by, state));
    variance.push(noise * felt);
    felt += expectNext(by, echo) ** 2;
    state = move(by, state, 0);
    echo = move(by, echo, 0);
  }
  return { by, mean, variance };
}

const wave = (t: number) => Math.sin(12.9898 * t * t);
const SERIES = {
  'no trend': Array.from({ length: 50 }, (_, t) => 5 + wave(t)),
  'a trend': Array.from({ length: 40 }, (_, t) => 2 * t + 0.4 * wave(t)),
  'a trend that dies down': Array.from(
    { length: 40 },
    (_, t) => 30 * (1 - 0.8 ** t) + 0.02 * wave(t),
  ),
  'a trend that turns': Array.from({ length: 60 }, (_, t) => 9 * Math.sin(t / 9) + 0.02 * wave(t)),
};

test.each(Object.entries(SERIES))(
  'ets of %s is the one with the least criterion, by hand',
  (_, series) => {
    const { mean, variance } = forecastByHand(series, 6);
    const found = BASELINES.ets(series, 6, 1);
    for (let h = 0; h < 6; h += 1) {
      expect(found.mean[h]).toBeCloseTo(mean[h] ?? NaN, 9);
      expect(found.variance[h]).toBeCloseTo(variance[h] ?? NaN, 9);
    }
  },
);

test('of short series ets takes the one with the least corrected criterion', () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const series = Array.from({ length: 13 }, (_, t) => t / 3 + Math.sin(seed + 12.9898 * t * t));
    const { mean } = forecastByHand(series, 2);
    expect(BASELINES.ets(series, 2, 1).mean[1]).toBeCloseTo(mean[1] ?? NaN, 9);
  }
});

test('the series it was compared on need every kind of smoothing', () => {
  const kinds = Object.values(SERIES).map((series) => Math.sign(forecastByHand(series, 1).by.phi));
  const damped = Object.values(SERIES).filter((series) => {
    const { phi } = forecastByHand(series, 1).by;
    return phi > 0 && phi < 1;
  });
  expect(kinds).toContain(0);
  expect(kinds).toContain(1);
  expect(damped.length).toBeGreaterThan(0);
});

test('theta spreads as its smoothing, which has one parameter', () => {
  const series = SERIES['no trend'];
  const squaresOf = (alpha: number) => {
    return smoothBy({ alpha, beta: 0, phi: 0, parameters: 1 }, series).squares;
  };
  const alpha = ALPHAS.reduce((best, next) => (squaresOf(next) < squaresOf(best) ? next : best));
  const noise = squaresOf(alpha) / (series.length - 2);
  const { variance } = BASELINES.theta(series, 4, 1);
  expect([...variance]).toEqual(
    [0, 1, 2, 3].map((steps) => expect.closeTo(noise * (1 + steps * alpha * alpha), 12)),
  );
});
