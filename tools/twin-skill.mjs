// What gravity gains on a twin experiment (FORECAST.md §7), and how much of the one-step errors it
// explains: the acceptance test of gravity, in whatever size is asked for.
import { createWorld } from '@pulse-stream/pipeline';
import { backtest } from '@pulse-stream/verify';
import { resolveGravityOptions, retrodict } from '@pulse-stream/gravity';
import { createCore } from '@pulse-stream/simulator';
import { VARIABLES, twinHistory, twinModel } from './twins.mjs';

/** @import { BacktestLine } from '@pulse-stream/verify' */
/** @import { Dataset, GravityOptions } from '@pulse-stream/worldstate' */
/** @import { TwinName } from './twins.mjs' */

export const FIRST_ORIGIN = 150;
export const LAST_ORIGIN = 389;
const HORIZON = 8;
/** Rows that gravity fixes its scales by: those a backtest with this warm-up gives it. */
const SCALE_ROWS = 60;

/**
 * @param {TwinName} name
 * @param {number} seed
 * @returns {Dataset}
 */
export function twinDataset(name, seed) {
  const rows = twinHistory(name, seed);
  return {
    name: `twin-${name}`,
    sha256: `twin ${name} ${seed}`,
    columns: [...VARIABLES],
    labels: rows.map((_, turn) => String(turn)),
    rows,
  };
}

/**
 * Gain of gravity over off on scaled CRPS, all variables and horizons.
 * @param {TwinName} name
 * @param {number} seed
 * @param {{ stride: number, members: number, gravity: GravityOptions, seasonal?: boolean }} size
 * @returns {{ gain: number, lines: BacktestLine[] }}
 */
export function twinGain(name, seed, { stride, members, gravity, seasonal }) {
  const world = createWorld({ model: twinModel(name, seasonal), gravity });
  const lines = backtest(world, twinDataset(name, seed), {
    horizon: HORIZON,
    warmup: FIRST_ORIGIN,
    origins: [String(FIRST_ORIGIN), String(LAST_ORIGIN)],
    stride,
    members,
    seed,
  });
  /** @param {string} method */
  const score = (method) =>
    lines.find((line) => line.method === method && line.target === '*')?.scaled_crps ?? Number.NaN;
  return { gain: 1 - score('gravity-on') / score('gravity-off'), lines };
}

/**
 * Share of the squared one-step errors of the core that the correction takes away, pooled over the
 * scored origins (every third) and the seeds.
 * @param {TwinName} name
 * @param {readonly number[]} seeds
 * @param {GravityOptions} gravity
 * @returns {Record<string, number>} by variable
 */
export function twinVarianceExplained(name, seeds, gravity) {
  const { compiled } = createWorld({ model: twinModel(name) });
  const options = { ...resolveGravityOptions(gravity, 'turn'), warmup: SCALE_ROWS };
  const sums = new Map(VARIABLES.map((variable) => [variable, { core: 0, corrected: 0 }]));
  for (const seed of seeds) {
    const dataset = twinDataset(name, seed);
    const last = dataset.rows.length - 1;
    const history = { ...dataset, lastRow: last };
    const { scored } = retrodict(createCore(compiled), compiled.initial, history, options);
    for (const { variable, coreErrors, correctedErrors } of scored) {
      const sum = sums.get(variable);
      if (sum === undefined) continue;
      for (let origin = FIRST_ORIGIN; origin <= LAST_ORIGIN; origin += 3) {
        // the lists end with the last row; an origin is followed by the row it forecasts
        const at = coreErrors.length - 1 - (last - (origin + 1));
        sum.core += (coreErrors[at] ?? Number.NaN) ** 2;
        sum.corrected += (correctedErrors[at] ?? Number.NaN) ** 2;
      }
    }
  }
  return Object.fromEntries(
    [...sums].map(([variable, { core, corrected }]) => [variable, 1 - corrected / core]),
  );
}
