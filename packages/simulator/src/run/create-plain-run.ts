import type { ScenarioConfig } from '@pulse-stream/worldstate';
import { compileModel, type AnyModel } from '../model/compile-model.ts';
import { planScenario } from '../scenario/plan-scenario.ts';
import { EventWatch } from './event-watch.ts';
import { kernelFor } from './find-kernel.ts';
import { PartSums } from './part-sums.ts';
import { PlainActs } from './plain-acts.ts';
import { PlainMembers } from './plain-members.ts';
import { PlainRun } from './plain-run.ts';

/**
 * A run for scenarios that are like this one but for overrides, parameters and interventions, none of
 * them of an undeclared slot.
 * @param config has no history
 * @param partNames by target: the parts of its attribution, in the order in which they are wanted
 * @returns null: such scenarios warn, or their model takes more than the kernel alone
 */
export function createPlainRun(
  model: AnyModel,
  config: ScenarioConfig,
  partNames: readonly (readonly string[])[],
): PlainRun | null {
  const compiled = compileModel(model);
  const plan = planScenario(compiled, {
    ...config,
    state_overrides: {},
    params: {},
    interventions: [],
  });
  if (plan.warnings.length > 0 || plan.hasOwnNumbers) return null;
  if (plan.program.size !== compiled.names.length) return null;
  const kernel = kernelFor(plan);
  if (kernel === null || (config.use_symbolism && kernel.code.tagSlots === null)) return null;
  const { targets, horizons } = plan;
  const watch = new EventWatch(plan, kernel);
  const parts = new PartSums(compiled, kernel.tally, targets, partNames);
  const control = { targets, horizons, paths: 1 };
  const recording = { targets, horizons, paths: plan.members, behind: control };
  const isAlone = plan.members === 1 || plan.deterministic;
  const values = kernel.recorder.open(isAlone ? control : recording);
  if (values === null) return null;
  const acts = new PlainActs(plan.program);
  const members = isAlone
    ? null
    : new PlainMembers(plan, kernel, watch, parts, recording, values, acts);
  return new PlainRun(plan, kernel, watch, control, parts, members, acts, config.use_symbolism);
}
