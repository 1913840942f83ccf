import { forecastEts } from './ets.ts';
import { type Baseline, gaussian, type GaussianForecast } from './gaussian-forecast.ts';
import { forecastDrift, forecastRandomWalk, forecastSeasonalNaive } from './random-walk.ts';
import { forecastTheta } from './smoothing.ts';

/** Baselines that are made of a series alone, by the name they have in a backtest (FORECAST.md §9.3). */
export const BASELINES = {
  'random-walk': forecastRandomWalk,
  drift: forecastDrift,
  'seasonal-naive': forecastSeasonalNaive,
  theta: forecastTheta,
  ets: forecastEts,
} as const satisfies Readonly<Record<string, Baseline>>;

/** What a forecast has to beat. */
export type BaselineName = keyof typeof BASELINES | 'mstl-ets' | 'mean';

/** Baselines that are another one, or not there, where there is no season. */
const SEASONAL: ReadonlySet<BaselineName> = new Set(['seasonal-naive', 'mstl-ets']);

/**
 * The baselines of a backtest, in the order of its lines.
 * @param hasSeason whether a series has one
 * @param hasMstl whether `mstl-ets` can be computed
 */
export function namesOfBaselines(hasSeason: boolean, hasMstl: boolean): readonly BaselineName[] {
  // the keys of the table are its names
  const own = Object.keys(BASELINES) as (keyof typeof BASELINES)[];
  const names: BaselineName[] = [...own, ...(hasMstl ? (['mstl-ets'] as const) : []), 'mean'];
  return names.filter((name) => hasSeason || !SEASONAL.has(name));
}

/**
 * Forecasts a series by all baselines. `mean` is the Gaussian with the mean of the means, and of the
 * variances, of theta and ets.
 * @param mstl STL of the season and ETS of the rest; null: it is left out
 */
export function forecastBaselines(
  series: ArrayLike<number>,
  horizon: number,
  season: number,
  mstl: Baseline | null,
): ReadonlyMap<BaselineName, GaussianForecast> {
  const forecasts = new Map<BaselineName, GaussianForecast>(
    Object.entries(BASELINES).map(([name, baseline]) => [
      name as keyof typeof BASELINES, // its own keys
      baseline(series, horizon, season),
    ]),
  );
  const [theta, ets] = [forecasts.get('theta'), forecasts.get('ets')];
  if (theta === undefined || ets === undefined) throw new Error('theta and ets are baselines');
  if (mstl !== null) forecasts.set('mstl-ets', season < 2 ? ets : mstl(series, horizon, season));
  return forecasts.set('mean', meanOf([theta, ets], horizon));
}

function meanOf(parts: readonly GaussianForecast[], horizon: number): GaussianForecast {
  const mean = (pick: keyof GaussianForecast) => (h: number) =>
    parts.reduce((sum, part) => sum + (part[pick][h - 1] as number), 0) / parts.length; // h ≤ horizon
  return gaussian(horizon, mean('mean'), mean('variance'));
}
