import { NO_SURROUNDINGS, type Surroundings } from '@pulse-stream/simulator/internal';
import type { Dataset, ScenarioConfig } from '@pulse-stream/worldstate';
import type { Warning } from '@pulse-stream/worldstate/internal';
import { wholeHistory, type HistorySpan } from './history.ts';
import { timeOfScenario, type TimedConfig, type TimedWorld } from './scenario-time.ts';
import { axisOf } from './usable-history.ts';

/** What drives the world of a scenario from outside, in its forecast and while it learns. */
export interface ScenarioSurroundings {
  readonly surroundings: Surroundings;
  /** Whatever the scenario replaces, what is learned keeps the drivers of the model. */
  readonly taught: Surroundings;
  /** Series whose later rows drive a forecast from an earlier origin. */
  readonly realised: readonly string[];
  /** Absolute row of turn 0. */
  readonly origin: number;
  readonly warnings: readonly Warning[];
}

const NONE: ScenarioSurroundings = {
  surroundings: NO_SURROUNDINGS,
  taught: NO_SURROUNDINGS,
  realised: [],
  origin: 0,
  warnings: [],
};

/** What drives a world along a whole history, that is learned from or scored on. */
export function surroundingsOfHistory(
  world: TimedWorld,
  dataset: Dataset,
): Pick<ScenarioSurroundings, 'taught' | 'warnings'> {
  const axis = axisOf(dataset, world.compiled.model.time_unit);
  const span = wholeHistory({ dataset, axis, warnings: [] });
  return surroundingsOf(world, { mode: 'strict_injection' }, span);
}

/**
 * Drivers and calendar of a scenario; a world that reads neither has none.
 * @param span its rows; null: none
 * @throws ScenarioError `config-invalid`, `unknown-name`, `dataset-unknown`, `driver-missing`
 */
export function surroundingsOf(
  world: TimedWorld,
  config: TimedConfig & Pick<ScenarioConfig, 'forecast'>,
  span: HistorySpan | null,
): ScenarioSurroundings {
  const { isStepped } = world.compiled;
  const { start, series, forecast } = config;
  const asks = start !== undefined || series !== undefined || forecast?.events !== undefined;
  if (!isStepped && !asks) return NONE;
  const { clock, drivers, taught, realised, warnings } = timeOfScenario(world, config, span);
  const { calendar } = clock;
  return {
    surroundings: { drivers, calendar },
    taught: isStepped ? { drivers: taught, calendar } : NO_SURROUNDINGS,
    realised,
    origin: clock.origin,
    warnings,
  };
}
