import type { Corrector } from '@pulse-stream/worldstate';
import type { Readings } from '../language/evaluate.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { CompiledNoise } from '../model/compiled-model.ts';
import type { Program } from '../model/program.ts';
import { countedMove, noteScaled } from './error-scale.ts';
import type { Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

// `as number` below: every array has an entry per slot or per effect

/** Draws the standard normals of one turn into the scratch space, by slot; null on a control run. */
export type DrawNormals = () => void;

/** Step 5: the declared noise of every slot, but the shock of the corrector where it has one. */
export function applyNoise(
  program: Program,
  corrector: Corrector | null,
  draw: DrawNormals,
  { normals, shocks, corrected, work, declares }: TurnScratch,
  tally: Tally | null,
): void {
  const { noisy, noise } = program;
  const shocked = corrector !== null && corrector.shock(shocks);
  // a stream nobody reads from need not run
  if (!shocked || declares) draw();
  for (let index = 0; index < noisy.length; index += 1) {
    const slot = noisy[index] as number; // in range; every array has an entry per slot
    if (shocked && corrected[slot] === 1) continue;
    addShock(work, slot, (normals[slot] as number) * (noise[slot] as number), tally);
  }
  if (!shocked) return;
  const { slots } = corrector;
  for (let index = 0; index < slots.length; index += 1) {
    const slot = slots[index] as number; // in range, as the next one
    const shock = shocks[index] as number;
    // A slot without noise keeps a −0 that adding 0 would take from it.
    if (shock !== 0 || noise[slot] !== 0) addShock(work, slot, shock, tally);
  }
}

/**
 * The standard deviation of declared noise now.
 * @throws NumericError when it cannot be computed, or is below 0
 */
export function sdOf(noise: CompiledNoise | null | undefined, at: Readings): number {
  return checkDeviation(noise?.sd(at) ?? 0);
}

/** @throws NumericError for a standard deviation below 0 */
export function checkDeviation(sd: number): number {
  if (sd >= 0) return sd;
  throw new NumericError(
    'domain-error',
    `${sd} is no standard deviation: it needs 0 or more`,
    'keep it from falling below 0, as with max(0, …)',
  );
}

/** Adds a shock to a slot. */
export function addShock(
  work: Float64Array,
  slot: number,
  shock: number,
  tally: Tally | null,
): void {
  const value = (work[slot] as number) + shock; // an entry per slot, here and below
  work[slot] = value;
  if (tally === null) return;
  noteScaled(tally, slot, value);
  tally.noise[slot] =
    (tally.noise[slot] as number) + countedMove(tally, slot, shock, value - shock);
}
