import { quantile7 } from '@pulse-stream/forecast';
import type { PerturbedRuns } from '@pulse-stream/forecast/internal';
import { simulateSteps, type Progress, type SimulateOptions } from '@pulse-stream/simulator';
import { ScenarioError, type SimulatedRun } from '@pulse-stream/worldstate';
import { perturbations } from './perturbations.ts';
import type { PreparedScenario } from './prepare-scenario.ts';
import type { World } from '../world/world.ts';

/**
 * The perturbed runs that fragility is measured on, computed in slices with the random numbers of
 * the base run. Of each only the medians are kept, as an ensemble of one, so that the memory does
 * not grow with the number of perturbations.
 * @param base the run as it was; without an ensemble there is nothing to perturb
 * @returns the runs, or why there are none: a world that a perturbation breaks has no measure
 * @see FORECAST.md §4
 */
export function* runPerturbed(
  world: World,
  scenario: PreparedScenario,
  base: SimulatedRun,
  options: SimulateOptions,
): Generator<Progress, PerturbedRuns> {
  const runs: SimulatedRun[] = [];
  if (base.ensemble === null || base.member !== null) return { runs };
  const { start: _, ...common } = options;
  let name = '';
  try {
    for (const perturbation of perturbations(world, scenario)) {
      name = perturbation.name;
      const { start, rule, overrides } = perturbation;
      const settings = {
        ...common,
        observers: [],
        perturbed: rule,
        ...(start === undefined ? {} : { start }),
      };
      const { config } = scenario;
      const changed = overrides === undefined ? config : { ...config, state_overrides: overrides };
      runs.push(keepMedians(yield* simulateSteps(world.compiled, changed, settings)));
    }
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { failed: `the re-run "${name}" failed: ${error.message}` };
  }
  return { runs };
}

function keepMedians(run: SimulatedRun): SimulatedRun {
  const { ensemble } = run;
  if (ensemble === null) throw new Error('a perturbed run has the members of its base');
  const { members } = ensemble;
  const values = Float64Array.from({ length: ensemble.values.length / members }, (_, cell) =>
    quantile7(ensemble.values.subarray(cell * members, (cell + 1) * members).toSorted(), 0.5),
  );
  return { ...run, ensemble: { ...ensemble, members: 1, values } };
}
