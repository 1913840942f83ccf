import type { Expr } from '@sdeverywhere/parse';
import { Refused } from './refusal.ts';

/** `varName` is its key once subscripts are resolved, and `varId` its name as it is written. */
export type Reference = Expr & { readonly kind: 'variable-ref' };

/** Changes every reference; that of a table that is called stays a reference. */
export function mapReferences(expr: Expr, read: (ref: Reference) => Expr): Expr {
  const map = (part: Expr): Expr => mapReferences(part, read);
  if (expr.kind === 'variable-ref') return read(expr);
  if (expr.kind === 'lookup-call') {
    const varRef = read(expr.varRef);
    if (varRef.kind !== 'variable-ref')
      throw new Refused(expr.varRef.varName, 'it is no table', 'name a table');
    return { ...expr, varRef, arg: map(expr.arg) };
  }
  return mapParts(expr, map);
}

/** Changes calls from the inside out. */
export function mapCalls(
  expr: Expr,
  change: (call: Expr & { readonly kind: 'function-call' }) => Expr,
): Expr {
  const mapped = mapParts(expr, (part) => mapCalls(part, change));
  return mapped.kind === 'function-call' ? change(mapped) : mapped;
}

/** The expression with each of its direct parts changed. */
function mapParts(expr: Expr, map: (part: Expr) => Expr): Expr {
  switch (expr.kind) {
    case 'unary-op':
    case 'parens':
      return { ...expr, expr: map(expr.expr) };
    case 'binary-op':
      return { ...expr, lhs: map(expr.lhs), rhs: map(expr.rhs) };
    case 'lookup-call':
      return { ...expr, arg: map(expr.arg) };
    case 'function-call':
      return { ...expr, args: expr.args.map(map) };
    default:
      return expr;
  }
}
