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
