import type { Rng } from '@pulse-stream/worldstate';
import type { Distribution } from '@pulse-stream/worldstate/internal';
import { drawWithin, meanOf, whyImpossible, type DrawnKind } from './distributions.ts';

/** The kind of a distribution and its parameters. */
function readKind(distribution: Distribution): [DrawnKind, readonly number[]] {
  const named = Object.entries(distribution).find(
    ([key, parameters]) => key !== 'value' && parameters !== undefined,
  );
  if (named === undefined) throw new Error('a distribution without a kind');
  return named as [DrawnKind, readonly number[]]; // the schema has no other kinds
}

/** Why nothing can be drawn from a distribution; null: it can. */
export const explainImpossible = (distribution: Distribution): string | null =>
  whyImpossible(...readKind(distribution));

/** What the control run takes: the value that is given, else the mean. */
export const centreOf = (distribution: Distribution): number =>
  distribution.value ?? meanOf(...readKind(distribution));

/** A draw between two bounds, or null when none was found there. */
export const drawBetween = (
  distribution: Distribution,
  min: number,
  max: number,
  rng: Rng,
): number | null => drawWithin(...readKind(distribution), min, max, rng);

/** Where numbers between two bounds lie, as the end of a sentence. */
export function placeBetween(min: number, max: number): string {
  if (max === Infinity) return `at or above ${min}`;
  return min === -Infinity ? `at or below ${max}` : `between ${min} and ${max}`;
}
