import type { Limits } from '../model/compiled-model.ts';
import { ownerOfHidden } from '../model/compile-values.ts';
import type { Program } from '../model/program.ts';
import { countedMove } from './error-scale.ts';
import { failAt } from './raise.ts';
import type { Tally } from './tally.ts';

/** Puts the value of one slot inside its bounds; the clip is counted as "bounds". */
export function boundSlot(
  limits: Limits,
  work: Float64Array,
  slot: number,
  bounds: Float64Array | null,
) {
  // Every array of a program has an entry per slot, here and below.
  const value = work[slot] as number;
  const low = limits.lower[slot] as number;
  const high = limits.upper[slot] as number;
  const inside = value < low ? low : value > high ? high : value;
  if (inside === value) return;
  work[slot] = inside;
  if (bounds !== null) bounds[slot] = (bounds[slot] as number) + (inside - value);
}

/** Step 2 for one slot. */
export function decaySlot(
  program: Program,
  work: Float64Array,
  slot: number,
  tally: Tally | null,
): void {
  const decay = program.decay[slot] as number;
  if (decay === 0) return;
  const value = work[slot] as number;
  const decayed = Math.max(0, value - decay);
  work[slot] = decayed;
  if (tally !== null) tally.decay[slot] = (tally.decay[slot] as number) + (decayed - value);
}

/**
 * Step 6 for every slot: inside its bounds and finite.
 * @param limits default: those of the program; within the rules, `program.ofRules`
 */
export function boundAll(
  program: Program,
  work: Float64Array,
  turn: number,
  tally: Tally | null,
  limits: Limits = program,
): void {
  const { size } = program;
  const { lower, upper } = limits;
  for (let slot = 0; slot < size; slot += 1) {
    const value = work[slot] as number; // every array has an entry per slot, here and below
    const low = lower[slot] as number;
    const high = upper[slot] as number;
    // The difference is NaN for what is not finite.
    if (value >= low && value <= high && value - value === 0) continue;
    boundSlot(limits, work, slot, null);
    const inside = work[slot] as number;
    if (tally !== null && inside !== value)
      tally.bounds[slot] =
        (tally.bounds[slot] as number) +
        (limits === program ? countedMove(tally, slot, inside - value, value) : inside - value);
    if (!Number.isFinite(inside))
      failAt(
        Number.isNaN(inside) ? 'not-a-number' : 'overflow',
        `the value of ${ownerOfHidden(program.names[slot])} left the range of numbers at turn ${turn}`,
      );
  }
}
