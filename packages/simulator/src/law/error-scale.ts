import type { Program } from '../model/program.ts';
import { assertNever } from '@pulse-stream/worldstate/internal';
import { sqrt } from '../math/elementary.ts';
import {
  insideDomain,
  roomInside,
  toNatural,
  toTransformed,
  type Transform,
} from '../math/transform.ts';
import { raise } from './raise.ts';
import { noteMagnitude, type Tally } from './tally.ts';
import type { TurnScratch } from './turn-scratch.ts';

/** The natural value of a slot. @throws ScenarioError `overflow` */
export function naturalOf(program: Program, slot: number, value: number): number {
  try {
    return toNatural(program.transforms[slot] ?? 'identity', value);
  } catch (error) {
    return raise(error, `the value of ${program.names[slot]}`);
  }
}

/**
 * Puts the slots with `errors` into natural values, for the rules of a turn.
 * @throws ScenarioError `overflow` naming slot and turn
 */
export function enterRules(program: Program, work: Float64Array, turn: number): void {
  for (const slot of program.compiled.errorScales?.slots ?? [])
    try {
      work[slot] = enterRule(program.transforms[slot] ?? 'identity', work[slot] as number); // an entry per slot, here and below
    } catch (error) {
      raise(error, `the value of ${program.names[slot]} before turn ${turn}`);
    }
}

const enterRule = (transform: Transform, scaled: number): number =>
  insideDomain(transform, toNatural(transform, scaled));

/**
 * Takes them back to the scale of their errors, and notes how much that rose.
 * @throws ScenarioError `domain-error` naming slot, rules and turn
 */
export function leaveRules(
  program: Program,
  { work, entered, rise }: Pick<TurnScratch, 'work' | 'entered' | 'rise'>,
  turn: number,
): void {
  for (const slot of program.compiled.errorScales?.slots ?? [])
    try {
      rise[slot] = riseOfScale(program, slot, entered[slot] as number, work[slot] as number);
      work[slot] = toTransformed(program.transforms[slot] ?? 'identity', work[slot] as number);
    } catch (error) {
      raise(
        error,
        `the value of ${program.names[slot]} after ${moversOf(program, slot)} at turn ${turn}`,
      );
    }
}

/** What moves a slot within a turn, as a message says it. */
function moversOf({ compiled }: Program, slot: number): string {
  const ids = compiled.rules
    .filter(({ effects }) => effects.some(({ target }) => target === slot))
    .map(({ id }) => id);
  if (ids.length === 0) return 'decay';
  return `${ids.length === 1 ? 'rule' : 'rules'} ${ids.join(', ')}`;
}

/**
 * What a move of a slot counts in its attribution.
 * @param amount the move itself
 * @param from value before it
 */
export function countedMove(tally: Tally, slot: number, amount: number, from: number): number {
  const { program } = tally;
  if (program?.compiled.errorScales?.has[slot] !== 1) return amount;
  return naturalOf(program, slot, from + amount) - naturalOf(program, slot, from);
}

/** What a value of a slot is in its attribution. */
export function countedValue(program: Program | null, slot: number, value: number): number {
  return program?.compiled.errorScales?.has[slot] === 1 ? naturalOf(program, slot, value) : value;
}

/** Notes how large a slot became outside of its rules, on the scale of its errors. */
export function noteScaled(tally: Tally, slot: number, value: number): void {
  noteMagnitude(tally, slot, countedValue(tally.program, slot, value));
}

/**
 * The least size by which what parts lose is measured: 1 + x and 1 − x, of which these scales are the
 * logarithms, round as 1 does however near 0 x is.
 */
export function leastSize(program: Program, slot: number): number {
  if (program.compiled.errorScales?.has[slot] !== 1) return 0;
  const scale = program.transforms[slot];
  return scale === 'log1p' || scale === 'logit' ? 1 : 0;
}

/** A move is small as a share of the way to the end of the domain. */
const SMALL_MOVE = 1e-5;

/**
 * How much a slot rose on its scale for each unit that it rose in natural values: what rules did together
 * is what they moved it there, wherever the scale is steep.
 * @param from natural value before the rules, `to` after them, both inside the domain
 */
export function riseOfScale(program: Program, slot: number, from: number, to: number): number {
  const transform = program.transforms[slot] ?? 'identity';
  const moved = to - from;
  // of a small move the difference below would be rounding; its slope is exact to SMALL_MOVE squared
  if (Math.abs(moved) <= SMALL_MOVE * roomInside(transform, from))
    return slopeAt(transform, from + moved / 2);
  return (toTransformed(transform, to) - toTransformed(transform, from)) / moved;
}

/** How fast a scale rises at a natural value; 0 where it is vertical. */
function slopeAt(transform: Transform, natural: number): number {
  switch (transform) {
    case 'identity':
      return 1;
    case 'log100':
      return 100 / natural;
    case 'log1p':
      return 100 / (1 + natural);
    case 'logit':
      return 1 / (natural * (1 - natural));
    case 'sqrt':
      return natural > 0 ? 0.5 / sqrt(natural) : 0;
    default:
      return assertNever(transform);
  }
}
