import type { Expr } from '@sdeverywhere/parse';
import type { WorldModelInput } from '@pulse-stream/worldstate';
import type { FormulaWriter } from '../formula/write-formula.ts';
import type { Refusals } from '../refusal.ts';
import { literalOf } from '../literal-of.ts';
import type { Entities, Entity } from './entities.ts';
import type { Names } from './names.ts';

type RuleInput = NonNullable<WorldModelInput['rules']>[number];
type EffectInput = RuleInput['effects'][number];
type Stock = Entity & { readonly kind: 'stock' };

/** One part of what a stock gains. */
interface Term {
  readonly stock: Stock;
  readonly sign: 1 | -1;
  readonly expr: Expr;
}

/**
 * A rule per flow. A variable that one stock gains and one other loses flows from this to that;
 * what a stock gains or loses by a variable comes from or goes to outside; anything else is a rate
 * of the stock's own.
 */
export function rulesOf(
  { byKey }: Entities,
  writer: FormulaWriter,
  names: Names,
  refusals: Refusals,
): RuleInput[] {
  const stocks = [...byKey.values()].filter((entity): entity is Stock => entity.kind === 'stock');
  const terms = stocks.flatMap((stock) =>
    stock.rate === null ? [] : termsOf(stock, stock.rate, 1),
  );
  const flows = new Map<string, Term[]>();
  const own = new Map<Stock, Term[]>();
  for (const term of terms) {
    if (literalOf(term.expr) === 0) continue;
    const key =
      term.expr.kind === 'variable-ref' && byKey.has(term.expr.varName) ? term.expr.varName : null;
    if (key === null) push(own, term.stock, term);
    else push(flows, key, term);
  }
  const rules = [...flows].flatMap(([key, ends]): RuleInput[] => {
    const entity = byKey.get(key);
    if (entity === undefined) return [];
    const rule = refusals.attempt(entity.definition.line, () => {
      const rate = writer.scope.read(key, entity.name).text;
      const effects = effectsOf(ends, rate, (stock) => names.of(stock.key, stock.name));
      return { id: names.of(key, entity.name), effects };
    });
    return rule === null ? [] : [rule];
  });
  for (const [stock, parts] of own) {
    const rule = refusals.attempt(stock.definition.line, () => {
      const target = names.of(stock.key, stock.name);
      const id = names.free(`${target}_change`);
      return { id, effects: [{ target, rate: writer.number(sumOf(parts)) }] };
    });
    if (rule !== null) rules.push(rule);
  }
  return rules;
}

function push<Key, Item>(map: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

/** What is added and taken away, parentheses and signs resolved. */
function termsOf(stock: Stock, expr: Expr, sign: 1 | -1): Term[] {
  const turned = sign === 1 ? -1 : 1;
  if (expr.kind === 'parens') return termsOf(stock, expr.expr, sign);
  if (expr.kind === 'unary-op' && expr.op !== ':NOT:')
    return termsOf(stock, expr.expr, expr.op === '-' ? turned : sign);
  if (expr.kind === 'binary-op' && (expr.op === '+' || expr.op === '-'))
    return [
      ...termsOf(stock, expr.lhs, sign),
      ...termsOf(stock, expr.rhs, expr.op === '-' ? turned : sign),
    ];
  return [{ stock, sign, expr }];
}

function effectsOf(
  ends: readonly Term[],
  rate: string,
  nameOf: (stock: Stock) => string,
): [EffectInput, ...EffectInput[]] {
  const [first, second, ...more] = ends;
  if (first === undefined) throw new Error('a flow without ends');
  if (
    second !== undefined &&
    more.length === 0 &&
    first.sign !== second.sign &&
    first.stock !== second.stock
  ) {
    const [to, from] = first.sign === 1 ? [first, second] : [second, first];
    return [{ flow: { from: nameOf(from.stock), to: nameOf(to.stock) }, rate }];
  }
  const [head, ...rest] = ends.map(({ stock, sign }): EffectInput => ({
    flow: sign === 1 ? { to: nameOf(stock) } : { from: nameOf(stock) },
    rate,
  }));
  return head === undefined ? [{ rate }] : [head, ...rest];
}

function sumOf(terms: readonly Term[]): Expr {
  const [first, ...rest] = terms;
  if (first === undefined) throw new Error('a sum without parts');
  const head: Expr =
    first.sign === 1 ? first.expr : { kind: 'unary-op', op: '-', expr: first.expr };
  return rest.reduce<Expr>(
    (lhs, { sign, expr }) => ({ kind: 'binary-op', lhs, op: sign === 1 ? '+' : '-', rhs: expr }),
    head,
  );
}
