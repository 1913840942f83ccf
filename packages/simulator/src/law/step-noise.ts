import { insideDomain, toNatural, toTransformed } from '../math/transform.ts';
import type { Program } from '../model/program.ts';
import type { LaggedPath } from './lagged-path.ts';
import type { PathReadings } from './path-readings.ts';
import { raise } from './raise.ts';
import { addShock, sdOf } from './shocks.ts';
import type { Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

// `as number` below: every array has an entry per slot

/** Within the rules a slot with `errors` is natural: it is shaken on the scale of its errors. */
function shakeSlot(
  program: Program,
  work: Float64Array,
  slot: number,
  shock: number,
  tally: Tally | null,
): void {
  if (program.compiled.errorScales?.has[slot] !== 1) return addShock(work, slot, shock, tally);
  const natural = work[slot] as number;
  const scale = program.transforms[slot] ?? 'identity';
  const shaken = insideDomain(scale, toNatural(scale, toTransformed(scale, natural) + shock));
  work[slot] = shaken;
  if (tally !== null) tally.noise[slot] = (tally.noise[slot] as number) + (shaken - natural);
}

/** Noise per time, after the step. */
export function shakeAfterStep(
  program: Program,
  at: PathReadings,
  path: LaggedPath,
  scratch: TurnScratch,
  tally: Tally | null,
  step: number,
): void {
  const { stepNoise, noises, names, clock } = program.compiled;
  const { chance, work, quiet } = scratch;
  if (chance === null || stepNoise.slots.length === 0) return;
  const shocks = chance.shocksOf(stepNoise);
  at.moment(work, step + 1, 0);
  const root = Math.sqrt(clock.dt);
  const shake = (change: (slot: number, index: number) => void): void => {
    for (let index = 0; index < stepNoise.slots.length; index += 1) {
      const slot = stepNoise.slots[index] as number; // in range
      if (quiet[slot] === 1) continue;
      try {
        change(slot, index);
      } catch (error) {
        raise(error, `the noise of ${names[slot]} at turn ${path.turn + 1}`);
      }
    }
  };
  // all deviations read the values before any shock
  shake((slot, index) => {
    shocks[index] = (shocks[index] as number) * sdOf(noises[slot], at) * root;
  });
  shake((slot, index) => shakeSlot(program, work, slot, shocks[index] as number, tally));
}
