import type { Expr } from '@sdeverywhere/parse';

/** Whether an expression is a number as it stands, with or without a sign. */
export function literalOf(expr: Expr): number | null {
  if (expr.kind === 'number') return expr.value;
  if (expr.kind === 'parens') return literalOf(expr.expr);
  if (expr.kind !== 'unary-op' || expr.op === ':NOT:') return null;
  const of = literalOf(expr.expr);
  return of === null ? null : expr.op === '-' ? -of : of;
}
