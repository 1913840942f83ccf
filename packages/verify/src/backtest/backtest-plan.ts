import { LEAST_SERIES, type Baseline } from '@pulse-stream/forecast/internal';
import { readHistory, usualWarmup } from '@pulse-stream/gravity/internal';
import { LEVELS_RULE, roundLevels } from '@pulse-stream/simulator/internal';
import { PulseError, ScenarioError, type CausalCore, type Dataset } from '@pulse-stream/worldstate';
import { hintNearest, seasonOfUnit } from '@pulse-stream/worldstate/internal';
import { boundsOf, coreOf, gravityOf, type ChosenGravity } from '@pulse-stream/pipeline/internal';
import type { World } from '@pulse-stream/pipeline';
import { toScoredLevel, type ScoredLevel } from '../score/score-sheet.ts';

/** What a backtest is told. */
export interface BacktestSettings {
  /** Steps ahead; every one is scored. */
  readonly horizon: number;
  /** Rows before the first forecast: they fix the scale of the scores and the warm-up of gravity. */
  readonly warmup: number;
  /** Labels of the first and the last row forecasts are scored from; null: as far as it goes. */
  readonly origins: readonly [first: string, last: string] | null;
  /** Scores every so many rows. */
  readonly stride: number;
  readonly members: number;
  readonly seed: number | string;
  /** Quantiles that are scored and issued, ascending, inside (0, 1); default those of the model. */
  readonly levels?: readonly number[] | undefined;
  /** `openMstlEts`; absent or null: the baseline `mstl-ets` is left out. */
  readonly mstl?: Baseline | null | undefined;
}

/** One forecast target on its way through the history. */
export interface BacktestTarget {
  readonly name: string;
  readonly slot: number;
  /** Observed values per row, transformed units; NaN: missing. */
  readonly series: Float64Array;
  /** Mean |one-step change| of the warm-up; null: there is none, and nothing is scored. */
  readonly scale: number | null;
  /** Steps in a season, of which the warm-up holds two; 1: there is none, or too little of it. */
  readonly season: number;
  /** Mean |change| over a season of the warm-up: what MASE is relative to; null as `scale`. */
  readonly naiveScale: number | null;
  /** Why there is no scale; null: there is one. */
  readonly reason: string | null;
  /** Whether an ensemble that agrees is only one whose errors nobody knows: no noise is declared. */
  readonly silent: boolean;
  /** Bounds in transformed units. */
  readonly lower: number;
  readonly upper: number;
  /** ∞ for what is too large for a number. */
  readonly toNatural: (transformed: number) => number;
}

/** A backtest that is known to be possible. */
export interface BacktestPlan extends BacktestSettings {
  readonly dataset: Dataset;
  readonly targets: readonly BacktestTarget[];
  /** Rows forecasts are scored from, ascending. */
  readonly rows: readonly number[];
  readonly levels: readonly number[];
  readonly scored: readonly ScoredLevel[];
  /** Steps in a season of the model; 1: its time unit has none. */
  readonly season: number;
  /** When the rows were known as they are here; absent: it is not told. */
  readonly vintage?: string;
  /** On, then off: the same core, noise and draws. */
  readonly gravity: { readonly on: ChosenGravity; readonly off: ChosenGravity };
}

function refuse(message: string): never {
  throw new PulseError('dataset-invalid', message);
}

/**
 * Finds out what is scored, and refuses what cannot be.
 * @throws PulseError `dataset-invalid` naming row and column, `option-invalid`
 */
export function planBacktest(
  world: World,
  dataset: Dataset,
  settings: BacktestSettings,
): BacktestPlan {
  const { warmup } = settings;
  if (warmup < LEAST_SERIES + 1)
    throw new PulseError(
      'option-invalid',
      `a backtest needs a warm-up of ${LEAST_SERIES + 1} rows`,
    );
  const core = coreOf(world, {});
  const bounds = boundsOf(core);
  const seriesOf = observedSeries(core, dataset);
  const { model } = world.compiled;
  const season = model.time?.season ?? seasonOfUnit(model.time_unit) ?? 1;
  const targets = world.compiled.targets.flatMap((slot): BacktestTarget[] => {
    const name = core.slots[slot] ?? '';
    if (!dataset.columns.includes(name)) return [];
    const series = seriesOf(slot);
    return [
      {
        name,
        slot,
        series,
        ...scaleOf(series.subarray(0, warmup), season),
        silent: world.compiled.noise[slot] === 0,
        ...bounds(slot),
        toNatural: naturalOf(world, core, slot),
      },
    ];
  });
  if (targets.length === 0)
    refuse(
      `no column of the history is a forecast target of model ${world.compiled.model.name} (its targets are ${world.compiled.targets.map((slot) => core.slots[slot]).join(', ')})`,
    );
  if (targets.every(({ scale }) => scale === null))
    refuse(targets.map(({ name, reason }) => `column "${name}": ${reason ?? ''}`).join('\n'));
  const levels = readLevels(settings.levels ?? world.compiled.quantiles);
  return {
    ...settings,
    levels,
    scored: levels.map(toScoredLevel),
    season,
    dataset,
    targets,
    rows: chooseRows(dataset, settings),
    gravity: bothWays(world, warmup),
  };
}

