import type { ScenarioConfig } from '@pulse-stream/worldstate';
import { compileModel, type AnyModel } from '../model/compile-model.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import { attributedTargets, planScenario, type PlanOptions } from '../scenario/plan-scenario.ts';
import { EventWatch } from './event-watch.ts';
import { drivesOf, kernelFor, looksAtDynamic } from './find-kernel.ts';
import { PartSums } from './part-sums.ts';
import { PlainActs } from './plain-acts.ts';
import { PlainMembers } from './plain-members.ts';
import { PlainRun } from './plain-run.ts';

/**
 * A run for scenarios that are like this one but for values of overrides, parameters and interventions.
 * Undeclared names they override are those of this one; nobody acts on them.
 * @param config has no history
 * @param partNames by target that is attributed: the parts of its attribution, in the order in which
 *   they are wanted
 * @param options what drives all of them from outside, and how names are taken
 * @returns null: such scenarios warn of more than undeclared names, or look at them; their members draw
 *   more than noise; or their model takes more than the kernel alone
 */
export function createPlainRun(
  model: AnyModel,
  config: ScenarioConfig,
  partNames: readonly (readonly string[])[],
  options: PlanOptions = {},
): PlainRun | null {
  const compiled = compileModel(model);
  const undeclared = undeclaredNames(compiled, config).map((name) => [name, 0] as const);
  const state_overrides = Object.fromEntries(undeclared);
  const bare = { ...config, state_overrides, params: {}, interventions: [] };
  const plan = planScenario(compiled, bare, options);
  const { program, watchesClock } = plan;
  const isKnown = plan.warnings.every(({ type }) => type === 'dynamic-overlay');
  const drawn = program.draws.length + compiled.initialDraws.length;
  if (!isKnown || drawn > 0 || watchesClock || looksAtDynamic(plan)) return null;
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
  kernel.take(null);
  const values = kernel.recorder.open(isAlone ? control : recording);
  if (values === null) return null;
  const acts = new PlainActs(program);
  const members = isAlone
    ? null
    : new PlainMembers(plan, driven, watch, parts, recording, values, acts);
  return new PlainRun(plan, driven, watch, control, parts, members, acts, config.use_symbolism);
}

/** The names that a scenario overrides and its model does not declare, in the order of the scenario. */
export const undeclaredNames = (
  { index }: CompiledModel,
  { state_overrides: overrides }: ScenarioConfig,
): string[] => Object.keys(overrides).filter((name) => !index.has(name));
