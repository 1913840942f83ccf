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
  /** The value of a slot `back` ≥ 1 steps ago; before the earliest known value, that value. */
  lag(slot: number, back: number): number;
}

const NOTHING: Float64Array = new Float64Array();

/** For an expression that reads parameters at most. */
export const readParams = (params: Float64Array = NOTHING): Readings => ({
  x: NOTHING,
  params,
  turn: 0,
  lag: () => 0,
});

/**
 * The value of a numeric expression: the readable reference that every faster execution path must
 * equal bit for bit. Operands left to right; no fused multiply-add, no reordering. No operand is
 * ever NaN, since every operation checks its result.
 * @throws NumericError when a result is not finite or a function is outside its domain
 */
export function evaluateNumber(tree: NumberTree, at: Readings): number {
  switch (tree.op) {
    case 'literal':
      return tree.value;
    case 'slot':
      // A checked tree only holds indexes of declared slots, here and below.
      return at.x[tree.slot] as number;
    case 'lag':
      return at.lag(tree.slot, tree.back);
    case 'param':
      return at.params[tree.param] as number; // checked index
    case 'turn':
      return at.turn;
    default:
      return operate(NUMBERS[tree.op], tree.of, at);
  }
}

function operate(row: NumberRow, of: NumberOperation['of'], at: Readings): number {
  // without an array of the values, which would cost more than they do
  const first = evaluateNumber(of[0], at);
  if (row.operands !== 'many') {
    const second = of[1] === undefined ? NaN : evaluateNumber(of[1], at);
    return row.evaluate(first, second, of[2] === undefined ? NaN : evaluateNumber(of[2], at));
  }
  let value = first;
  for (let index = 1; index < of.length; index += 1)
    value = row.evaluate(value, evaluateNumber(of[index] as NumberTree, at), NaN); // in range
  return value;
}

/**
 * The value of an operation on numbers, at least one.
 * @throws NumericError as `evaluateNumber`
 */
export function applyOperation(row: NumberRow, [first = NaN, ...more]: readonly number[]): number {
  if (row.operands !== 'many') return row.evaluate(first, more[0] ?? NaN, more[1] ?? NaN);
  return more.reduce((value, next) => row.evaluate(value, next, NaN), first);
}

/**
 * Whether a condition holds: comparisons as written; `and` and `or` compute their right side only
 * when the left side does not decide.
 * @throws NumericError as `evaluateNumber`
 */
export function evaluateCondition(tree: ConditionTree, at: Readings): boolean {
  switch (tree.op) {
    case 'and':
    case 'or': {
      const left = evaluateCondition(tree.of[0], at);
      return left === JUNCTIONS[tree.op].decidedBy ? left : evaluateCondition(tree.of[1], at);
    }
    case 'not':
      return !evaluateCondition(tree.of[0], at);
    default:
      return COMPARISONS[tree.op].evaluate(
        evaluateNumber(tree.of[0], at),
        evaluateNumber(tree.of[1], at),
      );
  }
}
