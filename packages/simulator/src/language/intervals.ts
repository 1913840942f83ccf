import { NumericError } from '../math/numeric-error.ts';
import { applyOperation, evaluateNumber, readParams } from './evaluate.ts';
import { CLOCK } from './clock.ts';
import { intervalOfTable } from './lookup-table.ts';
import { constancyOf } from './nodes.ts';
import { ANY, hull, type Interval } from './operation.ts';
import { NUMBERS } from './operations.ts';
import { COMPARISONS, JUNCTIONS } from './operators.ts';
import { visitTree, type ConditionTree, type NumberOperation, type NumberTree } from './tree.ts';

/** By slot index; a slot that is not there can be anything. */
export type Ranges = readonly Interval[];

/** What can be known of the value of an expression without running it. */
export function intervalOf(tree: NumberTree, ranges: Ranges): Interval {
  switch (tree.op) {
    case 'literal':
      return { low: tree.value, high: tree.value };
    case 'slot':
    case 'lag':
      return ranges[tree.slot] ?? ANY;
    case 'param':
      return ANY;
    case 'turn':
      return { low: 0, high: Infinity };
    case 'value':
    case 'series':
      return ANY;
    case 'clock':
      return tree.reading === 'step_start' ? ANY : CLOCK[tree.reading].interval;
    case 'table':
      return intervalOfTable(tree.table);
    case 'if': {
      const [when, ...choices] = tree.of;
      const truth = truthOf(when, ranges);
      const [then, otherwise] = choices.map((choice) => intervalOf(choice, ranges)) as [
        Interval,
        Interval,
      ]; // one for each
      return truth === null ? hull(then, otherwise) : truth ? then : otherwise;
    }
    default:
      return intervalOfOperation(tree, ranges);
  }
}

function intervalOfOperation({ op, of }: NumberOperation, ranges: Ranges): Interval {
  const operands = of.map((operand) => intervalOf(operand, ranges));
  if (operands.some(({ low, high }) => low !== high)) return NUMBERS[op].interval(...operands);
  try {
    const value = applyOperation(
      NUMBERS[op],
      operands.map(({ low }) => low),
    );
    return { low: value, high: value };
  } catch (error) {
    if (error instanceof NumericError) return ANY;
    throw error;
  }
}

/** Whether a condition holds whatever its names are; null: it depends. */
export function truthOf(tree: ConditionTree, ranges: Ranges): boolean | null {
  switch (tree.op) {
    case 'and':
    case 'or': {
      const [a, b] = [truthOf(tree.of[0], ranges), truthOf(tree.of[1], ranges)];
      const { decidedBy } = JUNCTIONS[tree.op];
      if (a === decidedBy || b === decidedBy) return decidedBy;
      return a === null || b === null ? null : !decidedBy;
    }
    case 'not': {
      const of = truthOf(tree.of[0], ranges);
      return of === null ? null : !of;
    }
    default:
      return COMPARISONS[tree.op].truth(
        intervalOf(tree.of[0], ranges),
        intervalOf(tree.of[1], ranges),
      );
  }
}

/**
 * The value of an expression that reads nothing which can change: no slot, parameter or clock.
 * @returns null: it reads something
 * @throws NumericError when it cannot be computed
 */
export function constantOf(tree: NumberTree): number | null {
  let reads = false;
  visitTree(tree, (node) => {
    reads ||= constancyOf(node) !== 'literal';
  });
  return reads ? null : evaluateNumber(tree, readParams());
}
