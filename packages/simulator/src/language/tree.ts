import type { ClockReading } from './clock.ts';
import type { LookupTable } from './lookup-table.ts';
import type { NUMBERS } from './operations.ts';
import type { CHOICES, COMPARISONS, JUNCTIONS, NEGATIONS } from './operators.ts';

/**
 * A checked expression: names have become indexes, literals numbers, kinds agree. Nothing in it
 * comes from the text a user wrote except numbers, so every execution path (reference
 * interpreter, generated kernel, WebAssembly) can be made from it safely.
 * @see MODEL.md §2
 */
export type ExpressionTree = NumberTree | ConditionTree;

/** An expression whose value is a double. */
export type NumberTree =
  | { readonly op: 'literal'; readonly value: number }
  /** The value of a slot now, transformed units in rules and measurements. */
  | { readonly op: 'slot'; readonly slot: number }
  /** The value of a slot `back` (0..10000) turns before the end of the last completed one. */
  | { readonly op: 'lag'; readonly slot: number; readonly back: number }
  | { readonly op: 'param'; readonly param: number }
  /** Completed turns: 0 during the first turn. */
  | { readonly op: 'turn' }
  /** The value of an auxiliary of the model where it is read. */
  | { readonly op: 'value'; readonly value: number }
  | { readonly op: 'clock'; readonly reading: ClockReading }
  /** The value of a series of the model now. */
  | { readonly op: 'series'; readonly series: number }
  | { readonly op: 'table'; readonly table: LookupTable; readonly of: readonly [NumberTree] }
  | Choice
  | NumberOperation;

/** Computes its condition, then one of two numbers and not the other. */
export interface Choice {
  readonly op: keyof typeof CHOICES;
  readonly of: readonly [when: ConditionTree, then: NumberTree, otherwise: NumberTree];
  /** Nobody wrote it: a function is short for it. */
  readonly isShort?: true;
}

/** As many operands as the row of the operation says. */
export interface NumberOperation {
  readonly op: keyof typeof NUMBERS;
  readonly of: readonly [NumberTree, ...NumberTree[]];
}

/** An expression whose value is true or false. */
export type ConditionTree =
  | {
      readonly op: keyof typeof COMPARISONS;
      readonly of: readonly [left: NumberTree, right: NumberTree];
    }
  | {
      readonly op: keyof typeof JUNCTIONS;
      readonly of: readonly [left: ConditionTree, right: ConditionTree];
    }
  | { readonly op: keyof typeof NEGATIONS; readonly of: readonly [ConditionTree] };

/** The direct operands of a node, in order. */
export function operandsOf(tree: ExpressionTree): readonly ExpressionTree[] {
  return 'of' in tree ? tree.of : [];
}

/** Calls `visit` with every node of the tree, operands in order before the node they belong to. */
export function visitTree(tree: ExpressionTree, visit: (node: ExpressionTree) => void): void {
  for (const operand of operandsOf(tree)) visitTree(operand, visit);
  visit(tree);
}

/** Whether the tree itself reads a slot, now or earlier, for which the test holds; its auxiliaries may. */
export function readsSlot(tree: ExpressionTree, test: (slot: number) => boolean): boolean {
  if (tree.op === 'slot' || tree.op === 'lag') return test(tree.slot);
  return operandsOf(tree).some((operand) => readsSlot(operand, test));
}

/** How deep the tree is: 1 where it reads one thing. */
export function levelsOf(tree: ExpressionTree): number {
  let most = 0;
  for (const operand of operandsOf(tree)) most = Math.max(most, levelsOf(operand));
  return 1 + most;
}

/** How many nodes the tree has: what it costs to compute it once. */
export function countNodes(tree: ExpressionTree): number {
  let nodes = 0;
  visitTree(tree, () => nodes++);
  return nodes;
}
