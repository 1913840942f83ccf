import type { CORRECTION_KINDS } from '@pulse-stream/worldstate/internal';
import type { Whole } from '../math/whole.ts';
import {
  ABSOLUTE_CORRECTION,
  ABSOLUTE_DRIFT,
  BEFORE,
  BIAS,
  CLIPPED,
  CORRECTED,
  CORRECTED_AT,
  CORRECTED_ROW,
  CORRECTION,
  DAMPING,
  DECAY,
  DRIFT,
  EXCESS,
  FADE,
  FORECAST,
  FROM,
  KEPT,
  KIND,
  LEARNING,
  LEVEL,
  LIMIT,
  LONG_RUN,
  MOST,
  NOISY,
  NUMBERS_OF,
  PART_SUMS,
  POSITION,
  PREVIOUS,
  REGRESSIONS,
  REST,
  SEASON_GAIN,
  SEASONAL_AT,
  SERIES_AT,
  SHARE,
  SHOCKS_AT,
  SLOT,
  STEP_AT,
  SYMBOLS,
  SYMBOLS_AT,
  TRUST,
  VALUES_AT,
  VARIABLE_OF,
  VARIABLE_ROW,
  VARIABLES,
  VARIABLES_AT,
} from './correction-places.ts';
import { clip, nextPosition } from './correction-steps.ts';
import { fillShared, readDrift, readRules, regress } from './regress.ts';

// `!` below: every index is a place of the layout (correction-places.ts)

/** The kinds of CORRECTION_KINDS that this code tells apart; the compiler holds them equal. */
const NONE = 0 satisfies (typeof CORRECTION_KINDS)['none'];
const SEASONAL = 2 satisfies (typeof CORRECTION_KINDS)['seasonal'];
const REGRESSION = 3 satisfies (typeof CORRECTION_KINDS)['regression'];

/**
 * Step 4 of a turn of a member, and the corrector's part of step 5: what `applyCorrection` and
 * `applyNoise` do with a `Corrector`, operation by operation, from its numbers. Compiled to WebAssembly by
 * tools/compile-math.mjs.
 * @param plan whole numbers, `room` doubles, as correction-places.ts says
 * @param x values by slot: after the rules
 * @param contributions what every effect added; read and set to 0 where the member has a regression
 * @param largest by slot: largest magnitude
 * @param noise by slot: sum of shocks
 * @returns 0, or NaN: a value is not finite
 */
export function correctTurn(
  plan: Int32Array,
  room: Float64Array,
  x: Float64Array,
  contributions: Float64Array,
  largest: Float64Array,
  noise: Float64Array,
): number {
  if (plan[REGRESSIONS]! > 0) {
    readDrift(plan, room, x);
    readRules(plan, room, contributions);
    fillShared(plan, room);
    regress(plan, room);
  }
  const count: Whole = plan[CORRECTED]!;
  const shocks: Whole = plan[SHOCKS_AT]!;
  const next: Whole = plan[STEP_AT]!;
  const step: Whole = plan[next]!;
  const fade = room[FADE]! * room[DECAY]!;
  let doubt = 0;
  let row: Whole = plan[CORRECTED_AT]!;
  for (let index: Whole = 0; index < count; index++) {
    const slot: Whole = plan[row + SLOT]!;
    const own: Whole = plan[row + NUMBERS_OF]!;
    const series: Whole = plan[row + SERIES_AT]!;
    let shock = 0;
    if (series < 0) shock = room[shocks + index]!;
    else
      shock = room[series + step]! * Math.sqrt(room[own + LONG_RUN]! + room[own + EXCESS]! * fade);
    let value = x[slot]!;
    value = value + correctSlot(plan, room, row, value);
    let size = Math.abs(value);
    if (size > largest[slot]!) largest[slot] = size;
    const noisy: Whole = plan[row + NOISY]!;
    // a slot without noise keeps a −0 that adding 0 would take from it
    if (shock !== 0 || noisy === 1) {
      value = value + shock;
      size = Math.abs(value);
      if (size > largest[slot]!) largest[slot] = size;
      noise[slot] = noise[slot]! + shock;
    }
    x[slot] = value;
    doubt = doubt + (value - value);
    row += CORRECTED_ROW;
  }
  room[FADE] = fade;
  plan[STEP_AT] = next + 1;
  plan[SHOCKS_AT] = shocks + count;
  return doubt;
}

/**
 * What is added to one slot; it is counted.
 * @param causal its value after the rules
 */
function correctSlot(plan: Int32Array, room: Float64Array, row: Whole, causal: number): number {
  const own: Whole = plan[row + NUMBERS_OF]!;
  const variable: Whole = plan[row + VARIABLE_OF]!;
  const kind: Whole = plan[row + KIND]!;
  let amount = 0;
  if (kind === REGRESSION) amount = byRegression(plan, room, row, own);
  else if (kind !== NONE) amount = byExpert(plan, room, row, own, causal);
  room[own + CORRECTION] = room[own + CORRECTION]! + amount;
  room[own + ABSOLUTE_CORRECTION] = room[own + ABSOLUTE_CORRECTION]! + Math.abs(amount);
  const moved = Math.abs(causal - room[variable + BEFORE]!);
  room[own + ABSOLUTE_DRIFT] = room[own + ABSOLUTE_DRIFT]! + moved;
  return amount;
}

