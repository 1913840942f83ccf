import { applyDecayAndRules } from './decay-and-rules.ts';
import type { LaggedPath } from './lagged-path.ts';
import { measure } from './bounds-and-measurements.ts';
import type { Program } from '../model/program.ts';
import type { Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

/** The steps of the turn law that a model's expressions decide, for one program. */
export interface Law {
  /**
   * Steps 2 and 3 on `scratch.work`; fills `contributions` and `fired`.
   * @throws ScenarioError naming the rule and the turn, or KernelDoubt
   */
  decayAndRules(path: LaggedPath, scratch: TurnScratch, tally: Tally | null): void;
  /**
   * Step 7 on `scratch.work`, the values of a turn that is not pushed yet.
   * @throws ScenarioError naming the measurement and the turn, or KernelDoubt
   */
  measure(path: LaggedPath, scratch: TurnScratch, tally: Tally | null): void;
}

/**
 * A generated kernel met a number that is not finite. It does not know where: whoever called it
 * computes everything again with `referenceLaw`, which says what happened.
 */
export class KernelDoubt extends Error {
  override readonly name = 'KernelDoubt';
}

/** The law as the interpreter of trees tells it: readable, exact about failures, and the oracle. */
export function referenceLaw(program: Program): Law {
  return {
    decayAndRules: (path, scratch, tally) => applyDecayAndRules(program, path, scratch, tally),
    measure: (path, { work }, tally) => measure(program, path, work, 1, tally),
  };
}