/**
 * The columns of a history, transformed units; NaN: missing.
 * @throws PulseError `dataset-invalid` naming row and column
 */
export function observedSeries(core: CausalCore, dataset: Dataset): (slot: number) => Float64Array {
  const { rows } = readHistory(core, { ...dataset, lastRow: dataset.rows.length - 1 });
  return (slot) => Float64Array.from(rows, (row) => row[slot] ?? Number.NaN);
}

/** Whether past errors are the spread of a variable. */
export function learnsSpread({ gravity }: BacktestPlan, taught: boolean): boolean {
  return taught && gravity.on.options.method === 'bank';
}

/**
 * Whether members agree only because nothing is known of their errors: then they are a point.
 * @param sorted members, ascending
 */
export function hasNoSpread(
  { silent }: BacktestTarget,
  learned: boolean,
  sorted: Float64Array,
): boolean {
  return silent && !learned && sorted[0] === sorted.at(-1);
}

function readLevels(given: readonly number[]): readonly number[] {
  const { levels, wrong } = roundLevels(given);
  if (levels.length > 0 && wrong < 0) return levels;
  throw new PulseError('option-invalid', LEVELS_RULE);
}

/** Of most slots a value is natural as it is. */
function naturalOf(world: World, core: CausalCore, slot: number): BacktestTarget['toNatural'] {
  if (world.compiled.transforms[slot] === 'identity') return (x) => x;
  return (x) => {
    try {
      return core.toNatural(slot, x);
    } catch (error) {
      if (error instanceof ScenarioError) return Infinity; // the one thing it fails of is size
      throw error;
    }
  };
}

type Scales = Pick<BacktestTarget, 'scale' | 'naiveScale' | 'season' | 'reason'>;

/** The scales of a series by its warm-up, or why there are none. */
function scaleOf(series: Float64Array, season: number): Scales {
  const { count, mean } = meanChange(series, 1);
  const without = (reason: string): Scales => ({
    scale: null,
    naiveScale: null,
    season: 1,
    reason,
  });
  if (count + 1 < LEAST_SERIES)
    return without(
      `${count} changes from row to row in the ${series.length} rows of the warm-up, ${LEAST_SERIES - 1} are needed`,
    );
  if (!(mean > 0))
    return without(
      `never changes in the ${series.length} rows of the warm-up: there is no scale to score by`,
    );
  if (mean === Infinity)
    return without('its changes in the warm-up are beyond what a number holds: use a larger unit');
  const known = series.length - series.findIndex((value) => !Number.isNaN(value));
  const overSeason = known >= 2 * season ? meanChange(series, season).mean : 0;
  const isKnown = overSeason > 0 && overSeason < Infinity;
  return {
    scale: mean,
    naiveScale: isKnown ? overSeason : mean,
    season: isKnown ? season : 1,
    reason: null,
  };
}

/** Mean |change| over so many rows, of the rows where both ends are known. */
function meanChange(series: Float64Array, lag: number): { count: number; mean: number } {
  let sum = 0;
  let count = 0;
  for (let t = lag; t < series.length; t += 1) {
    const change = Math.abs((series[t] ?? Number.NaN) - (series[t - lag] ?? Number.NaN));
    if (Number.isNaN(change)) continue;
    sum += change;
    count += 1;
  }
  return { count, mean: sum / count };
}

function chooseRows({ labels }: Dataset, settings: BacktestSettings): number[] {
  const { horizon, warmup, origins, stride } = settings;
  const latest = labels.length - horizon - 1;
  if (latest < warmup - 1)
    refuse(
      `too short a history: ${labels.length} rows, but ${warmup} of warm-up and ${horizon} to verify need ${warmup + horizon}`,
    );
  const find = (label: string): number => {
    const row = labels.indexOf(label);
    if (row >= 0) return row;
    const hint =
      hintNearest(label, labels) ??
      `labels go from "${labels[0] ?? ''}" to "${labels.at(-1) ?? ''}"`;
    throw new PulseError('option-invalid', `origins: no row is labelled "${label}" (${hint})`);
  };
  const first = origins === null ? Math.min(warmup, latest) : find(origins[0]);
  const last = origins === null ? latest : find(origins[1]);
  const name = (row: number) => `"${labels[row] ?? ''}"`;
  const outside = (message: string): never => {
    throw new PulseError('option-invalid', `origins: ${message}`);
  };
  if (first > last) outside(`${name(first)} comes after ${name(last)}`);
  if (first < warmup - 1)
    outside(`${name(first)} lies inside the warm-up, which ends with ${name(warmup - 1)}`);
  if (last > latest)
    outside(
      `after ${name(last)} fewer than ${horizon} rows follow; the last possible is ${name(latest)}`,
    );
  const rows: number[] = [];
  for (let row = first; row <= last; row += stride) rows.push(row);
  return rows;
}

/** Gravity as the run asks for it and the same switched off; its warm-up lies inside that of the backtest. */
function bothWays(world: World, warmup: number): BacktestPlan['gravity'] {
  const { input, options } = gravityOf(world, {});
  const fixed = { input, options: { ...options, warmup: options.warmup ?? usualWarmup(warmup) } };
  return { on: { ...fixed, off: false }, off: { ...fixed, off: true } };
}
