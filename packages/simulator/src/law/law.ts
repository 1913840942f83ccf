import type { Corrector } from '@pulse-stream/worldstate';
import type { LaggedPath } from './lagged-path.ts';
import type { LawMemory } from './law-memory.ts';
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
  /** Absent: it has none, or not for the slots of this program. */
  readonly memory?: LawMemory | undefined;
  /** Step 5 where noise is more than a number per turn; absent: it is not. */
  shock?(
    path: LaggedPath,
    scratch: TurnScratch,
    corrector: Corrector | null,
    tally: Tally | null,
  ): void;
}

/**
 * A generated kernel met a number that is not finite. It does not know where: whoever called it
 * computes everything again with the interpreter, which says what happened.
 */
export class KernelDoubt extends Error {
  override readonly name = 'KernelDoubt';
}
