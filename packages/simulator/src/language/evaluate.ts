import { NO_CLOCK, readClock, type ClockReadings } from './clock.ts';
import { lookUp } from './lookup-table.ts';
import { NUMBERS } from './operations.ts';
import { COMPARISONS, JUNCTIONS } from './operators.ts';
import type { NumberRow } from './operation.ts';
import type { ConditionTree, NumberOperation, NumberTree } from './tree.ts';

/** What an expression reads. All numbers are finite: the turn law checks what it stores. */
export interface Readings {
  /** Values now, by slot index. */
  readonly x: Float64Array;
  readonly params: Float64Array;
  /** Completed turns. */
  readonly turn: number;
  /**
   * The value of a slot `back` ≥ 0 turns before the end of the last completed one; before the
   * earliest known value, that value.
   */
  lag(slot: number, back: number): number;
  /** The value of an auxiliary, by index. @throws NumericError when it cannot be computed */
  value(index: number): number;
  /** The value of a series now, by index. @throws NumericError when it has none */
  series(index: number): number;
  readonly clock: ClockReadings;
}

function unread(): never {
  throw new Error('an expression reads an auxiliary or a series where there is none');
}

const NOTHING: Float64Array = new Float64Array();

/**
 * Readings of an expression without auxiliaries and series. Written out: spreading shared parts into
 * it made a line with an ensemble half as slow again.
 * @param clock default: there is none
 */
export const plainReadings = (
  x: Float64Array,
  params: Float64Array,
  turn: number,
  lag: Readings['lag'],
  clock: ClockReadings = NO_CLOCK,
): Readings => ({ x, params, turn, lag, value: unread, series: unread, clock });

/** For an expression that reads parameters at most. */
export const readParams = (params: Float64Array = NOTHING): Readings =>
  plainReadings(NOTHING, params, 0, () => 0);

/** Computes an expression; made once, it costs less than half of walking its tree. */
export type Compute<T> = (at: Readings) => T;

/**
 * Makes the reference of a numeric expression, which every faster way must equal bit for bit.
 * Operands left to right; no fused multiply-add, no reordering. No operand is ever NaN, since every
 * operation checks its result.
 * @returns throws NumericError when a result is not finite or a function is outside its domain
 */
export function interpretNumber(tree: NumberTree): Compute<number> {
  switch (tree.op) {
    case 'literal': {
      const { value } = tree;
      return () => value;
    }
    case 'slot': {
      const { slot } = tree;
      return (at) => at.x[slot] as number; // of a declared slot: the tree is checked, as below
    }
    case 'lag': {
      const { slot, back } = tree;
      return (at) => at.lag(slot, back);
    }
    case 'param': {
      const { param } = tree;
      return (at) => at.params[param] as number; // a declared one
    }
    case 'turn':
      return (at) => at.turn;
    case 'value': {
      const { value } = tree;
      return (at) => at.value(value);
    }
    case 'clock': {
      const { reading } = tree;
      return (at) => readClock(at.clock, reading);
    }
    case 'series': {
      const { series } = tree;
      return (at) => at.series(series);
    }
    case 'table': {
      const { table } = tree;
      const of = interpretNumber(tree.of[0]);
      return (at) => lookUp(table, of(at));
    }
    case 'if': {
      const when = interpretCondition(tree.of[0]);
      const [then, otherwise] = [interpretNumber(tree.of[1]), interpretNumber(tree.of[2])];
      return (at) => (when(at) ? then(at) : otherwise(at));
    }
    default:
      return interpretOperation(NUMBERS[tree.op], tree.of);
  }
}

function interpretOperation(
  { operands, evaluate }: NumberRow,
  of: NumberOperation['of'],
): Compute<number> {
  const [a, ...more] = of.map(interpretNumber) as [Compute<number>, ...Compute<number>[]]; // as `of`
  if (operands === 'many')
    return (at) => {
      let value = a(at);
      for (const next of more) value = evaluate(value, next(at), NaN);
      return value;
    };
  const [b, c] = more;
  if (b === undefined) return (at) => evaluate(a(at), NaN, NaN);
  if (c === undefined) return (at) => evaluate(a(at), b(at), NaN);
  return (at) => evaluate(a(at), b(at), c(at));
}

/**
 * Makes the reference of a condition: comparisons as written; `and` and `or` compute their right
 * side only when the left side does not decide.
 * @returns throws NumericError as `interpretNumber`
 */
export function interpretCondition(tree: ConditionTree): Compute<boolean> {
  switch (tree.op) {
    case 'and':
    case 'or': {
      const [left, right] = [interpretCondition(tree.of[0]), interpretCondition(tree.of[1])];
      return JUNCTIONS[tree.op].decidedBy
        ? (at) => left(at) || right(at)
        : (at) => left(at) && right(at);
    }
    case 'not': {
      const of = interpretCondition(tree.of[0]);
      return (at) => !of(at);
    }
    default: {
      const { evaluate } = COMPARISONS[tree.op];
      const [left, right] = [interpretNumber(tree.of[0]), interpretNumber(tree.of[1])];
      return (at) => evaluate(left(at), right(at));
    }
  }
}

/** The value of an expression that is computed once. @throws NumericError as `interpretNumber` */
export const evaluateNumber = (tree: NumberTree, at: Readings): number => interpretNumber(tree)(at);

/** Whether a condition holds that is looked at once. @throws NumericError as `interpretNumber` */
export const evaluateCondition = (tree: ConditionTree, at: Readings): boolean =>
  interpretCondition(tree)(at);

/**
 * The value of an operation on numbers, at least one.
 * @throws NumericError as `interpretNumber`
 */
export function applyOperation(row: NumberRow, [first = NaN, ...more]: readonly number[]): number {
  if (row.operands !== 'many') return row.evaluate(first, more[0] ?? NaN, more[1] ?? NaN);
  return more.reduce((value, next) => row.evaluate(value, next, NaN), first);
}
