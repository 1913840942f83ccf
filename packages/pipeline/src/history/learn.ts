import { ScenarioError, PulseError, type Dataset } from '@pulse-stream/worldstate';
import { saveLearned, type GravityState } from '../world/gravity-state.ts';
import { wholeHistory } from '../world/history.ts';
import { learnStart } from './learned-start.ts';
import { surroundingsOfHistory } from '../world/surroundings.ts';
import { axisOf } from '../world/usable-history.ts';
import { coreOf, gravityOf, type World } from '../world/world.ts';

/**
 * Learns from a whole history, as a run on it would, and gives the state a run can start from; a
 * world that has a state goes on learning from it.
 * @param dataset its columns are slots of the model; after a state, only the rows after it
 * @throws PulseError `dataset-invalid` when the model cannot be computed on it, or it does not
 *   begin one step after the state
 * @see FORECAST.md §6
 */
export function learn(world: World, dataset: Dataset): GravityState {
  const gravity = gravityOf(world, true);
  const axis = axisOf(dataset, world.compiled.model.time_unit);
  const span = wholeHistory({ dataset, axis, warnings: [] });
  try {
    const core = coreOf(world, {}, surroundingsOfHistory(world, dataset));
    const learned = learnStart(world, core, span, gravity, { params: {} });
    if (learned === null) throw new Error('there are rows to learn from');
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

/** A model that cannot be computed on a history: there is no line that could fail instead. */
export function explainScenario(error: ScenarioError): PulseError {
  const { type, message, hint } = error.failure;
  const text = `${type}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  return new PulseError('dataset-invalid', text, { cause: error });
}
