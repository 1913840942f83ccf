// Rolling-origin scores of what gravity publishes on one history, and of what knows only the series.
import { quantile7, wis } from '@pulse-stream/forecast';
import {
  calibrateMembers,
  normalQuantile,
  openTrackRecord,
  stretchOf,
} from '@pulse-stream/forecast/internal';
import { createWorld } from '@pulse-stream/pipeline';
import {
  coreOf,
  gravityOf,
  rollSteps,
  surroundingsOfHistory,
} from '@pulse-stream/pipeline/internal';

/** @import { VerifiedCell } from '@pulse-stream/forecast/internal' */
/** @import { Dataset, GravityOptions, WorldModelInput } from '@pulse-stream/worldstate' */

/**
 * @typedef {object} Task
 * @property {string} name
 * @property {WorldModelInput} model
 * @property {Dataset} dataset
 * @property {number} season
 * @property {number} horizon
 * @property {number} warmup
 * @property {number} stride
 * @property {Readonly<Record<string, number>>} others scores of other methods
 *
 * @typedef {object} Size
 * @property {WorldModelInput} model
 * @property {Dataset} dataset
 * @property {number} season
 * @property {number} horizon
 * @property {number} warmup rows that fix the scales of gravity
 * @property {number} scaleRows rows that fix the scale of the scores
 * @property {readonly number[]} origins rows forecasts are scored from
 * @property {number} members
 * @property {GravityOptions} gravity
 */

export const LEVELS = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];
/** Central interval in percent → its edges in `LEVELS`. */
const EDGES = /** @type {const} */ ([
  [50, 3, 5],
  [80, 2, 6],
  [95, 0, 8],
]);

export const mean = (/** @type {readonly number[]} */ values) =>
  values.reduce((sum, value) => sum + value / values.length, 0);
export const geometricMean = (/** @type {readonly number[]} */ values) =>
  Math.exp(mean(values.map(Math.log)));

/** Scores of published intervals, summed up. */
class ScoreSums {
  #wis = 0;
  #n = 0;
  #coverage = { 50: 0, 80: 0, 95: 0 };
  #pit = Array.from({ length: 10 }, () => 0);
  #byStep;

  /** @param {number} horizon */
  constructor(horizon) {
    this.#byStep = Array.from({ length: horizon }, () => ({ wis: 0, n: 0 }));
  }

  /**
   * @param {VerifiedCell} cell
   * @param {number} scale
   */
  add({ h, members, truth, spread }, scale) {
    const published = calibrateMembers(members, stretchOf(spread, members.length));
    const quantiles = LEVELS.map((p) => quantile7(published, p));
    const score = (wis(LEVELS, quantiles, truth) ?? Number.NaN) / scale;
    this.#wis += score;
    this.#n += 1;
    const step = this.#byStep[h - 1];
    if (step !== undefined) [step.wis, step.n] = [step.wis + score, step.n + 1];
    for (const [central, low, high] of EDGES)
      if ((quantiles[low] ?? 0) <= truth && truth <= (quantiles[high] ?? 0))
        this.#coverage[central] += 1;
    const below = published.filter((x) => x < truth).length;
    const bin = Math.min(9, Math.floor((10 * below) / published.length));
    this.#pit[bin] = (this.#pit[bin] ?? 0) + 1;
  }

  means() {
    const n = this.#n;
    return {
      wis: this.#wis / n,
      n,
      coverage: /** @type {Record<number, number>} */ ({
        50: this.#coverage[50] / n,
        80: this.#coverage[80] / n,
        95: this.#coverage[95] / n,
      }),
      pit: this.#pit,
      byStep: this.#byStep.map((step) => step.wis / step.n),
    };
  }
}

/**
 * Scores of what gravity publishes, mean over origins, steps and columns, in transformed units over the mean
 * |one-step change| of the first rows.
 * @param {Size} size
 * @param {boolean} off
 */
