import {
  forecastBaselines,
  namesOfBaselines,
  openTrackRecord,
  type PendingForecast,
} from '@pulse-stream/forecast/internal';
import type { WalkedRow } from '@pulse-stream/gravity/internal';
import { ScenarioError, type Dataset } from '@pulse-stream/worldstate';
import { finish, readsLater } from '@pulse-stream/worldstate/internal';
import { describeBacktest, type BacktestLine, type BacktestMethod } from './backtest-lines.ts';
import {
  hasNoSpread,
  learnsSpread,
  planBacktest,
  type BacktestPlan,
  type BacktestSettings,
  type BacktestTarget,
} from './backtest-plan.ts';
import { describeIssued, type IssuedLine } from './issued-lines.ts';
import {
  coreOf,
  explainScenario,
  rollSteps,
  surroundingsOfHistory,
} from '@pulse-stream/pipeline/internal';
import {
  openSheet,
  scoreEnsemble,
  scoreGaussian,
  scorePoint,
  type ScoreSheet,
} from '../score/score-sheet.ts';
import type { World } from '@pulse-stream/pipeline';

/** Sees every forecast a backtest issues, in the order of time per method. */
export type SeeIssued = (line: IssuedLine) => void;

/**
 * Rolling-origin skill of the model of a world on a history, gravity on and off, against what
 * forecasts each series from itself alone. Expanding window; every step ahead is scored.
 * @param dataset its columns are slots of the model
 * @throws PulseError `dataset-invalid`, also when the model cannot be computed on it; `option-invalid`
 * @see FORECAST.md §6
 */
export function backtest(
  world: World,
  dataset: Dataset,
  settings: BacktestSettings,
  issued?: SeeIssued,
): BacktestLine[] {
  return finish(backtestSteps(world, dataset, settings, issued));
}

/** `backtest` in steps of a row. */
export function* backtestSteps(
  world: World,
  dataset: Dataset,
  settings: BacktestSettings,
  issued?: SeeIssued,
): Generator<void, BacktestLine[]> {
  try {
    return yield* scoreAll(world, planBacktest(world, dataset, settings), issued);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw explainScenario(error);
  }
}

/**
 * Series whose rows after an origin drive what is scored from there: those that came, which nobody
 * knew at the origin.
 * @throws PulseError as `backtestSteps`
 */
export function realisedSeries(
  world: World,
  dataset: Dataset,
  settings: BacktestSettings,
): readonly string[] {
  const { rows, horizon } = planBacktest(world, dataset, settings);
  const { drivers } = surroundingsOfHistory(world, dataset).taught;
  return drivers.flatMap((driver) =>
    driver !== null && rows.some((row) => readsLater(driver, row, horizon)) ? [driver.name] : [],
  );
}

function* scoreAll(
  world: World,
  plan: BacktestPlan,
  issued: SeeIssued | undefined,
): Generator<void, BacktestLine[]> {
  const sheets = new Map<BacktestMethod, ScoreSheet>([
    ['gravity-on', yield* scoreGravity(world, plan, 'on', issued)],
    ['gravity-off', yield* scoreGravity(world, plan, 'off', issued)],
  ]);
  yield* scoreBaselines(plan, sheets);
  return describeBacktest(plan, sheets);
}

/** Learns as a run would, and scores what it issues on the way. */
function* scoreGravity(
  world: World,
  plan: BacktestPlan,
  way: 'on' | 'off',
  see: SeeIssued | undefined,
): Generator<void, ScoreSheet> {
  const { dataset, targets, horizon, members, seed } = plan;
  const scored = new Set(plan.rows);
  const sheet = openSheetOf(plan);
  const places = new Map(
    targets.flatMap(({ name, scale }, at) => (scale === null ? [] : [[name, at] as const])),
  );
  const variables = dataset.columns.toSorted();
  const surroundings = surroundingsOfHistory(world, dataset).taught;
  yield* rollSteps(
    world,
    coreOf(world, {}, surroundings),
    { retrodiction: null, record: openTrackRecord(variables, horizon), trusts: new Map() },
    { ...dataset, lastRow: dataset.rows.length - 1 },
    plan.gravity[way],
    {
      horizon,
      members,
      seed,
      params: {},
      untaughtFrom: plan.rows[0] ?? 0,
      issued: (forecast: PendingForecast, row: WalkedRow) => {
        if (scored.has(forecast.row))
          see?.(describeIssued(plan, way, forecast, row, surroundings.drivers));
      },
      verified({ row, variable, h, members: sorted, truth, taught, variance }) {
        const at = places.get(variable);
        const target = at === undefined ? undefined : targets[at];
        if (at === undefined || target === undefined || !scored.has(row)) return;
        const { lower, upper, toNatural } = target;
        const how = { truth, levels: plan.levels, toNatural };
        const isPoint = hasNoSpread(target, learnsSpread(plan, taught), sorted);
        sheet.add(
          row,
          at,
          h,
          isPoint
            ? scorePoint(sorted[0] ?? Number.NaN, how)
            : scoreEnsemble(sorted, { ...how, variance, lower, upper }),
        );
      },
    },
  );
  return sheet;
}

/** Forecasts every target from its own past; a missing value is the one before. */
function* scoreBaselines(
  plan: BacktestPlan,
  sheets: Map<BacktestMethod, ScoreSheet>,
): Generator<void, void> {
  const { targets, horizon, levels, mstl = null } = plan;
  const hasSeason = targets.some(({ season }) => season > 1);
  for (const name of namesOfBaselines(hasSeason, mstl !== null))
    sheets.set(name, openSheetOf(plan));
  for (const [at, { series, scale, season, toNatural }] of targets.entries()) {
    if (scale === null) continue;
    const known = fillForward(series);
    for (const row of plan.rows) {
      yield;
      const past = known.subarray(knownFrom(series), row + 1);
      for (const [name, { mean, variance }] of forecastBaselines(past, horizon, season, mstl))
        for (let h = 1; h <= horizon; h += 1) {
          const truth = series[row + h] ?? Number.NaN;
          if (Number.isNaN(truth)) continue;
          const [m = Number.NaN, v = Number.NaN] = [mean[h - 1], variance[h - 1]];
          const scores = scoreGaussian(m, v, { truth, levels, toNatural });
          sheets.get(name)?.add(row, at, h, scores);
        }
    }
  }
}

const openSheetOf = ({ targets, horizon }: BacktestPlan): ScoreSheet =>
  openSheet(
    targets.map(({ scale }: BacktestTarget) => scale),
    horizon,
  );

const knownFrom = (series: Float64Array): number =>
  Math.max(
    0,
    series.findIndex((value) => !Number.isNaN(value)),
  );

function fillForward(series: Float64Array): Float64Array {
  let last = Number.NaN;
  return series.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}
