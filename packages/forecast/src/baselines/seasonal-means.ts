/** Standard normal quantile of .95: the level of the usual test before theta. */
const CERTAIN = 1.645;

/**
 * Whether a series moves with its season: its correlation with itself a season earlier is beyond what
 * the shorter lags explain (Bartlett's bound at 90 %), as theta is commonly given only then a season.
 * @param series at least two seasons
 * @param season steps in a season; 1: false
 * @see Fiorucci et al. 2016, Models for optimising the theta method
 */
export function isSeasonal(series: ArrayLike<number>, season: number): boolean {
  if (season < 2) return false;
  const values = Float64Array.from(series);
  const mean = sum(values) / values.length;
  const around = values.map((y) => y - mean);
  const squares = sum(around.map((y) => y * y));
  if (squares === 0) return false;
  const correlation = (lag: number) =>
    sum(around.subarray(lag).map((y, t) => y * (around[t] as number))) / squares; // in range
  let shorter = 1;
  for (let lag = 1; lag < season; lag += 1) shorter += 2 * correlation(lag) ** 2;
  return Math.abs(correlation(season)) > CERTAIN * Math.sqrt(shorter / values.length);
}

/**
 * How far each place in the season lies above the trend, their mean 0: classical decomposition, the
 * trend a moving mean over one season.
 * @param series at least two seasons; place 0 is its first value
 */
export function seasonalMeans(series: ArrayLike<number>, season: number): Float64Array {
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  const half = Math.floor(season / 2);
  // of an even season the first and the last value of the window count half
  const isEven = season % 2 === 0;
  for (let t = half; t < series.length - half; t += 1) {
    let trend = 0;
    for (let back = -half; back <= half; back += 1)
      trend += (isEven && Math.abs(back) === half ? 0.5 : 1) * (series[t + back] as number); // in range, here and below
    sums[t % season] = (sums[t % season] as number) + (series[t] as number) - trend / season;
    counts[t % season] = (counts[t % season] as number) + 1;
  }
  const means = sums.map((total, place) => total / (counts[place] as number));
  const middle = sum(means) / season;
  return means.map((y) => y - middle);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
