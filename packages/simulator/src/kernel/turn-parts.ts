import type { CompiledModel } from '../model/compiled-model.ts';
import type { TurnEmitter } from './emit-turn.ts';

/** A part of the turn law that stays in one function. */
export type Part = (turn: TurnEmitter) => void;

/** Step 2, one part per slot. */
export function decayParts({ names }: CompiledModel): Part[] {
  return names.map((_, slot) => (turn) => turn.decay(slot));
}

/** Step 3, one part per rule. */
export function ruleParts({ rules }: CompiledModel): Part[] {
  let effect = 0;
  return rules.map(({ effects }, rule) => {
    const first = effect;
    effect += effects.length;
    return (turn) => turn.rule(rule, first);
  });
}

/** Step 6, one part per slot. */
export function boundParts({ names, turnNoise }: CompiledModel): Part[] {
  const shaken = new Set(turnNoise.slots);
  return names.map((_, slot) => ({ slots }) => {
    if (shaken.has(slot) || !slots.staysInside(slot)) slots.bounds(slot, 0);
  });
}
