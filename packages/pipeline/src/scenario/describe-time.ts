import type { Forecast, ScenarioConfig, SimulatedRun, WorldModel } from '@pulse-stream/worldstate';
import { continueLabels, readTimeAxis } from '@pulse-stream/worldstate/internal';
import { describeOrigin } from '../world/history.ts';
import type { World } from '../world/world.ts';
import type { PreparedScenario } from './prepare-scenario.ts';

/** The observation a forecast starts from, and the labels of its horizons as far as they follow. */
export function describeTime(
  { compiled, state }: World,
  { config, span, learned, realised }: PreparedScenario,
  run: SimulatedRun,
): { origin: Forecast['origin']; labels?: string[] } {
  const from = span === null && learned !== null ? state : null;
  if (span === null && from === null)
    return { origin: null, ...labelFromStart(compiled.model, config, run.horizons) };
  const labels =
    span === null
      ? continueState(from, compiled.model.time_unit, run.horizons)
      : span.labelled
        ? continueLabels(span.axis, span.last, run.horizons)
        : null;
  return {
    origin: span === null ? originOfState(from) : describeOrigin(span, realised),
    ...(labels === null ? {} : { labels }),
  };
}

/** Where a date is given for turn 0, the horizons go on from it. */
function labelFromStart(
  { time, time_unit: timeUnit }: WorldModel,
  config: ScenarioConfig,
  horizons: readonly number[],
): { labels?: string[] } {
  const start = config.start ?? time?.start;
  if (typeof start !== 'string') return {};
  const labels = continueLabels(readTimeAxis([start], { timeUnit }), 0, horizons);
  return labels === null ? {} : { labels };
}

function continueState(
  state: World['state'],
  timeUnit: string,
  horizons: readonly number[],
): string[] | null {
  const known = state?.labels ?? [];
  return continueLabels(readTimeAxis(known, { timeUnit }), known.length - 1, horizons);
}

function originOfState(state: World['state']): Forecast['origin'] {
  if (state === null) return null;
  const { dataset, labels, rows } = state;
  const label = labels.at(-1);
  return {
    ...(dataset.name === null ? {} : { dataset: dataset.name }),
    ...(label === undefined ? {} : { label }),
    row: rows - 1,
  };
}
