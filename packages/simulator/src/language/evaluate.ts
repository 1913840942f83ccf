import { assertNever } from '@pulse-stream/worldstate';
import { exp, floor, ln, pow, sigmoid, sqrt } from '../math/elementary.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { ConditionTree, NumberTree } from './tree.ts';

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

/** A result, or the reason why it is none. */
function checked(value: number, what: string): number {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) throw new NumericError('not-a-number', `${what} is not a number`);
  throw new NumericError('overflow', `${what} is too large for a number`);
}

function divide(left: number, right: number): number {
  if (right === 0) throw new NumericError('division-by-zero', `${left} / 0 is not defined`);
  return checked(left / right, `${left} / ${right}`);
}

function power(base: number, exponent: number): number {
  if (base === 0 && exponent < 0)
    throw new NumericError('division-by-zero', `0 ^ ${exponent} is not defined`);
  return checked(pow(base, exponent), `${base} ^ ${exponent}`);
}

function logarithm(x: number): number {
  if (x <= 0) throw new NumericError('domain-error', `ln(${x}) is not defined: it needs x > 0`);
  return checked(ln(x), `ln(${x})`);
}

function squareRoot(x: number): number {
  if (x < 0) throw new NumericError('domain-error', `sqrt(${x}) is not defined: it needs x ≥ 0`);
  return checked(sqrt(x), `sqrt(${x})`);
}

/** The first of the smallest operands: min(0, −0) = 0 and min(−0, 0) = −0. */
function smallest(operands: readonly NumberTree[], at: Readings): number {
  let least = Infinity;
  for (const operand of operands) {
    const value = evaluateNumber(operand, at);
    if (value < least) least = value;
  }
  return least;
}

/** The first of the largest operands: max(0, −0) = 0 and max(−0, 0) = −0. */
function largest(operands: readonly NumberTree[], at: Readings): number {
  let most = -Infinity;
  for (const operand of operands) {
    const value = evaluateNumber(operand, at);
    if (value > most) most = value;
  }
  return most;
}

/** x raised to at least `low`, then lowered to at most `high` (which wins when low > high). */
function clamp(x: number, low: number, high: number): number {
  const raised = x < low ? low : x;
  return raised > high ? high : raised;
}

/**
 * The value of a numeric expression: the readable reference that every faster execution path must
 * equal bit for bit. IEEE doubles; operands left to right; no fused multiply-add, no reordering;
 * functions from `elementary.ts`. `min`, `max` and `clamp` choose by < and >, so the first of equal
 * operands stays and −0 counts as equal to 0; no operand is ever NaN, since every result is checked.
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
    case 'add':
      return checked(evaluateNumber(tree.left, at) + evaluateNumber(tree.right, at), 'a sum');
    case 'subtract':
      return checked(
        evaluateNumber(tree.left, at) - evaluateNumber(tree.right, at),
        'a difference',
      );
    case 'multiply':
      return checked(evaluateNumber(tree.left, at) * evaluateNumber(tree.right, at), 'a product');
    case 'divide':
      return divide(evaluateNumber(tree.left, at), evaluateNumber(tree.right, at));
    case 'power':
      return power(evaluateNumber(tree.left, at), evaluateNumber(tree.right, at));
    case 'negate':
      return -evaluateNumber(tree.of, at);
    case 'abs':
      return Math.abs(evaluateNumber(tree.of, at));
    case 'floor':
      return floor(evaluateNumber(tree.of, at));
    case 'sqrt':
      return squareRoot(evaluateNumber(tree.of, at));
    case 'ln':
      return logarithm(evaluateNumber(tree.of, at));
    case 'exp':
      return checked(exp(evaluateNumber(tree.of, at)), 'exp');
    case 'sigmoid':
      return checked(sigmoid(evaluateNumber(tree.of, at)), 'sigmoid');
    case 'min':
      return smallest(tree.of, at);
    case 'max':
      return largest(tree.of, at);
    case 'clamp':
      return clamp(
        evaluateNumber(tree.of, at),
        evaluateNumber(tree.low, at),
        evaluateNumber(tree.high, at),
      );
    default:
      return assertNever(tree);
  }
}

/**
 * Whether a condition holds: comparisons as written; `and` and `or` compute their right side only
 * when the left side does not decide.
 * @throws NumericError as `evaluateNumber`
 */
export function evaluateCondition(tree: ConditionTree, at: Readings): boolean {
  switch (tree.op) {
    case 'and':
      return evaluateCondition(tree.left, at) && evaluateCondition(tree.right, at);
    case 'or':
      return evaluateCondition(tree.left, at) || evaluateCondition(tree.right, at);
    case 'not':
      return !evaluateCondition(tree.of, at);
    case 'less':
      return evaluateNumber(tree.left, at) < evaluateNumber(tree.right, at);
    case 'less-or-equal':
      return evaluateNumber(tree.left, at) <= evaluateNumber(tree.right, at);
    case 'greater':
      return evaluateNumber(tree.left, at) > evaluateNumber(tree.right, at);
    case 'greater-or-equal':
      return evaluateNumber(tree.left, at) >= evaluateNumber(tree.right, at);
    case 'equal':
      return evaluateNumber(tree.left, at) === evaluateNumber(tree.right, at);
    case 'not-equal':
      return evaluateNumber(tree.left, at) !== evaluateNumber(tree.right, at);
    default:
      return assertNever(tree);
  }
}
