import { ExpressionError } from './expression-error.ts';
import type { ConditionTree, NumberTree } from './tree.ts';

/** A tree that was parsed, and the column where it begins. */
export type Typed =
  | { readonly kind: 'number'; readonly tree: NumberTree; readonly column: number }
  | { readonly kind: 'condition'; readonly tree: ConditionTree; readonly column: number };

/** The tree, where a number is needed. @throws ExpressionError when it is a condition */
export function number(typed: Typed): NumberTree {
  if (typed.kind === 'number') return typed.tree;
  throw new ExpressionError(
    'expected a number, found a condition',
    typed.column,
    'a condition is no 0 or 1: choose by it with if(condition, 1, 0)',
  );
}

/** The tree, where a condition is needed. @throws ExpressionError when it is a number */
export function condition(typed: Typed): ConditionTree {
  if (typed.kind === 'condition') return typed.tree;
  throw new ExpressionError(
    'expected a condition, found a number',
    typed.column,
    'compare it with something, as in x > 0.5',
  );
}
