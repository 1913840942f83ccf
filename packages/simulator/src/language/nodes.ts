import { CONDITIONS, isIn, NUMBERS } from './operations.ts';
import {
  type ConditionTree,
  type ExpressionTree,
  type NumberOperation,
  type NumberTree,
} from './tree.ts';

/** How often the value of an expression changes: never, from run to run, within a run. */
export type Constancy = 'literal' | 'run' | 'turn';

/** Of the nodes that are no rows of the tables of operations: how often their value changes when those of their operands do not. */
const CHANGES = {
  literal: 'literal',
  param: 'run',
  slot: 'turn',
  lag: 'turn',
  turn: 'turn',
  value: 'turn',
  clock: 'turn',
  series: 'turn',
  table: 'literal',
  if: 'literal',
} satisfies Record<Exclude<NumberTree['op'], NumberOperation['op']>, Constancy>;

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
  return isListed(tree) ? 'literal' : CHANGES[tree.op];
}
