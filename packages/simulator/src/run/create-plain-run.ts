import type { ScenarioConfig } from '@pulse-stream/worldstate';
import { compileModel, type AnyModel } from '../model/compile-model.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../model/program.ts';
import { attributedTargets, planScenario } from '../scenario/plan-scenario.ts';
import { EventWatch } from './event-watch.ts';
import { drivesOf, kernelFor } from './find-kernel.ts';
import { PartSums } from './part-sums.ts';
import { PlainActs } from './plain-acts.ts';
import { PlainMembers } from './plain-members.ts';
import { PlainRun } from './plain-run.ts';

/**
 * A run for scenarios that are like this one but for overrides, parameters and interventions, none of
 * them of an undeclared slot.
 * @param config has no history
 * @param partNames by target that is attributed: the parts of its attribution, in the order in which they are wanted
 * @param surroundings what drives all of them from outside
 * @returns null: such scenarios warn, their members draw more than noise, or their model takes more
 *   than the kernel alone
 */
export function createPlainRun(
  model: AnyModel,
  config: ScenarioConfig,
  partNames: readonly (readonly string[])[],
  surroundings: Surroundings = NO_SURROUNDINGS,
): PlainRun | null {
  const compiled = compileModel(model);
  const bare = { ...config, state_overrides: {}, params: {}, interventions: [] };
  const plan = planScenario(compiled, bare, { surroundings });
  const { program, warnings, watchesClock } = plan;
  const drawn = program.draws.length + compiled.initialDraws.length;
  if (warnings.length + drawn > 0 || watchesClock) return null;
  if (program.size !== compiled.names.length) return null;
  const kernel = kernelFor(plan);
  if (kernel === null || (config.use_symbolism && kernel.code.tagSlots === null)) return null;
  const drives = drivesOf(kernel, plan, 0);
  if (drives === null) return null;
  const driven = { kernel, drives };
  const { targets, horizons } = plan;
  const watch = new EventWatch(plan, kernel);
  const parts = new PartSums(compiled, kernel.tally, attributedTargets(plan), partNames);
  const control = { targets, horizons, paths: 1 };
  const recording = { targets, horizons, paths: plan.members, behind: control };
  const isAlone = plan.members === 1 || plan.deterministic;
  const values = kernel.recorder.open(isAlone ? control : recording);
  if (values === null) return null;
  const acts = new PlainActs(program);
  const members = isAlone
    ? null
    : new PlainMembers(plan, driven, watch, parts, recording, values, acts);
  return new PlainRun(plan, driven, watch, control, parts, members, acts, config.use_symbolism);
}
