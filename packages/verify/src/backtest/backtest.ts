import { ScenarioError, type Dataset } from '@pulse-stream/worldstate';
import { finish, readsLater } from '@pulse-stream/worldstate/internal';
import type { World } from '@pulse-stream/pipeline';
import { explainScenario, surroundingsOfHistory } from '@pulse-stream/pipeline/internal';
import { describeBacktest, type BacktestLine } from './backtest-lines.ts';
import { planBacktest, type BacktestSettings } from './backtest-plan.ts';
import { openSheets, scorePlan, type SeeIssued } from './score-plan.ts';

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
  return yield* explained(scoreAll(world, dataset, settings, issued));
}

/** @throws PulseError where a scenario would fail, in its words */
export function* explained<T>(steps: Generator<void, T>): Generator<void, T> {
  try {
    return yield* steps;
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
  dataset: Dataset,
  settings: BacktestSettings,
  issued: SeeIssued | undefined,
): Generator<void, BacktestLine[]> {
  const plan = planBacktest(world, dataset, settings);
  const sheets = openSheets(plan);
  yield* scorePlan(world, plan, sheets, issued);
  return describeBacktest(plan, sheets);
}
