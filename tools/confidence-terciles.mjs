// What confidence is worth (FORECAST.md §9.6): forecasts are issued as a run issues them, met by what
// came, sorted by the confidence they said, and cut in three.
import { createWorld, learn, processLine } from '@pulse-stream/pipeline';

/** @import { GravityState, PipelineOptions } from '@pulse-stream/pipeline' */
/** @import { Dataset } from '@pulse-stream/worldstate' */

/**
 * A forecast of one target at one horizon that met its truth.
 * @typedef {object} Verified
 * @property {string} target
 * @property {number} horizon
 * @property {number} confidence
 * @property {string} label of trust
 * @property {number} error |truth − median|
 * @property {number} sentinel |truth − what a seasonal naive says, or the last value|
 * @property {number} step mean |change| of one step, up to the origin: the scale of MASE
 *
 * @typedef {[sure: number, middle: number, unsure: number]} Terciles
 */

/**
 * Forecasts from these rows of a history, learned from all rows up to each. Forecasts that say no
 * confidence are left out.
 * @param {PipelineOptions['model']} model
 * @param {Dataset} dataset its columns are slots without a transform
 * @param {{ origins: readonly number[], horizons: readonly number[], members: number, season?: number }} size origins ascending
 * @returns {Verified[]}
 */
export function verifyForecasts(model, dataset, { origins, horizons, members, season = 1 }) {
  /** @type {GravityState | null} */
  let state = null;
  let next = 0;
  return origins.flatMap((row) => {
    const given = state === null ? {} : { gravityState: state };
    state = learn(createWorld({ model, ...given }), cutRows(dataset, next, row));
    next = row + 1;
    const world = createWorld({ model, gravityState: state });
    return dataset.columns.flatMap((target, column) =>
      horizons.flatMap((horizon) => {
        const { confidence, label, median } = forecastOf(world, target, horizon, members);
        const truth = dataset.rows[row + horizon]?.[column] ?? null;
        if (confidence === null || truth === null) return [];
        const back = season * Math.ceil(horizon / season) - horizon;
        const naive = dataset.rows[row - back]?.[column] ?? Number.NaN;
        return {
          target,
          horizon,
          confidence,
          label,
          error: Math.abs(truth - median),
          sentinel: Math.abs(truth - naive),
          step: mean(changesOf(dataset, column, 1, row).map(Math.abs)),
        };
      }),
    );
  });
}

/**
 * Sum of errors over that of the sentinel, in steps: of the third that was surest, of the middle one, of
 * the one that was least sure.
 * @param {readonly Verified[]} verified
 * @returns {Terciles}
 */
export function errorTerciles(verified) {
  const sorted = verified.toSorted((one, two) => two.confidence - one.confidence);
  const [first, second] = [1, 2].map((third) => Math.round((third * sorted.length) / 3));
  const errorIn = (/** @type {number | undefined} */ from, /** @type {number | undefined} */ to) =>
    mean(sorted.slice(from, to).map(({ error, step }) => error / step)) /
    mean(sorted.slice(from, to).map(({ sentinel, step }) => sentinel / step));
  return [errorIn(0, first), errorIn(first, second), errorIn(second, sorted.length)];
}

/**
 * @param {ReturnType<typeof createWorld>} world
 * @param {string} target
 * @param {number} turns
 * @param {number} members
 */
function forecastOf(world, target, turns, members) {
  const config = { turns, members, forecast: { targets: [target], horizons: [turns] } };
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  const record = processLine(world, { line: 1, batchIndex: 0, bytes });
  if (record.kind === 'failure') throw new Error(record.error.message);
  const median = record.forecast.targets[target]?.median?.[0] ?? Number.NaN;
  const { confidence, trust_label: label } = record.assessment;
  return { confidence, label, median };
}

/** @param {Dataset} dataset @param {number} first @param {number} last @returns {Dataset} */
function cutRows(dataset, first, last) {
  return {
    ...dataset,
    sha256: `${dataset.sha256} ${first} ${last}`,
    labels: dataset.labels.slice(first, last + 1),
    rows: dataset.rows.slice(first, last + 1),
  };
}

/** @param {Dataset} dataset @param {number} column @param {number} steps @param {number} last */
function changesOf({ rows }, column, steps, last) {
  const changes = [];
  for (let row = steps; row <= last; row += 1)
    changes.push((rows[row]?.[column] ?? Number.NaN) - (rows[row - steps]?.[column] ?? Number.NaN));
  return changes.filter((change) => !Number.isNaN(change)).toSorted((one, two) => one - two);
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
