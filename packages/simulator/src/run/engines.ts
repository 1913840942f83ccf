import { kernelLaw } from '../kernel/kernel-law.ts';
import { kernelOf } from '../kernel/model-kernels.ts';
import { Interpreter } from '../law/interpreter.ts';
import type { Law } from '../law/law.ts';
import { runControl } from './control-run.ts';
import type { Engine, EngineRun, Scenario } from './engine.ts';
import { findKernel, runMembersByPath } from './path-members.ts';
import { createRunner } from './path-runner.ts';
import { runMembersByTurn } from './run-members.ts';

/** Runs every path turn by turn. */
export function openByTurn(
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

/**
 * The law of the model as WebAssembly: members run whole paths, control runs, which are looked at, and
 * corrected paths turn by turn.
 */
export const KERNEL: Engine = {
  name: 'kernel',
  open(scenario) {
    const { program, needsInterpreter } = scenario.plan;
    const turns = needsInterpreter ? null : kernelOf(program.compiled, 'slots');
    if (turns === null) return null;
    const run = openByTurn(scenario, kernelLaw(turns, program), 'generated');
    const paths = scenario.range.count === 0 ? null : findKernel(scenario);
    if (paths === null) return run;
    return { ...run, members: () => runMembersByPath(run.runner, paths, scenario.range) };
  },
};

/**
 * A scenario on the fastest engine that takes it.
 * @param wanted `reference`: the interpreter, whatever else could run it
 */
export function openEngine(scenario: Scenario, wanted: 'auto' | 'reference'): EngineRun {
  if (wanted === 'reference') return INTERPRETER.open(scenario);
  return KERNEL.open(scenario) ?? INTERPRETER.open(scenario);
}
