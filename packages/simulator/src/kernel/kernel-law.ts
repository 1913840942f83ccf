import { decaySlot } from '../law/bounds-and-decay.ts';
import { Interpreter } from '../law/interpreter.ts';
import type { Law } from '../law/law.ts';
import type { Program } from '../model/program.ts';
import type { Kernel } from './kernel.ts';
import { kernelOf } from './model-kernels.ts';

/** The law of a program on a kernel that runs single turns; it throws KernelDoubt when in doubt. */
export function kernelLaw(kernel: Kernel, program: Program): Law {
  const { names, measurements } = program.compiled;
  return {
    decayAndRules(path, scratch, tally) {
      kernel.drift(program, path, scratch, tally);
      // no rule knows of the slots that a scenario adds
      for (let slot = names.length; slot < program.size; slot += 1)
        decaySlot(program, scratch.work, slot, tally);
    },
    measure(path, { work }, tally) {
      if (measurements.length > 0) kernel.measure(program, path, work, tally);
    },
  };
}

/**
 * The same on the kernel of the model, which is made when it is first needed: many callers only convert
 * units. Where there is none the interpreter is the law.
 */
export function lawOnKernel(program: Program): Law {
  let law: Law | null = null;
  const make = (): Law => {
    const kernel = kernelOf(program.compiled, 'slots');
    return kernel === null ? new Interpreter(program) : kernelLaw(kernel, program);
  };
  const made = (): Law => (law ??= make());
  return {
    decayAndRules: (path, scratch, tally) => made().decayAndRules(path, scratch, tally),
    measure: (path, scratch, tally) => made().measure(path, scratch, tally),
  };
}
