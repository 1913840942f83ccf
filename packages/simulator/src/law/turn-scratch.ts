import type { Corrector } from '@pulse-stream/worldstate';
import type { CorrectionStep } from '@pulse-stream/worldstate/internal';
import type { Chance } from './chance.ts';
import type { LawMemory } from './law-memory.ts';
import type { Program } from '../model/program.ts';

/** Arrays one path needs while a turn is computed; reused from turn to turn. */
export interface TurnScratch {
  /** Values at the start of the turn. */
  readonly before: Float64Array;
  /** Values after interventions, filled only for a corrector. */
  readonly acted: Float64Array;
  /** Values under construction. */
  readonly work: Float64Array;
  /** Values as rules met them; only where slots have `errors`. */
  readonly entered: Float64Array;
  /** By slot with `errors`: rise on its scale per unit that the rules moved it. */
  readonly rise: Float64Array;
  /** What simultaneous rules read. */
  readonly frozen: Float64Array;
  /** What every effect of every rule added this turn. */
  readonly contributions: Float64Array;
  /** D by slot: what interventions, decay and rules changed this turn. */
  readonly drift: Float64Array;
  /** Correction of this turn by slot. */
  readonly correction: Float64Array;
  /** Indexes of the rules that fired, in firing order. */
  readonly fired: Int32Array;
  firedCount: number;
  /** Standard normals of this turn by slot; only those of noisy slots are written. */
  readonly normals: Float64Array;
  /** The same as they are drawn: declared slots with noise only. */
  readonly drawn: Float64Array;
  readonly shocks: Float64Array;
  /** 1 for the slots of the corrector. */
  readonly corrected: Uint8Array;
  /** 1 for the slots whose declared noise the corrector's shocks replace. */
  readonly quiet: Uint8Array;
  /** What chance gives the path beside normals per turn; null: means. */
  chance: Chance | null;
  /** A slot of which flows wanted more than there was; −1: none. */
  limited: number;
  /** Whether any slot with noise is not one of the corrector. */
  readonly declares: boolean;
  /** What a corrector reads of the arrays above. */
  readonly step: CorrectionStep;
}

/**
 * Scratch space for one program.
 * @param memory of the law, where nobody else runs paths with it at the same time
 */
export function createScratch(
  program: Program,
  corrector: Corrector | null,
  memory?: LawMemory,
): TurnScratch {
  const { size, effectCount } = program;
  const corrected = new Uint8Array(size);
  for (const slot of corrector?.slots ?? []) corrected[slot] = 1;
  const quiet = corrector?.drawsShocks === true ? corrected : new Uint8Array(size);
  const before = new Float64Array(size);
  const acted = new Float64Array(size);
  const work = memory?.work ?? new Float64Array(size);
  const contributions = memory?.contributions ?? new Float64Array(effectCount);
  return {
    corrected,
    quiet,
    chance: null,
    limited: -1,
    declares: program.noisy.some((slot) => corrected[slot] === 0),
    step: { before, acted, causal: work, contributions },
    before,
    acted,
    work,
    entered: new Float64Array(size),
    rise: new Float64Array(size),
    frozen: new Float64Array(size),
    contributions,
    drift: new Float64Array(size),
    correction: new Float64Array(size),
    fired: memory?.fired ?? new Int32Array(program.compiled.rules.length),
    firedCount: 0,
    normals: new Float64Array(size),
    drawn: new Float64Array(program.compiled.noisy.length),
    shocks: new Float64Array(corrector?.slots.length ?? 0),
  };
}
