import { generatedLaw } from '../kernel/law-kernel.ts';
import { kernelOf } from '../kernel/model-kernel.ts';
import { Interpreter } from '../law/interpreter.ts';
import type { Law } from '../law/law.ts';
import { runControl } from './control-run.ts';
import type { Engine, EngineRun, Scenario } from './engine.ts';
import { findPathKernel, runMembersByPath } from './path-members.ts';
import { createRunner } from './path-runner.ts';
import { runMembersByTurn } from './run-members.ts';

/** Runs every path turn by turn. */
function openByTurn(
  { plan, config, start, blank, initialDraws, corrector, range }: Scenario,
  law: Law,
  kernel: EngineRun['kernel'],
): EngineRun {
  const runner = createRunner(plan, start, corrector, law, range.count === 0, {
    blank,
    initialDraws,
  });
  return {
    kernel,
    runner,
    control: (observers) => runControl(runner, config, observers, range.total),
    members: () => runMembersByTurn(runner, range),
  };
}

/** Interprets the trees: readable, exact about failures, the oracle of the others. Takes every scenario. */
export const INTERPRETER = {
  name: 'interpreter',
  open: (scenario: Scenario) =>
    openByTurn(scenario, new Interpreter(scenario.plan.program), 'reference'),
} as const satisfies Engine;

/** The law of the model as generated functions, called turn by turn. */
export const LAW_KERNEL: Engine = {
  name: 'law kernel',
  open(scenario) {
    const { program, needsInterpreter } = scenario.plan;
    if (needsInterpreter) return null;
    const kernel = kernelOf(program.compiled).law;
    // without members the control run is what is attributed, so it counts
    if (kernel.pieces(scenario.range.count === 0) === null) return null;
    return openByTurn(scenario, generatedLaw(kernel, program), 'generated');
  },
};

/** Members as generated loops over whole paths; their control run, which is looked at, by turn. */
export const PATH_KERNEL: Engine = {
  name: 'path kernel',
  open(scenario) {
    const kernel = scenario.range.count === 0 ? null : findPathKernel(scenario);
    const run = kernel === null ? null : LAW_KERNEL.open(scenario);
    if (kernel === null || run === null) return null;
    return { ...run, members: () => runMembersByPath(run.runner, kernel, scenario.range) };
  },
};

/**
 * A scenario on the fastest engine that takes it.
 * @param wanted `reference`: the interpreter, whatever else could run it
 */
export function openEngine(scenario: Scenario, wanted: 'auto' | 'reference'): EngineRun {
  if (wanted === 'reference') return INTERPRETER.open(scenario);
  return PATH_KERNEL.open(scenario) ?? LAW_KERNEL.open(scenario) ?? INTERPRETER.open(scenario);
}
