import type { Corrector } from '@pulse-stream/worldstate';
import type { Program } from '../model/program.ts';

/**
 * What moved every slot, summed as it happens over the turns (and members) counted: the parts of
 * the attribution. Transformed units; arrays by slot except where said.
 */
export interface Tally {
  /** All sums by effect or slot in one array; the parts below are views of it. */
  readonly sums: Float64Array;
  /** By effect, over all rules in order. */
  readonly effects: Float64Array;
  readonly decay: Float64Array;
  readonly measurement: Float64Array;
  readonly intervention: Float64Array;
  readonly noise: Float64Array;
  readonly bounds: Float64Array;
  /** By corrected slot × part of the corrector. */
  readonly gravity: Float64Array;
  /** Σc, Σ|c|, Σ|D| and limited corrections, by corrected slot. */
  readonly correction: Float64Array;
  readonly absoluteCorrection: Float64Array;
  readonly absoluteDrift: Float64Array;
  readonly clipped: Int32Array;
  /** Largest magnitude the slot had or was moved by: what rounding is measured against. */
  readonly largest: Float64Array;
  /** Σ of the last value of every path. */
  readonly ends: Float64Array;
  /** Member-turns counted. */
  turns: number;
  /** Whose slots are counted; null: none of them has `errors`. */
  program: Program | null;
}

/** The parts of a tally that have a sum per effect or per slot. */
export const SUMMED_PARTS = [
  'effects',
  'decay',
  'measurement',
  'intervention',
  'noise',
  'bounds',
  'largest',
  'ends',
] as const;

export type SummedPart = (typeof SUMMED_PARTS)[number];

/** Where every part of a tally begins when all are laid out in one array. */
export function layOutTally(
  effectCount: number,
  size: number,
): { readonly begins: Readonly<Record<SummedPart, number>>; readonly length: number } {
  const begins: Record<SummedPart, number> = {
    effects: 0,
    decay: 0,
    measurement: 0,
    intervention: 0,
    noise: 0,
    bounds: 0,
    largest: 0,
    ends: 0,
  };
  let length = 0;
  for (const part of SUMMED_PARTS) {
    begins[part] = length;
    length += part === 'effects' ? effectCount : size;
  }
  return { begins, length };
}

/** Writes the sums of a tally of the declared slots over those of one that may have more slots. */
export function copySums(from: Tally, to: Tally): void {
  if (from.sums.length === to.sums.length) to.sums.set(from.sums);
  else for (const part of SUMMED_PARTS) to[part].set(from[part]);
}

/** Parts that steps 2 and 3 add to, beside all effects. */
const MOVED = ['decay', 'bounds', 'largest'] as const;

/** The sums that steps 2 and 3 add to, from one tally to another. */
export function moveSums(from: Tally, to: Tally): void {
  if (from.sums === to.sums) return;
  if (from.sums.length === to.sums.length) return to.sums.set(from.sums);
  // one of them has slots that the model does not declare
  const size = Math.min(from.decay.length, to.decay.length);
  to.effects.set(from.effects);
  for (const part of MOVED) to[part].set(from[part].subarray(0, size));
}

/** Forgets everything counted. */
export function clearTally(tally: Tally): void {
  tally.sums.fill(0);
  tally.turns = 0;
}

/** The tally whose sums lie in one array, laid out as `layOutTally` says. */
export function viewTally(sums: Float64Array, effectCount: number, size: number): Tally {
  const { begins } = layOutTally(effectCount, size);
  const view = (part: SummedPart): Float64Array =>
    sums.subarray(begins[part], begins[part] + (part === 'effects' ? effectCount : size));
  const none = new Float64Array(0);
  return {
    sums,
    effects: view('effects'),
    decay: view('decay'),
    measurement: view('measurement'),
    intervention: view('intervention'),
    noise: view('noise'),
    bounds: view('bounds'),
    largest: view('largest'),
    ends: view('ends'),
    gravity: none,
    correction: none,
    absoluteCorrection: none,
    absoluteDrift: none,
    clipped: new Int32Array(0),
    turns: 0,
    program: null,
  };
}

/**
 * An empty tally for a program and the corrector that runs with it.
 * @param sums where its sums are; default: in an array of its own
 */
export function createTally(
  program: Program,
  corrector: Corrector | null,
  sums: Float64Array = new Float64Array(layOutTally(program.effectCount, program.size).length),
): Tally {
  const { effectCount, size } = program;
  const corrected = corrector?.slots.length ?? 0;
  return {
    ...viewTally(sums, effectCount, size),
    gravity: new Float64Array(corrected * (corrector?.parts.length ?? 0)),
    correction: new Float64Array(corrected),
    absoluteCorrection: new Float64Array(corrected),
    absoluteDrift: new Float64Array(corrected),
    clipped: new Int32Array(corrected),
    program,
  };
}

/**
 * The parts of the change of one slot, divided by the number of paths counted. Every rule that has
 * an effect on the slot is a part, also when it never fired.
 */
export function partsOf(
  tally: Tally,
  program: Program,
  corrector: Corrector | null,
  slot: number,
  paths: number,
): Map<string, number> {
  const parts = new Map<string, number>();
  for (const { effect, name, first } of program.compiled.effectParts[slot] ?? []) {
    const before = first ? 0 : (parts.get(name) ?? 0);
    parts.set(name, before + (tally.effects[effect] as number) / paths); // in range
  }
  for (const part of ['decay', 'measurement', 'intervention'] as const)
    parts.set(part, (tally[part][slot] as number) / paths); // slot is an index of the program
  const corrected = corrector?.slots.indexOf(slot) ?? -1;
  if (corrector !== null && corrected >= 0)
    for (const [index, part] of corrector.parts.entries())
      parts.set(part, (tally.gravity[corrected * corrector.parts.length + index] ?? 0) / paths);
  for (const part of ['noise', 'bounds'] as const)
    parts.set(part, (tally[part][slot] as number) / paths); // slot is an index of the program
  return parts;
}

/** Notes how large a value of a slot was, in natural units. */
export function noteMagnitude(tally: Tally, slot: number, value: number): void {
  const magnitude = value < 0 ? -value : value;
  if (magnitude > (tally.largest[slot] as number)) tally.largest[slot] = magnitude; // in range
}
