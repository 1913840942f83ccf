import { generatedLaw } from '../kernel/law-kernel.ts';
import { kernelOf } from '../kernel/model-kernel.ts';
import { referenceLaw, type Law } from '../law/law.ts';
import { runControl } from './control-run.ts';
import type { Engine, EngineRun, Scenario } from './engine.ts';
import { findPathKernel, runMembersByPath } from './path-members.ts';
import { createRunner } from './path-runner.ts';
import { runMembersByTurn } from './run-members.ts';

/** Runs every path turn by turn. */
function openByTurn({ plan, config, start, corrector, range }: Scenario, law: Law): EngineRun {
  const runner = createRunner(plan, start, corrector, law, range.count === 0);
  return {
    runner,
    control: (observers) => runControl(runner, config, observers, range.total),
    members: () => runMembersByTurn(runner, range),
  };
}

/** Interprets the trees: readable, exact about failures, the oracle of the others. Takes every scenario. */
export const INTERPRETER = {
  name: 'interpreter',
  kernel: 'reference',
  open: (scenario: Scenario) => openByTurn(scenario, referenceLaw(scenario.plan.program)),
} as const satisfies Engine;

/** The law of the model as generated functions, called turn by turn. */
export const LAW_KERNEL: Engine = {
  name: 'law-kernel',
  kernel: 'generated',
  open(scenario) {
    const { program } = scenario.plan;
    const kernel = kernelOf(program.compiled).law;
    // without members the control run is what is attributed, so it counts
    if (kernel.pieces(scenario.range.count === 0) === null) return null;
    return openByTurn(scenario, generatedLaw(kernel, program));
  },
};

/** Members as generated loops over whole paths; their control run, which is looked at, by turn. */
export const PATH_KERNEL: Engine = {
  name: 'path-kernel',
  kernel: 'generated',
  open(scenario) {
    const kernel = scenario.range.count === 0 ? null : findPathKernel(scenario);
    const run = kernel === null ? null : LAW_KERNEL.open(scenario);
    if (kernel === null || run === null) return null;
    return { ...run, members: () => runMembersByPath(run.runner, kernel, scenario.range) };
  },
};

/** An engine that has taken a scenario. */
export interface ChosenEngine {
  readonly engine: Engine;
  readonly run: EngineRun;
}

/**
 * The fastest engine that takes a scenario.
 * @param wanted `reference`: the interpreter, whatever else could run it
 */
export function chooseEngine(scenario: Scenario, wanted: 'auto' | 'reference'): ChosenEngine {
  if (wanted === 'auto')
    for (const engine of [PATH_KERNEL, LAW_KERNEL]) {
      const run = engine.open(scenario);
      if (run !== null) return { engine, run };
    }
  return { engine: INTERPRETER, run: INTERPRETER.open(scenario) };
}
