import { decaySlot } from '../law/bounds-and-decay.ts';
import { Interpreter } from '../law/interpreter.ts';
import type { LawMemory } from '../law/law-memory.ts';
import type { Law } from '../law/law.ts';
import type { Program } from '../model/program.ts';
import type { Kernel } from './kernel.ts';
import type { KernelUser } from './kernel-user.ts';
import { kernelOf } from './model-kernels.ts';

/** The law of a program on a kernel that runs single turns; it throws KernelDoubt when in doubt. */
export function kernelLaw(kernel: Kernel, program: Program): Law {
  const { names, measurements } = program.compiled;
  const memory = program.size === names.length ? new KernelMemory(kernel) : undefined;
  // whoever computes elsewhere leaves nothing in the memory
  const enter = (work: Float64Array): void =>
    work === memory?.work ? memory.take() : kernel.take(null);
  return {
    memory,
    decayAndRules(path, scratch, tally) {
      enter(scratch.work);
      kernel.drift(program, path, scratch, tally);
      // no rule knows of the slots that a scenario adds
      for (let slot = names.length; slot < program.size; slot += 1)
        decaySlot(program, scratch.work, slot, tally);
    },
    measure(path, { work }, tally) {
      if (measurements.length === 0) return;
      enter(work);
      kernel.measure(program, path, work, tally);
    },
  };
}

/** The memory of a kernel for the single turns of one run. */
class KernelMemory implements LawMemory, KernelUser {
  readonly work: Float64Array;
  readonly contributions: Float64Array;
  readonly fired: Int32Array;
  readonly sums: Float64Array;
  readonly #kernel: Kernel;
  /** What lay there when another run took it; null: it is there. */
  #saved: Float64Array | null = null;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.work = kernel.x;
    this.contributions = kernel.contributions;
    this.fired = kernel.fired;
    this.sums = kernel.tally.sums;
  }

  open(): void {
    this.take();
    this.sums.fill(0);
  }

  take(): void {
    this.#kernel.take(this);
    if (this.#saved !== null) this.sums.set(this.#saved);
    this.#saved = null;
  }

  leave(): void {
    this.#saved = this.sums.slice();
  }
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
    get memory() {
      return made().memory;
    },
    decayAndRules: (path, scratch, tally) => made().decayAndRules(path, scratch, tally),
    measure: (path, scratch, tally) => made().measure(path, scratch, tally),
  };
}
