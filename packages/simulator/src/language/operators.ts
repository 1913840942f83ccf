import type { Plain } from '../wasm/instructions.ts';
import { pow } from '../math/elementary.ts';
import { finite, NumericError, refuse } from '../math/numeric-error.ts';
import {
  ANY,
  operation,
  type BetweenSyntax,
  type ChoiceRow,
  type ComparisonRow,
  type Interval,
  type JunctionRow,
  type NegationRow,
  type NumberRow,
  type SignSyntax,
} from './operation.ts';
import { emitCall, emitDivision, emitPlain } from './emit-operation.ts';

// How tightly operators hold their operands; `or` and `and` are 1 and 2, a function 9.
const COMPARED = 4;
const ADDED = 5;
const MULTIPLIED = 6;
const SIGNED = 7;
const RAISED = 8;

const between = (
  sign: string,
  binding: number,
  groups: BetweenSyntax['groups'] = 'left',
): BetweenSyntax => ({ form: 'between', sign, binding, groups });

/** Every operator whose value is a number. */
export const ARITHMETIC = {
  add: operation(between('+', ADDED), 2, {
    description: 'the sum',
    evaluate: (a, b) => finite(a + b, 'a sum'),
    emit: emitPlain('f64.add', true),
    interval: (a, b) => ({ low: a.low + b.low, high: a.high + b.high }),
  }),
  subtract: operation(between('-', ADDED), 2, {
    description: 'the difference',
    evaluate: (a, b) => finite(a - b, 'a difference'),
    emit: emitPlain('f64.sub', true),
    interval: (a, b) => ({ low: a.low - b.high, high: a.high - b.low }),
  }),
  multiply: operation(between('*', MULTIPLIED), 2, {
    description: 'the product',
    evaluate: (a, b) => finite(a * b, 'a product'),
    emit: emitPlain('f64.mul', true),
    interval: () => ANY,
  }),
  divide: operation(between('/', MULTIPLIED), 2, {
    description: 'the quotient; by 0 it fails',
    evaluate(a, b) {
      if (b === 0) throw new NumericError('division-by-zero', `${a} / 0 is not defined`);
      const value = a / b;
      // the text of two numbers costs more than their quotient
      return Number.isFinite(value) ? value : refuse(value, `${a} / ${b}`);
    },
    // a / ∞ is 0: a divisor is looked at by itself
    emit: emitDivision('f64.div'),
    interval: () => ANY,
    review: (_, b) =>
      b === 0 ? { message: 'a division by 0 fails every scenario that computes it' } : null,
  }),
  power: operation(between('^', RAISED, 'right'), 2, {
    description: 'x to the power of y; of a negative x only for whole y',
    evaluate(x, y) {
      if (x === 0 && y < 0) throw new NumericError('division-by-zero', `0 ^ ${y} is not defined`);
      const value = pow(x, y);
      return Number.isFinite(value) ? value : refuse(value, `${x} ^ ${y}`);
    },
    emit: emitCall('pow', true),
    interval: () => ANY,
  }),
  negate: operation({ form: 'sign', sign: '-', binding: SIGNED }, 1, {
    description: 'the number with the other sign',
    evaluate: (x) => -x,
    emit: emitPlain('f64.neg', false),
    interval: ({ low, high }) => ({ low: -high, high: -low }),
  }),
} satisfies Record<string, NumberRow<BetweenSyntax | SignSyntax>>;

const isLess = (a: Interval, b: Interval): boolean | null =>
  a.high < b.low ? true : a.low >= b.high ? false : null;
const isAtMost = (a: Interval, b: Interval): boolean | null =>
  a.high <= b.low ? true : a.low > b.high ? false : null;
const isEqual = (a: Interval, b: Interval): boolean | null =>
  a.high < b.low || b.high < a.low
    ? false
    : a.low === a.high && b.low === b.high && a.low === b.low
      ? true
      : null;
const not = (truth: boolean | null): boolean | null => (truth === null ? null : !truth);

const compared = (
  sign: string,
  description: string,
  instruction: Plain,
  evaluate: ComparisonRow['evaluate'],
  truth: ComparisonRow['truth'],
): ComparisonRow => ({
  syntax: between(sign, COMPARED, 'never'),
  description,
  instruction,
  evaluate,
  truth,
});

/** Every comparison: not chained. */
export const COMPARISONS = {
  less: compared('<', 'less than', 'f64.lt', (a, b) => a < b, isLess),
  'less-or-equal': compared('<=', 'at most', 'f64.le', (a, b) => a <= b, isAtMost),
  greater: compared(
    '>',
    'greater than',
    'f64.gt',
    (a, b) => a > b,
    (a, b) => isLess(b, a),
  ),
  'greater-or-equal': compared(
    '>=',
    'at least',
    'f64.ge',
    (a, b) => a >= b,
    (a, b) => isAtMost(b, a),
  ),
  equal: compared('==', 'equal; 0 equals −0', 'f64.eq', (a, b) => a === b, isEqual),
  'not-equal': compared(
    '!=',
    'not equal',
    'f64.ne',
    (a, b) => a !== b,
    (a, b) => not(isEqual(a, b)),
  ),
};

export const JUNCTIONS = {
  and: {
    syntax: between('and', 2),
    description: 'both hold; the right side is computed only when the left side holds',
    decidedBy: false,
  },
  or: {
    syntax: between('or', 1),
    description: 'one holds at least; the right side is computed only when the left side does not',
    decidedBy: true,
  },
} satisfies Record<string, JunctionRow>;

export const NEGATIONS = {
  not: {
    syntax: { form: 'sign', sign: 'not', binding: COMPARED },
    description: 'the condition does not hold',
  },
} satisfies Record<string, NegationRow>;

/** What chooses between two numbers. */
export const CHOICES = {
  if: {
    syntax: { form: 'function', usage: 'if(condition, a, b)' },
    description: 'a where the condition holds, else b; the other one is not computed',
  },
} satisfies Record<string, ChoiceRow>;
