import type { Rng } from '@pulse-stream/worldstate';
import { spreadPoints } from './maximin.ts';
import { createPermutation } from './permute.ts';
import { createSobolSequence } from './sobol-sequence.ts';

/** Writes the next point: a number from 0 to below 1 for each variable. */
export type UnitPoints = (out: Float64Array) => void;
/** The stream of chance for one purpose: none shifts another. */
export type OpenStream = (purpose: string) => Rng;

/** Words of 32 bits as numbers below 1. */
const WORDS = 2 ** 32;

/** Independent points. @param names of the variables, each with a stream of its own */
export function createRandomPoints(names: readonly string[], open: OpenStream): UnitPoints {
  const streams = names.map((name) => open(`mc ${name}`));
  return (out) => {
    for (const [index, stream] of streams.entries()) out[index] = stream.nextUnit();
  };
}

/**
 * A Latin hypercube: of every variable each of `count` equal strata is taken once, and where in it is
 * chance.
 * @param maximin spreads the points, which holds all of them in memory
 */
export function createLatinPoints(
  names: readonly string[],
  count: number,
  maximin: boolean,
  open: OpenStream,
): UnitPoints {
  const streams = names.map((name) => open(`lhs ${name}`));
  let strata = streams.map((stream) => createPermutation(count, stream));
  if (maximin) {
    const columns = strata.map((stratum) =>
      Int32Array.from({ length: count }, (_, i) => stratum(i)),
    );
    spreadPoints(columns, open('maximin'));
    strata = columns.map((column) => (index) => column[index] ?? 0);
  }
  let index = 0;
  return (out) => {
    for (const [variable, stream] of streams.entries())
      out[variable] = ((strata[variable]?.(index) ?? 0) + stream.nextUnit()) / count;
    index += 1;
  };
}

/** Points of a Sobol sequence. @param open null: as published; else scrambled */
export function createSobolPoints(dimensions: number, open: OpenStream | null): UnitPoints {
  const keys =
    open === null
      ? null
      : Array.from({ length: dimensions }, (_, index) => open(`sobol ${index}`).nextUint32());
  const next = createSobolSequence(dimensions, keys);
  const words = new Uint32Array(dimensions);
  return (out) => {
    next(words);
    for (let index = 0; index < dimensions; index += 1) out[index] = (words[index] ?? 0) / WORDS;
  };
}
