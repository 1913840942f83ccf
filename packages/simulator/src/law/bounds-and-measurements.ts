import { boundSlot, failAt, raise, readingsOf } from './decay-and-rules.ts';
import type { LaggedPath } from './lagged-path.ts';
import type { Program } from '../model/program.ts';
import type { Tally } from './tally.ts';

/** Step 6 for every slot: inside its bounds and finite. */
export function boundAll(
  program: Program,
  work: Float64Array,
  turn: number,
  tally: Tally | null,
): void {
  const { lower, upper, size } = program;
  for (let slot = 0; slot < size; slot += 1) {
    const value = work[slot] as number; // every array has an entry per slot, here and below
    const low = lower[slot] as number;
    const high = upper[slot] as number;
    // The difference is NaN for what is not finite.
    if (value >= low && value <= high && value - value === 0) continue;
    boundSlot(program, work, slot, tally === null ? null : tally.bounds);
    const inside = work[slot];
    if (!Number.isFinite(inside))
      failAt(
        Number.isNaN(inside) ? 'not-a-number' : 'overflow',
        `the value of ${program.names[slot]} left the range of numbers at turn ${turn}`,
      );
  }
}

/**
 * Step 7: every measured overlay recomputed from `x`, in declared order, inside [0, 1].
 * @param shift 1 while the values belong to a turn that is not pushed yet, else 0
 */
export function measure(
  program: Program,
  path: LaggedPath,
  x: Float64Array,
  shift: 0 | 1,
  tally: Tally | null,
): void {
  const { measurements } = program.compiled;
  if (measurements.length === 0) return;
  const readings = readingsOf(program, path, x, shift);
  for (const { slot, value } of measurements) {
    const old = x[slot] as number;
    try {
      x[slot] = value(readings);
    } catch (error) {
      raise(error, `the measurement of ${program.names[slot]} at turn ${path.turn + shift}`);
    }
    boundSlot(program, x, slot, null);
    if (tally !== null)
      tally.measurement[slot] = (tally.measurement[slot] as number) + (x[slot] - old);
  }
}
