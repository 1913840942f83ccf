import type { Corrector } from '@pulse-stream/worldstate';
import { boundAll, boundSlot } from './bounds-and-decay.ts';
import { failTooLarge, raise } from './raise.ts';
import { pushTurn, type LaggedPath } from './lagged-path.ts';
import type { Law } from './law.ts';
import type { Program } from '../model/program.ts';
import { countedMove, noteScaled } from './error-scale.ts';
import { applyNoise, type DrawNormals } from './shocks.ts';
import type { Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

/** One value an intervention sets or adds, natural units. */
export interface Act {
  readonly slot: number;
  readonly set: boolean;
  readonly value: number;
}

/** Step 1: the acts of this turn, each inside the slot's bounds. */
export function applyActs(
  program: Program,
  acts: readonly Act[],
  turn: number,
  convert: Converters,
  work: Float64Array,
  tally: Tally | null,
): void {
  for (const { slot, set, value } of acts) {
    const old = work[slot] as number; // every slot has a value, here and below
    const where = (): string => `an intervention on ${program.names[slot]} at turn ${turn}`;
    try {
      const natural = set ? value : convert.toNatural(slot, old) + value;
      work[slot] = convert.toTransformed(slot, natural);
    } catch (error) {
      raise(error, where());
    }
    if (tally !== null) noteScaled(tally, slot, work[slot]);
    if (tally !== null)
      tally.intervention[slot] =
        (tally.intervention[slot] as number) + countedMove(tally, slot, work[slot] - old, old);
    const before = work[slot];
    boundSlot(program, work, slot, null);
    if (!Number.isFinite(work[slot])) failTooLarge(where());
    if (tally !== null && work[slot] !== before)
      tally.bounds[slot] =
        (tally.bounds[slot] as number) + countedMove(tally, slot, work[slot] - before, before);
  }
}

/** Between natural and transformed units, by slot. */
export interface Converters {
  toNatural(slot: number, transformed: number): number;
  toTransformed(slot: number, natural: number): number;
}

/** Step 4. */
function applyCorrection(
  corrector: Corrector,
  { step, work, drift, correction }: TurnScratch,
  tally: Tally | null,
): void {
  corrector.correct(step);
  const { slots, parts } = corrector;
  for (let index = 0; index < slots.length; index += 1) {
    const slot = slots[index] as number; // in range, here and below
    const amount = corrector.correction[index] as number;
    const from = work[slot] as number;
    correction[slot] = amount;
    work[slot] = from + amount;
    if (tally === null) continue;
    noteScaled(tally, slot, work[slot]);
    tally.correction[index] = (tally.correction[index] as number) + amount;
    tally.absoluteCorrection[index] =
      (tally.absoluteCorrection[index] as number) + Math.abs(amount);
    tally.absoluteDrift[index] =
      (tally.absoluteDrift[index] as number) + Math.abs(drift[slot] as number);
    // of a slot with errors every part has its share of the natural move
    const counted = countedMove(tally, slot, amount, from);
    const share = counted === amount || amount === 0 ? 1 : counted / amount;
    for (let part = index * parts.length; part < (index + 1) * parts.length; part += 1)
      tally.gravity[part] =
        (tally.gravity[part] as number) + (corrector.partValues[part] as number) * share;
  }
}

/** What one turn of one path is computed with. */
export interface TurnParts {
  readonly program: Program;
  readonly law: Law;
  readonly convert: Converters;
  readonly corrector: Corrector | null;
  readonly scratch: TurnScratch;
  /** null: nothing is counted. */
  readonly tally: Tally | null;
}

/**
 * One turn of the turn law: interventions, decay, rules, correction, noise, bounds, measurements,
 * advance (steps 1-8). Afterwards `scratch` still holds the turn's before, contributions,
 * correction and fired rules for observers.
 * @param acts this turn's interventions
 * @param draw null on a control run: no noise
 * @throws ScenarioError when a value cannot be computed, or KernelDoubt
 * @see MODEL.md §3
 */
export function stepTurn(
  { program, law, convert, corrector, scratch, tally }: TurnParts,
  path: LaggedPath,
  acts: readonly Act[],
  draw: DrawNormals | null,
): void {
  const { before, acted, work, drift } = scratch;
  const turn = path.turn + 1;
  const { x } = path;
  // Loops: for the few slots of most models they are faster than TypedArray.set.
  for (let slot = 0; slot < program.size; slot += 1) {
    const value = x[slot] as number; // every array here has an entry per slot
    before[slot] = value;
    work[slot] = value;
  }
  if (acts.length > 0) applyActs(program, acts, turn, convert, work, tally);
  if (corrector !== null)
    for (let slot = 0; slot < program.size; slot += 1) acted[slot] = work[slot] as number; // as above
  law.decayAndRules(path, scratch, tally);
  for (let slot = 0; slot < program.size; slot += 1)
    drift[slot] = (work[slot] as number) - (before[slot] as number); // as above
  if (corrector !== null) applyCorrection(corrector, scratch, tally);
  if (draw !== null && scratch.chance !== null) law.shock?.(path, scratch, corrector, tally);
  else if (draw !== null) applyNoise(program, corrector, draw, scratch, tally);
  boundAll(program, work, turn, tally);
  law.measure(path, scratch, tally);
  corrector?.settle(work);
  for (let slot = 0; slot < program.size; slot += 1) x[slot] = work[slot] as number; // as above
  pushTurn(path);
  if (tally !== null) tally.turns += 1;
}
