import type { World } from '@pulse-stream/pipeline';
import { coreOf } from '@pulse-stream/pipeline/internal';
import { PulseError, type Dataset } from '@pulse-stream/worldstate';
import { describeBacktest, type BacktestLine } from './backtest-lines.ts';
import {
  observedSeries,
  planBacktest,
  type BacktestPlan,
  type BacktestSettings,
} from './backtest-plan.ts';
import { explained } from './backtest.ts';
import { openSheets, scorePlan, type SeeIssued } from './score-plan.ts';

/** A history as it was known on a date. */
export interface Vintage {
  readonly date: string;
  readonly dataset: Dataset;
}

/** How a backtest on vintages is told; their last rows are its origins. */
export type VintageSettings = Omit<BacktestSettings, 'origins' | 'stride'>;

/**
 * Skill of a model as it would have been: from the last row of each vintage, learned from the rows as
 * they were known then, against the rows of the last vintage. Scales and seasons are those of the
 * warm-up of the last one. A vintage whose last row is that of the last one has nothing to be
 * compared with.
 * @param vintages oldest first, at least two
 * @throws PulseError `dataset-invalid`, naming the vintage; `option-invalid`
 */
export function* vintageSteps(
  world: World,
  vintages: readonly Vintage[],
  settings: VintageSettings,
  issued?: SeeIssued,
): Generator<void, BacktestLine[]> {
  return yield* explained(scoreVintages(world, vintages, settings, issued));
}

function* scoreVintages(
  world: World,
  vintages: readonly Vintage[],
  settings: VintageSettings,
  issued: SeeIssued | undefined,
): Generator<void, BacktestLine[]> {
  const truth = vintages.at(-1)?.dataset;
  if (truth === undefined || vintages.length < 2)
    throw new PulseError('dataset-invalid', 'vintages: the truth of one is in a later one');
  const whole = planBacktest(world, truth, { ...settings, origins: null, stride: 1 });
  const ends = vintages.map((vintage) => endOf(vintage, truth, settings.warmup));
  const plan = { ...whole, stride: leastStep(ends) };
  const sheets = openSheets(plan);
  for (const [at, vintage] of vintages.entries()) {
    const end = ends[at] ?? Number.NaN;
    if (end < truth.rows.length - 1)
      yield* scorePlan(world, spliceVintage(world, plan, vintage, end), sheets, issued, at);
  }
  return describeBacktest(plan, sheets);
}

/** The row of the truth that a vintage ends with. */
function endOf({ date, dataset }: Vintage, truth: Dataset, warmup: number): number {
  const refuse = (why: string): never => {
    throw new PulseError('dataset-invalid', `vintage ${date}: ${why}`);
  };
  const label = dataset.labels.at(-1) ?? '';
  const end = truth.labels.indexOf(label);
  if (end < 0) refuse(`its last row, "${label}", is no row of the last vintage`);
  if (dataset.rows.length < warmup)
    refuse(`${dataset.rows.length} rows, the warm-up alone takes ${warmup}`);
  const missing = truth.columns.find((column) => !dataset.columns.includes(column));
  if (missing !== undefined) refuse(`it lacks the column "${missing}" of the last vintage`);
  return end;
}

/** Rows from one origin to the next: how many of them share what comes after. */
function leastStep(ends: readonly number[]): number {
  const steps = ends.slice(1).map((end, at) => end - (ends[at] ?? 0));
  return Math.max(1, Math.min(...steps.filter((step) => step > 0)));
}

/** What was known, then what came: nothing that is forecast from a row reads those after it. */
function spliceVintage(
  world: World,
  plan: BacktestPlan,
  { date, dataset }: Vintage,
  end: number,
): BacktestPlan {
  const { columns, labels, rows, sha256 } = plan.dataset;
  const places = columns.map((column) => dataset.columns.indexOf(column));
  const until = end + 1 + plan.horizon;
  const spliced: Dataset = {
    ...dataset,
    sha256: `${dataset.sha256} ${sha256}`,
    columns,
    labels: [...dataset.labels, ...labels.slice(end + 1, until)],
    rows: [
      ...dataset.rows.map((row) => places.map((place) => row[place] ?? null)),
      ...rows.slice(end + 1, until),
    ],
  };
  const seriesOf = observedSeries(coreOf(world, {}), spliced);
  return {
    ...plan,
    dataset: spliced,
    vintage: date,
    rows: [dataset.rows.length - 1],
    targets: plan.targets.map((target) => ({ ...target, series: seriesOf(target.slot) })),
  };
}
