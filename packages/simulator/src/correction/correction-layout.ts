import type { CorrectionNumbers } from '@pulse-stream/worldstate/internal';
import * as at from './correction-places.ts';

/** Where what is long lies behind the rows. */
export interface Places {
  readonly wholes: number;
  readonly doubles: number;
  readonly head: Readonly<Record<number, number>>;
  /** Begins of the rows of doubles. */
  readonly variables: number;
  readonly corrected: number;
  /** By variable in its order: coefficients and seasons of all variables. */
  readonly theta: number;
  readonly seasonal: number;
  readonly shocks: number;
  /** Past steps of the next turns. */
  readonly steps: number;
  /** Where the first series of shocks lies: they are written when a member first has them. */
  readonly series: number;
}

/** The effects on corrected slots. */
export function correctedEffects({ effectVariable, corrected }: CorrectionNumbers): number[] {
  const all = new Set(corrected);
  return [...effectVariable.keys()].filter((effect) => all.has(effectVariable[effect] ?? -1));
}

/**
 * @param turns that one call may take
 * @param paths that take a series of shocks for each slot
 */
export function layOutCorrection(numbers: CorrectionNumbers, turns: number, paths: number): Places {
  const { variables, corrected, symbols, ruleAt, season, waves } = numbers;
  const effects = correctedEffects(numbers);
  const count = variables.length;
  let wholes = at.HEAD;
  const rows = (length: number, width: number): number => {
    wholes += length * width;
    return wholes - length * width;
  };
  let doubles = at.HEAD_NUMBERS;
  const take = (length: number): number => {
    doubles += length;
    return doubles - length;
  };
  const waveCount = waves.length / season;
  const shared = 2 * count + symbols.length;
  const rules = ruleAt[count] ?? 0;
  const places = {
    variables: take(count * at.VARIABLE_NUMBERS),
    corrected: take(corrected.length * at.CORRECTED_NUMBERS),
    theta: take(numbers.theta.length),
    seasonal: take(numbers.seasonal.length),
    shocks: take(corrected.length * turns),
    steps: rows(turns, 1),
  };
  const head = {
    [at.CORRECTED]: corrected.length,
    [at.VARIABLES]: count,
    [at.SEASON]: season,
    [at.EFFECTS]: effects.length,
    [at.SYMBOLS]: symbols.length,
    [at.SHARED]: shared,
    [at.WAVES]: waveCount,
    [at.CORRECTED_AT]: rows(corrected.length, at.CORRECTED_ROW),
    [at.VARIABLES_AT]: rows(count, at.VARIABLE_ROW),
    [at.EFFECTS_AT]: rows(effects.length, at.EFFECT_ROW),
    [at.REGRESSIONS_AT]: rows(corrected.length + at.GROUP, 1),
    [at.SYMBOLS_AT]: rows(symbols.length, 1),
    [at.SHARED_AT]: take(shared),
    [at.WAVES_AT]: take(waves.length),
    [at.VALUES_AT]: take(symbols.length),
    [at.RULES_AT]: take(rules),
    [at.RULES]: rules,
  };
  const { series, steps } = numbers.shocks;
  return {
    ...places,
    head,
    series: take(Math.min(series, paths * corrected.length) * steps),
    wholes,
    doubles,
  };
}
