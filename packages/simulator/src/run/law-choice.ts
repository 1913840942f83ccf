import type { LaggedPath } from '../law/lagged-path.ts';
import { lawOnKernel } from '../kernel/kernel-law.ts';
import { Interpreter } from '../law/interpreter.ts';
import { KernelDoubt, type Law } from '../law/law.ts';
import type { Program } from '../model/program.ts';
import type { TurnScratch } from '../law/turn-scratch.ts';

/**
 * The law of a program for callers who count nothing: the kernel where there is one, and where it is in
 * doubt the interpreter says what happened.
 */
export function lawOf(program: Program): Law {
  const reference = new Interpreter(program);
  if (program.compiled.isStepped) return reference;
  const law = lawOnKernel(program);
  const start = new Float64Array(program.size);
  const either = (
    step: 'decayAndRules' | 'measure',
    path: LaggedPath,
    scratch: TurnScratch,
  ): void => {
    start.set(scratch.work);
    try {
      law[step](path, scratch, null);
    } catch (error) {
      if (!(error instanceof KernelDoubt)) throw error;
      scratch.work.set(start);
      reference[step](path, scratch, null);
    }
  };
  return {
    decayAndRules: (path, scratch) => either('decayAndRules', path, scratch),
    measure: (path, scratch) => either('measure', path, scratch),
  };
}
