import type { LaggedPath } from '../law/lagged-path.ts';
import { kernelLaw } from '../kernel/kernel-law.ts';
import { kernelOf } from '../kernel/model-kernels.ts';
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
  let law: Law | null = null;
  const start = new Float64Array(program.size);
  const either = (
    step: 'decayAndRules' | 'measure',
    path: LaggedPath,
    scratch: TurnScratch,
  ): void => {
    if (law === null) {
      // made when it is first needed: many callers only convert units
      const kernel = kernelOf(program.compiled, 'slots');
      law = kernel === null ? reference : kernelLaw(kernel, program);
    }
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
