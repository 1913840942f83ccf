import { checkSeries, gaussian, type Baseline } from './gaussian-forecast.ts';

/** The last value; variance h × mean squared one-step change. */
export const forecastRandomWalk: Baseline = (series, horizon) => {
  const { last, changes } = readChanges(series);
  const variance = sum(changes, (change) => change * change) / changes.length;
  return gaussian(
    horizon,
    () => last,
    (h) => h * variance,
  );
};

/**
 * The value of one season earlier; its variance grows with every whole season: mean squared change
 * over a season × (1 + ⌊(h − 1)/m⌋). Without a season it is the random walk.
 */
export const forecastSeasonalNaive: Baseline = (series, horizon, season) => {
  checkSeries(series, season);
  const { length } = series;
  let squares = 0;
  for (let t = season; t < length; t += 1)
    squares += ((series[t] as number) - (series[t - season] as number)) ** 2; // in range, here and below
  const variance = squares / (length - season);
  return gaussian(
    horizon,
    (h) => series[length - season + ((h - 1) % season)] as number,
    (h) => variance * (1 + Math.floor((h - 1) / season)),
  );
};

/** The last value and h mean changes; variance h·s²·(1 + h/n), s² the sample variance of the changes. */
export const forecastDrift: Baseline = (series, horizon) => {
  const { last, changes } = readChanges(series);
  const count = changes.length;
  const drift = sum(changes, (change) => change) / count;
  const variance = sum(changes, (change) => (change - drift) ** 2) / (count - 1);
  return gaussian(
    horizon,
    (h) => last + h * drift,
    (h) => h * variance * (1 + h / count),
  );
};

function readChanges(series: ArrayLike<number>): { last: number; changes: Float64Array } {
  checkSeries(series);
  const changes = new Float64Array(series.length - 1);
  for (let t = 1; t < series.length; t += 1)
    changes[t - 1] = (series[t] as number) - (series[t - 1] as number); // in range
  return { last: series[series.length - 1] as number, changes };
}

function sum(values: Float64Array, of: (value: number) => number): number {
  let total = 0;
  for (const value of values) total += of(value);
  return total;
}
