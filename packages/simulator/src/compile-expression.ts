import type { ConditionTree, NumberTree } from './expression-tree.ts';

/** Which names an expression may use, and what it must be. */
export interface ExpressionScope {
  /** Names that may be read; an index in `CompiledExpression.tree` is an index into this list. */
  readonly names: readonly string[];
  /** Whether `name[-k]` may be written. */
  readonly lags: boolean;
  readonly kind: 'number' | 'boolean';
  /** Whether `turn` may be written; default true. */
  readonly turn?: boolean;
}

/** Reads a name of the scope: `back` = 0 now, k ≥ 1 for `name[-k]`. `turn` is read by its name. */
export type ReadName = (name: string, back: number) => number;

/** A checked expression over names. */
export interface CompiledExpression<T extends number | boolean = number | boolean> {
  readonly source: string;
  /** The names it uses, each once, in order of appearance; "turn" when it reads the turn. */
  readonly names: readonly string[];
  /** For hot paths: `slot` indexes are positions in the names of the scope; no parameters. */
  readonly tree: T extends boolean ? ConditionTree : NumberTree;
  readonly nodes: number;
  /**
   * The value, each used name read once.
   * @throws NumericError when it cannot be computed
   */
  evaluate(read: ReadName): T;
}
