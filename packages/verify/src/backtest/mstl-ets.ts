import {
  BASELINES,
  normalQuantile,
  type Baseline,
  type GaussianForecast,
} from '@pulse-stream/forecast/internal';

/** The central interval that a variance is read from. */
const CENTRAL = 0.8;
const DEVIATIONS = normalQuantile((1 + CENTRAL) / 2);

/**
 * The baseline `mstl-ets`: the season by STL, the rest by the ETS of least AICc, by the library augurs.
 * Where that finds no model it is `seasonal-naive`.
 * @param wasm `mstl_bg.wasm` of `@bsull/augurs`
 */
export async function openMstlEts(wasm: Uint8Array<ArrayBuffer>): Promise<Baseline> {
  const { initSync, MSTL } = await import('@bsull/augurs/mstl');
  initSync({ module: wasm });
  const fit = (series: Float64Array, horizon: number, season: number): GaussianForecast => {
    const model = MSTL.ets([season]);
    try {
      model.fit(series);
      const { point, intervals } = model.predict(horizon, CENTRAL);
      const sds = point.map(
        (_, at) =>
          ((intervals?.upper[at] ?? NaN) - (intervals?.lower[at] ?? NaN)) / (2 * DEVIATIONS),
      );
      return {
        mean: Float64Array.from(point),
        variance: Float64Array.from(sds, (sd) => sd * sd),
      };
    } finally {
      model.free();
    }
  };
  return (series, horizon, season) => {
    const naive = BASELINES['seasonal-naive'](series, horizon, season);
    const { level, unit, values } = standardise(series);
    if (unit === 0) return naive;
    let found: GaussianForecast;
    try {
      found = fit(values, horizon, season);
    } catch {
      return naive; // it found no model
    }
    const { mean, variance } = found;
    if (![...mean, ...variance].every(Number.isFinite)) return naive;
    return {
      mean: mean.map((x) => level + unit * x),
      variance: variance.map((x) => unit * unit * x),
    };
  };
}

/**
 * A series around its last value, in mean changes: so that a forecast moves and scales with it, and
 * errors are additive, as the library fits others only to what is above 0.
 */
function standardise(series: ArrayLike<number>) {
  const last = series.length - 1;
  const level = series[last] ?? Number.NaN;
  let unit = 0;
  for (let t = 1; t <= last; t += 1)
    unit += Math.abs((series[t] as number) - (series[t - 1] as number)) / last; // in range
  return { level, unit, values: Float64Array.from(series, (y) => (y - level) / unit) };
}
