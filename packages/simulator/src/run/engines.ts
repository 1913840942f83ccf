import { lawOnKernel } from '../kernel/kernel-law.ts';
import { kernelOf } from '../kernel/model-kernels.ts';
import { Interpreter } from '../law/interpreter.ts';
import type { Law } from '../law/law.ts';
import { runControl } from './control-run.ts';
import type { Engine, EngineRun, Scenario } from './engine.ts';
import { findKernel, type DrivenKernel } from './find-kernel.ts';
import { runMembersByPath } from './path-members.ts';
import { createRunner } from './path-runner.ts';
import { runMembersByTurn } from './run-members.ts';

/**
 * Runs every path turn by turn.
 * @param unseen the kernel that runs a control run whose turns nobody looks into; default: the law does
 */
export function openByTurn(
  { plan, config, start, blank, initialDraws, corrector, range }: Scenario,
  law: Law,
  kernel: EngineRun['kernel'],
  unseen: DrivenKernel | null = null,
): EngineRun {
  const runner = createRunner(plan, start, corrector, law, range.count === 0, {
    blank,
    initialDraws,
  });
  return {
    kernel,
    runner,
    control(observers) {
      const steps = unseen === null || observers.length > 0 ? null : unseen;
      return runControl(runner, config, observers, range.total, steps);
    },
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
 * The law of the model as WebAssembly: whole paths where nobody looks at what happens in their turns, else
 * turn by turn.
 */
export const KERNEL: Engine = {
  name: 'kernel',
  open(scenario) {
    const { plan, range, corrector } = scenario;
    const { compiled, size } = plan.program;
    const paths = findKernel(scenario);
    const isPlain = corrector === null && plan.trace === null && size === compiled.names.length;
    if (plan.hasOwnNumbers) {
      // single turns of such paths are the interpreter's
      if (paths === null || (range.count === 0 && !isPlain)) return null;
    } else if (paths === null && kernelOf(compiled, 'slots') === null) return null;
    const law = plan.hasOwnNumbers ? new Interpreter(plan.program) : lawOnKernel(plan.program);
    const run = openByTurn(scenario, law, 'generated', isPlain ? paths : null);
    if (paths === null || range.count === 0) return run;
    return { ...run, members: () => runMembersByPath(run.runner, paths, range) };
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