export function scoreHistory(
  { model, dataset, horizon, warmup, scaleRows, origins, members, gravity },
  off,
) {
  const world = createWorld({ model, gravity });
  const surroundings = surroundingsOfHistory(world, dataset).taught;
  const core = coreOf(world, {}, surroundings);
  const { input, options } = gravityOf(world, {});
  const scored = new Set(origins);
  const variables = dataset.columns.toSorted();
  const scales = new Map(
    variables.map((name) => [name, scaleOf(seriesOf(dataset, name, core), scaleRows)]),
  );
  const sums = new ScoreSums(horizon);
  const steps = rollSteps(
    world,
    core,
    {
      retrodiction: null,
      record: openTrackRecord(variables, horizon, core.season ?? 1),
      trusts: new Map(),
    },
    { ...dataset, lastRow: dataset.rows.length - 1 },
    { input, options: { ...options, warmup }, off },
    {
      horizon,
      members,
      seed: 1,
      params: {},
      untaughtFrom: Math.min(...origins),
      verified(cell) {
        const scale = scales.get(cell.variable) ?? Number.NaN;
        if (scored.has(cell.row) && !Number.isNaN(scale)) sums.add(cell, scale);
      },
    },
  );
  while (!steps.next().done);
  return sums.means();
}

/** @param {Dataset} dataset @param {string} name @param {ReturnType<typeof coreOf>} core */
function seriesOf({ columns, rows }, name, core) {
  const slot = core.slots.indexOf(name);
  const column = columns.indexOf(name);
  return rows.map((row) => {
    const value = row[column] ?? null;
    return value === null ? Number.NaN : core.toTransformed(slot, value);
  });
}

/** @param {readonly number[]} series @param {number} rows */
function scaleOf(series, rows) {
  const known = series
    .slice(1, rows)
    .map((y, at) => Math.abs(y - (series[at] ?? Number.NaN)))
    .filter((change) => !Number.isNaN(change));
  return known.length === 0 ? Number.NaN : mean(known);
}

/**
 * The same scores of Gaussian forecasts: random walk, random walk with drift, seasonal naive.
 * @param {Size} size
 * @returns {Record<string, number>}
 */
export function ownBaselines({ model, dataset, season, horizon, scaleRows, origins }) {
  const world = createWorld({ model });
  const core = coreOf(world, {}, surroundingsOfHistory(world, dataset).taught);
  const normal = LEVELS.map((p) => normalQuantile(p));
  /** @type {Record<string, number[]>} */
  const scores = { 'random-walk': [], drift: [], snaive: [] };
  for (const name of dataset.columns) {
    const series = fillForward(seriesOf(dataset, name, core));
    const scale = scaleOf(series, scaleRows);
    if (Number.isNaN(scale)) continue;
    for (const row of origins)
      for (const [method, forecast] of Object.entries(
        forecastsFrom(series.slice(0, row + 1), season),
      ))
        for (let h = 1; h <= horizon; h += 1) {
          const truth = series[row + h] ?? Number.NaN;
          const [m, sd] = forecast(h);
          const quantiles = normal.map((z) => m + sd * z);
          const score = (wis(LEVELS, quantiles, truth) ?? Number.NaN) / scale;
          if (!Number.isNaN(truth)) scores[method]?.push(score);
        }
  }
  return Object.fromEntries(
    Object.entries(scores).map(([method, list]) => [
      method,
      list.length === 0 ? Number.NaN : mean(list),
    ]),
  );
}

/** @param {readonly number[]} known @param {number} season @returns {Record<string, (h: number) => [mean: number, sd: number]>} */
function forecastsFrom(known, season) {
  const n = known.length;
  const last = known.at(-1) ?? Number.NaN;
  const rms = (/** @type {readonly number[]} */ errors) =>
    Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / Math.max(1, errors.length));
  const changes = known.slice(1).map((y, at) => y - (known[at] ?? 0));
  const slope = changes.length === 0 ? 0 : mean(changes);
  const sd = rms(changes);
  const around =
    rms(changes.map((change) => change - slope)) * Math.sqrt((n - 1) / Math.max(1, n - 2));
  const yearly = known.slice(season).map((y, at) => y - (known[at] ?? 0));
  return {
    'random-walk': (h) => [last, sd * Math.sqrt(h)],
    drift: (h) => [last + h * slope, around * Math.sqrt(h * (1 + h / (n - 1)))],
    ...(season > 1 && n > season + 1
      ? {
          snaive: (h) => [
            known[n - 1 + h - season * Math.ceil(h / season)] ?? Number.NaN,
            rms(yearly) * Math.sqrt(Math.ceil(h / season)),
          ],
        }
      : {}),
  };
}

/** @param {readonly number[]} series */
function fillForward(series) {
  let last = Number.NaN;
  return series.map((y) => (Number.isNaN(y) ? last : (last = y)));
}
