import {
  forecastBaselines,
  namesOfBaselines,
  openTrackRecord,
  type PendingForecast,
} from '@pulse-stream/forecast/internal';
import type { WalkedRow } from '@pulse-stream/gravity/internal';
import type { World } from '@pulse-stream/pipeline';
import { coreOf, rollSteps, surroundingsOfHistory } from '@pulse-stream/pipeline/internal';
import type { BacktestMethod } from './backtest-lines.ts';
import { hasNoSpread, learnsSpread, type BacktestPlan } from './backtest-plan.ts';
import { describeIssued, type IssuedLine } from './issued-lines.ts';
import {
  openSheet,
  scoreEnsemble,
  scoreGaussian,
  scorePoint,
  type ScoreSheet,
} from '../score/score-sheet.ts';

/** Sees every forecast a backtest issues, in the order of time per method. */
export type SeeIssued = (line: IssuedLine) => void;

/** One per method, in the order of the lines. */
export type ScoreSheets = ReadonlyMap<BacktestMethod, ScoreSheet>;

const WAYS = { 'gravity-on': 'on', 'gravity-off': 'off' } as const;

/** A sheet for each method that a plan compares. */
export function openSheets({ targets, horizon, mstl = null }: BacktestPlan): ScoreSheets {
  const hasSeason = targets.some(({ season }) => season > 1);
  const methods: readonly BacktestMethod[] = [
    'gravity-on',
    'gravity-off',
    ...namesOfBaselines(hasSeason, mstl !== null),
  ];
  const scales = targets.map(({ scale }) => scale);
  return new Map(methods.map((method) => [method, openSheet(scales, horizon)]));
}

/**
 * Forecasts from the rows of a plan by every method, and scores them, in steps of a row.
 * @param origin what forecasts of a row are called in the sheets; default its number
 */
export function* scorePlan(
  world: World,
  plan: BacktestPlan,
  sheets: ScoreSheets,
  see: SeeIssued | undefined,
  origin?: number,
): Generator<void, void> {
  for (const method of ['gravity-on', 'gravity-off'] as const)
    yield* scoreGravity(world, plan, method, { sheets, see, origin });
  yield* scoreBaselines(plan, { sheets, origin });
}

/** Where scores go. */
interface Scored {
  readonly sheets: ScoreSheets;
  readonly origin: number | undefined;
  readonly see?: SeeIssued | undefined;
}

/** Learns as a run would, and scores what it issues on the way. */
function* scoreGravity(
  world: World,
  plan: BacktestPlan,
  method: keyof typeof WAYS,
  { sheets, origin, see }: Scored,
): Generator<void, void> {
  const { dataset, targets, horizon, members, seed } = plan;
  const scored = new Set(plan.rows);
  const places = new Map(
    targets.flatMap(({ name, scale }, at) => (scale === null ? [] : [[name, at] as const])),
  );
  const variables = dataset.columns.toSorted();
  const surroundings = surroundingsOfHistory(world, dataset).taught;
  const core = coreOf(world, {}, surroundings);
  const record = openTrackRecord(variables, horizon, core.season ?? 1);
  yield* rollSteps(
    world,
    core,
    { retrodiction: null, record, trusts: new Map() },
    { ...dataset, lastRow: dataset.rows.length - 1 },
    plan.gravity[WAYS[method]],
    {
      horizon,
      members,
      seed,
      params: {},
      untaughtFrom: plan.rows[0] ?? 0,
      issued: (forecast: PendingForecast, row: WalkedRow) => {
        if (scored.has(forecast.row))
          see?.(describeIssued(plan, WAYS[method], forecast, row, surroundings.drivers));
      },
      verified({ row, variable, h, members: sorted, truth, taught, spread }) {
        const at = places.get(variable);
        const target = at === undefined ? undefined : targets[at];
        if (at === undefined || target === undefined || !scored.has(row)) return;
        const { lower, upper, toNatural } = target;
        const how = { truth, levels: plan.levels, scored: plan.scored, toNatural };
        const isPoint = hasNoSpread(target, learnsSpread(plan, taught), sorted);
        const scores = isPoint
          ? scorePoint(sorted[0] ?? Number.NaN, how)
          : scoreEnsemble(sorted, { ...how, spread, lower, upper });
        sheets.get(method)?.add(origin ?? row, at, h, scores);
      },
    },
  );
}

/** Forecasts every target from its own past; a missing value is the one before. */
function* scoreBaselines(plan: BacktestPlan, { sheets, origin }: Scored): Generator<void, void> {
  const { targets, horizon, levels, scored, mstl = null } = plan;
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
          const scores = scoreGaussian(m, v, { truth, levels, scored, toNatural });
          sheets.get(name)?.add(origin ?? row, at, h, scores);
        }
    }
  }
}

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
