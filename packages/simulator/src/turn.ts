import type { Corrector } from '@pulse-stream/worldstate';
import { applyDecayAndRules, boundSlot, failAt, raise, readingsOf } from './decay-and-rules.ts';
import { evaluateNumber } from './evaluate.ts';
import { pushTurn, type LaggedPath } from './lagged-path.ts';
import type { Program } from './program.ts';
import { noteMagnitude, type Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

/** One value an intervention sets or adds, natural units. */
export interface Act {
  readonly slot: number;
  readonly set: boolean;
  readonly value: number;
}

/** Draws the standard normals of one turn, by slot; null on a control run. */
export type DrawNormals = (normals: Float64Array) => void;

/** Step 1: the acts of this turn, each inside the slot's bounds. */
function applyActs(
  program: Program,
  acts: readonly Act[],
  turn: number,
  convert: Converters,
  work: Float64Array,
  tally: Tally | null,
): void {
  for (const { slot, set, value } of acts) {
    const old = work[slot] as number; // every slot has a value, here and below
    try {
      const natural = set ? value : convert.toNatural(slot, old) + value;
      work[slot] = convert.toTransformed(slot, natural);
    } catch (error) {
      raise(error, `an intervention on ${program.names[slot]} at turn ${turn}`);
    }
    if (tally !== null) noteMagnitude(tally, slot, work[slot]);
    if (tally !== null)
      tally.intervention[slot] = (tally.intervention[slot] as number) + (work[slot] - old);
    boundSlot(program, work, slot, tally === null ? null : tally.bounds);
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
  { before, work, contributions, drift, correction }: TurnScratch,
  tally: Tally | null,
): void {
  corrector.correct({ before, causal: work, contributions });
  const { slots, parts } = corrector;
  for (let index = 0; index < slots.length; index += 1) {
    const slot = slots[index] as number; // in range, here and below
    const amount = corrector.correction[index] as number;
    correction[slot] = amount;
    work[slot] = (work[slot] as number) + amount;
    if (tally === null) continue;
    noteMagnitude(tally, slot, work[slot]);
    tally.correction[index] = (tally.correction[index] as number) + amount;
    tally.absoluteCorrection[index] =
      (tally.absoluteCorrection[index] as number) + Math.abs(amount);
    tally.absoluteDrift[index] =
      (tally.absoluteDrift[index] as number) + Math.abs(drift[slot] as number);
    for (let part = index * parts.length; part < (index + 1) * parts.length; part += 1)
      tally.gravity[part] =
        (tally.gravity[part] as number) + (corrector.partValues[part] as number);
  }
}

/** Step 5. */
function applyNoise(
  program: Program,
  corrector: Corrector | null,
  draw: DrawNormals,
  { normals, shocks, work }: TurnScratch,
  tally: Tally | null,
): void {
  draw(normals);
  for (let slot = 0; slot < program.size; slot += 1)
    normals[slot] = (normals[slot] as number) * (program.noise[slot] as number);
  if (corrector !== null && corrector.shock(shocks))
    for (const [index, slot] of corrector.slots.entries()) normals[slot] = shocks[index] as number;
  for (let slot = 0; slot < program.size; slot += 1) {
    const shock = normals[slot] as number;
    if (shock === 0) continue;
    work[slot] = (work[slot] as number) + shock;
    if (tally !== null) noteMagnitude(tally, slot, work[slot] as number);
    if (tally !== null) tally.noise[slot] = (tally.noise[slot] as number) + shock;
  }
}

/** Step 6 for every slot: inside its bounds and finite. */
export function boundAll(
  program: Program,
  work: Float64Array,
  turn: number,
  tally: Tally | null,
): void {
  for (let slot = 0; slot < program.size; slot += 1) {
    boundSlot(program, work, slot, tally === null ? null : tally.bounds);
    const value = work[slot] as number;
    if (!Number.isFinite(value))
      failAt(
        Number.isNaN(value) ? 'not-a-number' : 'overflow',
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
  for (const { slot, tree } of measurements) {
    const old = x[slot] as number;
    try {
      x[slot] = evaluateNumber(tree, readings);
    } catch (error) {
      raise(error, `the measurement of ${program.names[slot]} at turn ${path.turn + shift}`);
    }
    boundSlot(program, x, slot, null);
    if (tally !== null)
      tally.measurement[slot] = (tally.measurement[slot] as number) + (x[slot] - old);
  }
}

/** What one turn of one path is computed with. */
export interface TurnParts {
  readonly program: Program;
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
 * @throws ScenarioError when a value cannot be computed
 * @see MODEL.md §3
 */
export function stepTurn(
  { program, convert, corrector, scratch, tally }: TurnParts,
  path: LaggedPath,
  acts: readonly Act[],
  draw: DrawNormals | null,
): void {
  const { before, work } = scratch;
  const turn = path.turn + 1;
  before.set(path.x);
  work.set(path.x);
  if (acts.length > 0) applyActs(program, acts, turn, convert, work, tally);
  applyDecayAndRules(program, path, scratch, tally);
  for (let slot = 0; slot < program.size; slot += 1)
    scratch.drift[slot] = (work[slot] as number) - (before[slot] as number); // in range
  if (corrector !== null) applyCorrection(corrector, scratch, tally);
  if (draw !== null) applyNoise(program, corrector, draw, scratch, tally);
  boundAll(program, work, turn, tally);
  measure(program, path, work, 1, tally);
  corrector?.settle(work);
  path.x.set(work);
  pushTurn(path);
  if (tally !== null) tally.turns += 1;
}
