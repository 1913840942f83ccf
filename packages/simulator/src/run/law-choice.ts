import type { LaggedPath } from '../law/lagged-path.ts';
import { generatedLaw } from '../kernel/law-kernel.ts';
import { kernelOf } from '../kernel/model-kernel.ts';
import { Interpreter } from '../law/interpreter.ts';
import { KernelDoubt, type Law } from '../law/law.ts';
import type { Program } from '../model/program.ts';
import type { TurnScratch } from '../law/turn-scratch.ts';

/**
 * The law of a program for callers who count nothing: generated when it is first asked for and where
 * that is possible, and where it is in doubt the reference says what happened.
 */
export function lawOf(program: Program): Law {
  const reference = new Interpreter(program);
  if (program.compiled.isStepped) return reference;
  const kernel = kernelOf(program.compiled).law;
  let generated: Law | null = null;
  const start = new Float64Array(program.size);
  const either = (
    step: 'decayAndRules' | 'measure',
    path: LaggedPath,
    scratch: TurnScratch,
  ): void => {
    if (kernel.pieces(false) === null) return reference[step](path, scratch, null);
    generated ??= generatedLaw(kernel, program);
    start.set(scratch.work);
    try {
      generated[step](path, scratch, null);
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
