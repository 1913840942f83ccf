import { CONDITIONS, isIn, NUMBERS } from './operations.ts';
import {
  operandsOf,
  type ConditionTree,
  type ExpressionTree,
  type NumberOperation,
  type NumberTree,
} from './tree.ts';

/** How often the value of an expression changes: never, from run to run, within a run. */
export type Constancy = 'literal' | 'run' | 'turn';

/** The nodes that are no rows of the tables of operations. */
interface NodeRow {
  /** How often its value changes when those of its operands do not. */
  readonly changes: Constancy;
  /** Whether the generated kernels know it. */
  readonly inKernel: boolean;
}

const NODES = {
  literal: { changes: 'literal', inKernel: true },
  param: { changes: 'run', inKernel: true },
  slot: { changes: 'turn', inKernel: true },
  lag: { changes: 'turn', inKernel: true },
  turn: { changes: 'turn', inKernel: true },
  value: { changes: 'turn', inKernel: false },
  clock: { changes: 'turn', inKernel: false },
  series: { changes: 'turn', inKernel: false },
  table: { changes: 'literal', inKernel: false },
  if: { changes: 'literal', inKernel: false },
} satisfies Record<Exclude<NumberTree['op'], NumberOperation['op']>, NodeRow>;

/** Whether the value of a tree is true or false. */
export const isCondition = (tree: ExpressionTree): tree is ConditionTree =>
  isIn(CONDITIONS, tree.op);

/** Whether a node is an operation on numbers. */
export const isOperation = (tree: ExpressionTree): tree is NumberOperation =>
  isIn(NUMBERS, tree.op);

const isListed = (tree: ExpressionTree): tree is ConditionTree | NumberOperation =>
  isCondition(tree) || isOperation(tree);

/** How often the value of a node changes when those of its operands do not. */
export function constancyOf(tree: ExpressionTree): Constancy {
  return isListed(tree) ? 'literal' : NODES[tree.op].changes;
}

/** Whether generated kernels may be made of the tree; else the interpreter runs it. */
export function runsInKernel(tree: ExpressionTree): boolean {
  // the end of the last completed turn is no row of their history
  if (tree.op === 'lag' && tree.back === 0) return false;
  if (!isListed(tree) && !NODES[tree.op].inKernel) return false;
  return operandsOf(tree).every(runsInKernel);
}
