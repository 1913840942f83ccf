import { decaySlot } from '../law/bounds-and-decay.ts';
import type { Law } from '../law/law.ts';
import type { Program } from '../model/program.ts';
import type { Kernel } from './kernel.ts';

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
