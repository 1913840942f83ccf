import { MIN_EVIDENCE } from '@pulse-stream/forecast/internal';
import { rowsFor } from '@pulse-stream/gravity/internal';
import { ScenarioError, PulseError, type Dataset } from '@pulse-stream/worldstate';
import { finish, type Warning } from '@pulse-stream/worldstate/internal';
import { saveLearned, type GravityState } from '../world/gravity-state.ts';
import { takeHistory, wholeHistory } from '../world/history.ts';
import { learnHistorySteps, VERIFIED_TURNS } from './learn-history.ts';
import { checkRows, startOf } from './learned-start.ts';
import { surroundingsOfHistory } from '../world/surroundings.ts';
import { axisOf } from '../world/usable-history.ts';
import { coreOf, gravityOf, type World } from '../world/world.ts';

/**
 * Learns from a whole history, as a run on it would, and gives the state a run can start from; a
 * world that has a state goes on learning from it.
 * @param dataset its columns are slots of the model; after a state, only the rows after it
 * @param warn hears what must be said of what was learned
 * @throws PulseError `dataset-invalid` when the model cannot be computed on it, or it does not
 *   begin one step after the state
 * @see FORECAST.md §6
 */
export function learn(
  world: World,
  dataset: Dataset,
  warn: (warning: Warning) => void = () => undefined,
): GravityState {
  return finish(learnSteps(world, dataset, warn));
}

/** `learn` in steps of a row. */
export function* learnSteps(
  world: World,
  dataset: Dataset,
  warn: (warning: Warning) => void,
): Generator<void, GravityState> {
  const gravity = gravityOf(world, true);
  const axis = axisOf(dataset, world.compiled.model.time_unit);
  const span = wholeHistory({ dataset, axis, warnings: [] });
  try {
    const core = coreOf(world, {}, surroundingsOfHistory(world, dataset).taught);
    checkRows(world, span);
    const from = startOf(world, core, gravity);
    const learned = yield* learnHistorySteps(world, core, from, takeHistory(span), gravity, {});
    for (const warning of learned.warnings) warn(warning);
    return saveLearned(core, learned, {
      model: world.compiled.model.name,
      modelHash: world.modelHash,
      options: gravity.options,
      dataset,
      earlier: world.state,
    });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw explainScenario(error);
  }
}

/**
 * What must be said about the series along a whole history, before anything is computed on it.
 * @throws PulseError `dataset-invalid`: a series is not there, or not at the times of the rows
 */
export function warnHistoryDrivers(world: World, dataset: Dataset): readonly Warning[] {
  try {
    return surroundingsOfHistory(world, dataset).warnings;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw explainScenario(error);
  }
}

/** How long a history without gaps has to be. */
export interface RowsNeeded {
  /** For its variables to be taught. */
  readonly taught: number;
  /** For so many verified forecasts that quantiles are calibrated and confidence is known. */
  readonly verified: number;
  /** The same `turns` ahead, the furthest that is verified on the way. */
  readonly verifiedFar: number;
  readonly turns: number;
  /** How many verified forecasts these are. */
  readonly origins: number;
}

/** How long a history has to be for what `learn`, and a run on it, can learn from it. */
export function rowsNeeded(world: World): RowsNeeded {
  const { options } = gravityOf(world, true);
  const { min_observations: scored } = options;
  const verified = scored + MIN_EVIDENCE;
  return {
    taught: rowsFor(scored, options),
    verified: rowsFor(verified, options),
    verifiedFar: rowsFor(verified + VERIFIED_TURNS - 1, options),
    turns: VERIFIED_TURNS,
    origins: MIN_EVIDENCE,
  };
}

/** A model that cannot be computed on a history: there is no line that could fail instead. */
export function explainScenario(error: ScenarioError): PulseError {
  const { type, message, hint } = error.failure;
  const text = `${type}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  return new PulseError('dataset-invalid', text, { cause: error });
}
