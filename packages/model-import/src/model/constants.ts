import type { Expr } from '@sdeverywhere/parse';
import type { FlatVariable } from '../arrays/flatten.ts';

/** The number that an expression is, whatever it reads being numbers too; null: it can change. */
export function constantOf(
  expr: Expr,
  variables: ReadonlyMap<string, FlatVariable>,
  way: readonly string[] = [],
): number | null {
  const value = (part: Expr): number | null => constantOf(part, variables, way);
  switch (expr.kind) {
    case 'number':
      return expr.value;
    case 'parens':
      return value(expr.expr);
    case 'unary-op': {
      const of = value(expr.expr);
      return of === null || expr.op === ':NOT:' ? null : expr.op === '-' ? -of : of;
    }
    case 'binary-op': {
      const [a, b] = [value(expr.lhs), value(expr.rhs)];
      if (a === null || b === null) return null;
      switch (expr.op) {
        case '+':
          return a + b;
        case '-':
          return a - b;
        case '*':
          return a * b;
        case '/':
          return a / b;
        default:
          return null;
      }
    }
    case 'variable-ref': {
      const key = expr.varName;
      const rhs = variables.get(key)?.rhs;
      if (rhs?.kind !== 'formula' || way.includes(key)) return null;
      return constantOf(rhs.expr, variables, [...way, key]);
    }
    default:
      return null;
  }
}