/** What the expert of a slot adds to the causal value. */
function byExpert(
  plan: Int32Array,
  room: Float64Array,
  row: Whole,
  own: Whole,
  causal: number,
): number {
  const variable: Whole = plan[row + VARIABLE_OF]!;
  const from = room[variable + FROM]!;
  const drift = causal - from;
  const trust = room[own + TRUST]!;
  const bias = room[own + DAMPING]! * room[own + BIAS]!;
  let start = room[own + LEVEL]!;
  let season = 0;
  const kind: Whole = plan[row + KIND]!;
  if (kind === SEASONAL) {
    const places: Whole = plan[row + SEASONAL_AT]!;
    const before: Whole = places + plan[POSITION]!;
    const position: Whole = places + nextPosition(plan);
    const now = room[before]!;
    season = room[position]! - now;
    start = start + now;
  }
  room[own + FORECAST] = start + trust * drift + bias + season;
  const level = start - from;
  const ofDrift = (trust - 1) * drift;
  // the part of the regression is 0 and changes no sum
  const share = shareOf(room, own, level + ofDrift + bias + season);
  const first = share * level;
  const second = share * ofDrift;
  const third = share * bias;
  const last = share * season;
  room[own + PART_SUMS] = room[own + PART_SUMS]! + first;
  room[own + PART_SUMS + 1] = room[own + PART_SUMS + 1]! + second;
  room[own + PART_SUMS + 2] = room[own + PART_SUMS + 2]! + third;
  room[own + PART_SUMS + 4] = room[own + PART_SUMS + 4]! + last;
  return 0 + first + second + third + last;
}

/** What the regression adds, in the place of the drift; all other parts are 0. */
function byRegression(plan: Int32Array, room: Float64Array, row: Whole, own: Whole): number {
  const variable: Whole = plan[row + VARIABLE_OF]!;
  const wanted = room[own + FORECAST]! + room[variable + REST]! - room[variable + DRIFT]!;
  const added = shareOf(room, own, wanted) * wanted;
  room[own + PART_SUMS + 3] = room[own + PART_SUMS + 3]! + added;
  return 0 + added;
}

/** What of a wanted correction is applied; counts the limit when it is met. */
function shareOf(room: Float64Array, own: Whole, wanted: number): number {
  const share = room[own + SHARE]!;
  const limit = room[own + LIMIT]!;
  const size = Math.abs(wanted) * share;
  if (size <= limit) return share;
  room[own + CLIPPED] = room[own + CLIPPED]! + 1;
  return (share * limit) / size;
}

/**
 * After a turn: experts learn the values that came, as in a history, and what the next turn reads is
 * remembered, as `Corrector.settle` does.
 * @param x values by slot
 */
export function settleTurn(plan: Int32Array, room: Float64Array, x: Float64Array): void {
  const position: Whole = nextPosition(plan);
  const count: Whole = plan[CORRECTED]!;
  let row: Whole = plan[CORRECTED_AT]!;
  for (let index: Whole = 0; index < count; index++) {
    const kind: Whole = plan[row + KIND]!;
    if (kind !== NONE && kind !== REGRESSION) learn(plan, room, row, x[plan[row]!]!, position);
    row += CORRECTED_ROW;
  }
  plan[POSITION] = position;
  const variables: Whole = plan[VARIABLES]!;
  row = plan[VARIABLES_AT]!;
  for (let index: Whole = 0; index < variables; index++) {
    const own: Whole = plan[row + 1]!;
    const value = x[plan[row]!]!;
    room[own + PREVIOUS] = room[own + FROM]!;
    room[own + FROM] = value;
    room[own + BEFORE] = value;
    row += VARIABLE_ROW;
  }
  const symbols: Whole = plan[SYMBOLS]!;
  const slots: Whole = plan[SYMBOLS_AT]!;
  const values: Whole = plan[VALUES_AT]!;
  for (let index: Whole = 0; index < symbols; index++)
    room[values + index] = x[plan[slots + index]!]!;
}

/** The expert of a slot learns the value y that it took. */
function learn(plan: Int32Array, room: Float64Array, row: Whole, y: number, position: Whole): void {
  const own: Whole = plan[row + NUMBERS_OF]!;
  const error = y - room[own + FORECAST]!;
  const felt = clip(error, room[own + MOST]!);
  let level = y - room[own + KEPT]! * error;
  const kind: Whole = plan[row + KIND]!;
  if (kind === SEASONAL) {
    const place: Whole = plan[row + SEASONAL_AT]! + position;
    level = level - room[place]!;
    room[place] = room[place]! + room[own + SEASON_GAIN]! * felt;
  }
  room[own + LEVEL] = level;
  room[own + BIAS] = room[own + DAMPING]! * room[own + BIAS]! + room[own + LEARNING]! * felt;
}
