import { evaluateNumber, type Readings } from './evaluate.ts';
import { NumericError } from '../math/numeric-error.ts';
import { visitTree, type ConditionTree, type NumberTree } from './tree.ts';

/** All values between two ends, both included; −∞ and ∞ when nothing is known. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const ANY: Interval = { low: -Infinity, high: Infinity };

/** By slot index; a slot that is not there can be anything. */
export type Ranges = readonly Interval[];

const NO_READINGS: Readings = {
  x: new Float64Array(),
  params: new Float64Array(),
  turn: 0,
  lag: () => 0,
};

/**
 * The value of an expression that reads nothing which can change: no slot, parameter or turn.
 * @returns null: it reads something
 * @throws NumericError when it cannot be computed
 */
export function constantOf(tree: NumberTree): number | null {
  let reads = false;
  visitTree(tree, ({ op }) => {
    reads ||= op === 'slot' || op === 'lag' || op === 'param' || op === 'turn';
  });
  return reads ? null : evaluateNumber(tree, NO_READINGS);
}

function intervalOfConstant(tree: NumberTree): Interval {
  try {
    const value = constantOf(tree);
    return value === null ? ANY : { low: value, high: value };
  } catch (error) {
    if (error instanceof NumericError) return ANY;
    throw error;
  }
}

/** What can be known of the value of an expression without running it. */
function intervalOf(tree: NumberTree, ranges: Ranges): Interval {
  const of = (part: NumberTree): Interval => intervalOf(part, ranges);
  switch (tree.op) {
    case 'literal':
      return { low: tree.value, high: tree.value };
    case 'slot':
    case 'lag':
      return ranges[tree.slot] ?? ANY;
    case 'turn':
      return { low: 0, high: Infinity };
    case 'negate': {
      const { low, high } = of(tree.of);
      return { low: -high, high: -low };
    }
    case 'add': {
      const [a, b] = [of(tree.left), of(tree.right)];
      return { low: a.low + b.low, high: a.high + b.high };
    }
    case 'subtract': {
      const [a, b] = [of(tree.left), of(tree.right)];
      return { low: a.low - b.high, high: a.high - b.low };
    }
    case 'min':
    case 'max': {
      const parts = tree.of.map(of);
      const choose = tree.op === 'min' ? Math.min : Math.max;
      return {
        low: choose(...parts.map(({ low }) => low)),
        high: choose(...parts.map(({ high }) => high)),
      };
    }
    case 'sigmoid':
      return { low: 0, high: 1 };
    case 'abs':
    case 'sqrt':
    case 'exp':
      return { low: 0, high: Infinity };
    default:
      return intervalOfConstant(tree);
  }
}

/** Whether a condition holds whatever its names are; null: it depends. */
export function truthOf(tree: ConditionTree, ranges: Ranges): boolean | null {
  switch (tree.op) {
    case 'and': {
      const [a, b] = [truthOf(tree.left, ranges), truthOf(tree.right, ranges)];
      return a === false || b === false ? false : a === true && b === true ? true : null;
    }
    case 'or': {
      const [a, b] = [truthOf(tree.left, ranges), truthOf(tree.right, ranges)];
      return a === true || b === true ? true : a === false && b === false ? false : null;
    }
    case 'not': {
      const of = truthOf(tree.of, ranges);
      return of === null ? null : !of;
    }
    default:
      return compare(tree.op, intervalOf(tree.left, ranges), intervalOf(tree.right, ranges));
  }
}

function compare(
  op: Exclude<ConditionTree['op'], 'and' | 'or' | 'not'>,
  a: Interval,
  b: Interval,
): boolean | null {
  switch (op) {
    case 'less':
      return a.high < b.low ? true : a.low >= b.high ? false : null;
    case 'less-or-equal':
      return a.high <= b.low ? true : a.low > b.high ? false : null;
    case 'greater':
      return compare('less', b, a);
    case 'greater-or-equal':
      return compare('less-or-equal', b, a);
    case 'equal':
      if (a.high < b.low || b.high < a.low) return false;
      return a.low === a.high && b.low === b.high && a.low === b.low ? true : null;
    case 'not-equal': {
      const equal = compare('equal', a, b);
      return equal === null ? null : !equal;
    }
  }
}
