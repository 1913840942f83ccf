import type { BinaryOp, Expr, UnaryOp } from '@sdeverywhere/parse';
import { Refused } from './refusal.ts';

/** How tightly each operator holds its operands. */
const BINDING: Readonly<Record<BinaryOp, number>> = {
  ':OR:': 1,
  ':AND:': 2,
  '=': 4,
  '<>': 4,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '^': 8,
};
const COMPARED = BINDING['='];
const PREFIX: Readonly<Record<UnaryOp, number>> = { ':NOT:': 3, '+': 7, '-': 7 };

type Word =
  | { readonly kind: 'operand'; readonly expr: Expr }
  | { readonly kind: 'prefix'; readonly op: UnaryOp }
  | { readonly kind: 'between'; readonly op: BinaryOp };

/**
 * Groups the operators of an expression anew. The parser holds a sign or `:NOT:` tighter than any
 * operator and groups powers to the left; parentheses are kept as nodes, so the words can be read
 * back in their order and grouped as both languages do: `-2^2` is −4, `:NOT: a > b` is not (a > b).
 */
export function regroup(expr: Expr): Expr {
  const words: Word[] = [];
  spell(expr, words);
  let at = 0;
  const parse = (least: number): Expr => {
    const word = words[at];
    at += 1;
    let left: Expr;
    if (word?.kind === 'operand') left = word.expr;
    else if (word?.kind === 'prefix')
      left = { kind: 'unary-op', op: word.op, expr: parse(PREFIX[word.op]) };
    else throw new Error('an operator without its operand');
    for (;;) {
      const next = words[at];
      if (next?.kind !== 'between' || BINDING[next.op] < least) return left;
      at += 1;
      // powers group to the right, as both programs compute them: 4^3^2 is 4^9
      const rhs = parse(BINDING[next.op] + (next.op === '^' ? 0 : 1));
      if (
        BINDING[next.op] === COMPARED &&
        left.kind === 'binary-op' &&
        BINDING[left.op] === COMPARED
      )
        throw new Refused(
          `${left.op} … ${next.op}`,
          'comparisons in a row can be read in two ways',
          'put one of them into parentheses',
        );
      left = { kind: 'binary-op', lhs: left, op: next.op, rhs };
    }
  };
  return parse(0);
}

function spell(expr: Expr, words: Word[]): void {
  switch (expr.kind) {
    case 'binary-op':
      spell(expr.lhs, words);
      words.push({ kind: 'between', op: expr.op });
      spell(expr.rhs, words);
      break;
    case 'unary-op':
      words.push({ kind: 'prefix', op: expr.op });
      spell(expr.expr, words);
      break;
    case 'parens':
      words.push({ kind: 'operand', expr: { kind: 'parens', expr: regroup(expr.expr) } });
      break;
    case 'function-call':
      words.push({ kind: 'operand', expr: { ...expr, args: expr.args.map(regroup) } });
      break;
    case 'lookup-call':
      words.push({ kind: 'operand', expr: { ...expr, arg: regroup(expr.arg) } });
      break;
    default:
      words.push({ kind: 'operand', expr });
  }
}
