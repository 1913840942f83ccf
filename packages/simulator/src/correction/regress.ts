import type { Whole } from '../math/whole.ts';
import {
  DRIFT,
  EARNED,
  EFFECT_ROW,
  EFFECTS,
  EFFECTS_AT,
  FIRST_RULE,
  FORECAST,
  FROM,
  GROUP,
  MEAN,
  MOST_CHANGE,
  MOST_LEVEL,
  NEUTRAL,
  NUMBERS_OF,
  PREVIOUS,
  REGRESSIONS,
  REGRESSIONS_AT,
  REST,
  RULE_COUNT,
  RULES,
  RULES_AT,
  SCALE,
  SHARED,
  SHARED_AT,
  SYMBOLS,
  THETA_AT,
  VALUES_AT,
  VARIABLE_ROW,
  VARIABLES,
  VARIABLES_AT,
  WAVES,
  WAVES_AT,
} from './correction-places.ts';
import { clip, nextPosition } from './correction-steps.ts';

// `!` below: every index is a place of the layout (correction-places.ts)

/** D of every variable. */
export function readDrift(plan: Int32Array, room: Float64Array, x: Float64Array): void {
  const count: Whole = plan[VARIABLES]!;
  let row: Whole = plan[VARIABLES_AT]!;
  for (let index: Whole = 0; index < count; index++) {
    const own: Whole = plan[row + 1]!;
    const drift = x[plan[row]!]! - room[own + FROM]!;
    room[own + DRIFT] = drift;
    room[own + REST] = drift;
    row += VARIABLE_ROW;
  }
}

/** What rules added, the rules of a variable together, and the part of D that is no rule. */
export function readRules(plan: Int32Array, room: Float64Array, contributions: Float64Array): void {
  const rules: Whole = plan[RULES_AT]!;
  const end: Whole = rules + plan[RULES]!;
  for (let sum: Whole = rules; sum < end; sum++) room[sum] = 0;
  const count: Whole = plan[EFFECTS]!;
  let row: Whole = plan[EFFECTS_AT]!;
  for (let index: Whole = 0; index < count; index++) {
    const effect: Whole = plan[row]!;
    const own: Whole = plan[row + 1]!;
    const sum: Whole = plan[row + 2]!;
    const added = contributions[effect]!;
    contributions[effect] = 0;
    room[sum] = room[sum]! + added;
    room[own + REST] = room[own + REST]! - added;
    row += EFFECT_ROW;
  }
}

/** The features that the regressions share. */
export function fillShared(plan: Int32Array, room: Float64Array): void {
  const count: Whole = plan[VARIABLES]!;
  let row: Whole = plan[VARIABLES_AT]!;
  const levels: Whole = plan[SHARED_AT]!;
  const changes: Whole = levels + count;
  for (let index: Whole = 0; index < count; index++) {
    const own: Whole = plan[row + 1]!;
    const scale = room[own + SCALE]!;
    let level = 0;
    let change = 0;
    if (scale !== 0) {
      const value = room[own + FROM]!;
      level = clip((value - room[own + MEAN]!) / scale, room[MOST_LEVEL]!);
      change = clip((value - room[own + PREVIOUS]!) / scale, room[MOST_CHANGE]!);
    }
    room[levels + index] = level;
    room[changes + index] = change;
    row += VARIABLE_ROW;
  }
  const symbols: Whole = plan[SYMBOLS]!;
  const values: Whole = plan[VALUES_AT]!;
  const states: Whole = changes + count;
  for (let index: Whole = 0; index < symbols; index++)
    room[states + index] = room[values + index]! - room[NEUTRAL]!;
}

/** θ'z of every regression: groups go side by side through the features that they share. */
export function regress(plan: Int32Array, room: Float64Array): void {
  const first: Whole = plan[REGRESSIONS_AT]!;
  const end: Whole = first + plan[REGRESSIONS]!;
  const shared: Whole = plan[SHARED_AT]!;
  const all: Whole = shared + plan[SHARED]!;
  for (let at: Whole = first; at < end; at += GROUP) {
    const row0: Whole = plan[at]!;
    const row1: Whole = plan[at + 1]!;
    const row2: Whole = plan[at + 2]!;
    const row3: Whole = plan[at + 3]!;
    let sum0 = ofRules(plan, room, row0);
    let sum1 = ofRules(plan, room, row1);
    let sum2 = ofRules(plan, room, row2);
    let sum3 = ofRules(plan, room, row3);
    let theta0: Whole = afterRules(plan, row0);
    let theta1: Whole = afterRules(plan, row1);
    let theta2: Whole = afterRules(plan, row2);
    let theta3: Whole = afterRules(plan, row3);
    for (let feature: Whole = shared; feature < all; feature++) {
      const z = room[feature]!;
      sum0 = sum0 + room[theta0]! * z;
      sum1 = sum1 + room[theta1]! * z;
      sum2 = sum2 + room[theta2]! * z;
      sum3 = sum3 + room[theta3]! * z;
      theta0 += 1;
      theta1 += 1;
      theta2 += 1;
      theta3 += 1;
    }
    addWaves(plan, room, row0, theta0, sum0);
    addWaves(plan, room, row1, theta1, sum1);
    addWaves(plan, room, row2, theta2, sum2);
    addWaves(plan, room, row3, theta3, sum3);
  }
}

/** Intercept and rules. */
function ofRules(plan: Int32Array, room: Float64Array, row: Whole): number {
  let next: Whole = plan[row + THETA_AT]!;
  let sum = room[next]!;
  next += 1;
  const first: Whole = plan[row + FIRST_RULE]!;
  const end: Whole = first + plan[row + RULE_COUNT]!;
  for (let rule: Whole = first; rule < end; rule++) {
    sum = sum + room[next]! * room[rule]!;
    next += 1;
  }
  return sum;
}

/** Where the coefficients of what regressions share begin. */
function afterRules(plan: Int32Array, row: Whole): Whole {
  return plan[row + THETA_AT]! + plan[row + RULE_COUNT]! + 1;
}

/** The waves, as far as they are earned; what comes of it is what the regression expects. */
function addWaves(
  plan: Int32Array,
  room: Float64Array,
  row: Whole,
  theta: Whole,
  plain: number,
): void {
  const own: Whole = plan[row + NUMBERS_OF]!;
  const earned = room[own + EARNED]!;
  let sum = plain;
  if (earned > 0) {
    const count: Whole = plan[WAVES]!;
    const position = nextPosition(plan);
    let wave: Whole = plan[WAVES_AT]!;
    for (let before: Whole = 0; before < position; before++) wave += count;
    for (let index: Whole = 0; index < count; index++)
      sum = sum + room[theta + index]! * earned * room[wave + index]!;
  }
  room[own + FORECAST] = sum;
}
