import type { BinaryOp, Expr } from '@sdeverywhere/parse';
import { mapReferences } from '../map-expr.ts';
import { Refused } from '../refusal.ts';
import { keyOf, unquote } from '../source-model.ts';
import type { Dimensions } from './dimensions.ts';
import { combine, flatKey } from './combine.ts';
import type { Expansion } from './expansion.ts';

/** Functions that run over marked subscripts (`x[A!]`), and how two of their values become one. */
const FOLDS: Readonly<Record<string, { readonly op: BinaryOp } | { readonly call: string }>> = {
  sum: { op: '+' },
  prod: { op: '*' },
  vmin: { call: 'VMIN' },
  vmax: { call: 'VMAX' },
};

type Bound = ReadonlyMap<string, string>;

export const numberOf = (value: number): Expr => ({ kind: 'number', value, text: String(value) });

/** Writes elements for the dimensions of one formula. */
export class Substitution {
  readonly #dimensions: Dimensions;
  readonly #subscripts: ReadonlyMap<string, readonly string[]>;
  readonly #isXmile: boolean;
  readonly #expansion: Expansion;

  constructor(
    dimensions: Dimensions,
    subscripts: ReadonlyMap<string, readonly string[]>,
    dialect: 'vensim' | 'xmile',
    expansion: Expansion,
  ) {
    this.#expansion = expansion;
    this.#dimensions = dimensions;
    this.#subscripts = subscripts;
    this.#isXmile = dialect === 'xmile';
  }

  /** @param bound the element of each dimension of the left side */
  apply(expr: Expr, bound: Bound): Expr {
    this.#expansion.addPart();
    const apply = (part: Expr): Expr => this.apply(part, bound);
    switch (expr.kind) {
      case 'variable-ref':
        return this.#reference(expr, bound);
      case 'unary-op':
      case 'parens':
        return { ...expr, expr: apply(expr.expr) };
      case 'binary-op':
        return { ...expr, lhs: apply(expr.lhs), rhs: apply(expr.rhs) };
      case 'lookup-call': {
        const varRef = this.#reference(expr.varRef, bound);
        if (varRef.kind !== 'variable-ref')
          throw new Refused(expr.varRef.varName, 'it is no table', 'name a table');
        return { ...expr, varRef, arg: apply(expr.arg) };
      }
      case 'function-call':
        return this.#call(expr, bound);
      default:
        return expr;
    }
  }

  #call(expr: Expr & { readonly kind: 'function-call' }, bound: Bound): Expr {
    const name = keyOf(expr.fnName);
    const [first] = expr.args;
    if (name === 'elmcount' || (this.#isXmile && name === 'size' && expr.args.length === 1))
      return numberOf(this.#count(first, expr.fnName));
    if (name === 'vector select' && !this.#isXmile) return this.#select(expr, bound);
    const fold =
      (Object.hasOwn(FOLDS, name) ? FOLDS[name] : undefined) ?? this.#xmileFold(name, expr.args);
    if (fold === undefined || first === undefined || expr.args.length !== 1)
      return { ...expr, args: expr.args.map((part) => this.apply(part, bound)) };
    const marked = this.#isXmile ? this.#markFree(first, bound) : first;
    const marks = [...new Set(marksIn(marked))];
    if (marks.length === 0)
      throw new Refused(expr.fnName, 'no subscript is marked with !', 'mark what it runs over');
    const parts = this.#bindings(expr.fnName, marks, bound).map((inside) =>
      this.apply(marked, inside),
    );
    const [head, ...rest] = parts;
    if (head === undefined)
      throw new Refused(expr.fnName, 'it runs over nothing', 'use a dimension');
    if ('call' in fold) return { ...expr, fnName: fold.call, args: parts };
    const wrap = (part: Expr): Expr =>
      part.kind === 'variable-ref' || part.kind === 'number'
        ? part
        : { kind: 'parens', expr: part };
    const folded = rest.reduce<Expr>(
      (lhs, part) => ({ kind: 'binary-op', lhs, op: fold.op, rhs: wrap(part) }),
      wrap(head),
    );
    return { kind: 'parens', expr: folded };
  }

  /** The selections and values of all elements in turn, then the other values. */
  #select(expr: Expr & { readonly kind: 'function-call' }, bound: Bound): Expr {
    const [selection, value, ...rest] = expr.args;
    if (selection === undefined || value === undefined) return expr;
    const marks = [...new Set(marksIn(selection))];
    if (marks.length === 0 || [...marksIn(value)].some((mark) => !marks.includes(mark)))
      throw new Refused(
        expr.fnName,
        'its selection and its values run over different dimensions',
        'mark the same dimensions in both',
      );
    const pairs = this.#bindings(expr.fnName, marks, bound).flatMap((inside) => [
      this.apply(selection, inside),
      this.apply(value, inside),
    ]);
    return { ...expr, args: [...pairs, ...rest.map((part) => this.apply(part, bound))] };
  }

  /** What is bound for each combination of the elements of marked dimensions. */
  #bindings(call: string, marks: readonly string[], bound: Bound): Bound[] {
    const lists = marks.map((mark) => this.#dimensions.elementsOf(mark));
    this.#expansion.checkTerms(call, lists);
    return [...combine(lists)].map(
      (elements) =>
        new Map([
          ...bound,
          ...marks.map((mark, at): [string, string] => [`${mark}!`, elements[at] ?? '']),
        ]),
    );
  }

  /** XMILE calls them MIN and MAX when their one operand runs over something. */
  #xmileFold(name: string, args: readonly Expr[]): { readonly call: string } | undefined {
    const [first] = args;
    const runs = this.#isXmile && args.length === 1 && first !== undefined;
    return runs && (name === 'min' || name === 'max') ? { call: `v${name}` } : undefined;
  }

  /** Subscripts of XMILE that are * or a dimension that nothing is bound to run over all elements. */
  #markFree(expr: Expr, bound: Bound): Expr {
    return mapReferences(expr, (ref) => {
      const declared = this.#subscripts.get(keyOf(ref.varName)) ?? [];
      const given = ref.subscriptRefs?.map(({ subName }) => keyOf(subName)) ?? declared;
      if (given.length === 0) return ref;
      const subscriptRefs = given.map((subscript, at) => {
        const dimension = subscript === '*' ? (declared[at] ?? subscript) : subscript;
        const runs =
          subscript === '*' || (this.#dimensions.has(dimension) && !bound.has(dimension));
        return { subName: runs ? `${dimension}!` : subscript, subId: '' };
      });
      return { ...ref, subscriptRefs };
    });
  }

  #count(of: Expr | undefined, call: string): number {
    if (of?.kind === 'variable-ref' && of.subscriptRefs === undefined) {
      const count = this.#dimensions.elementsOf(keyOf(of.varName)).length;
      if (count > 0) return count;
    }
    throw new Refused(call, 'it counts the elements of a dimension', 'name a dimension');
  }

  #reference(expr: Expr & { readonly kind: 'variable-ref' }, bound: Bound): Expr {
    // what a macro made has its key already
    const key = this.#subscripts.has(expr.varName) ? expr.varName : keyOf(expr.varName);
    const subscripts = expr.subscriptRefs?.map(({ subName }) => keyOf(subName));
    const declared = this.#subscripts.get(key);
    if (declared === undefined) {
      const place = subscripts === undefined ? this.#placeOf(key, bound) : null;
      return place === null
        ? { kind: 'variable-ref', varName: key, varId: unquote(expr.varName) }
        : numberOf(place);
    }
    // XMILE may leave out subscripts that are those of the left side
    const given = subscripts ?? (this.#isXmile ? declared : []);
    if (given.length !== declared.length)
      throw new Refused(
        expr.varName,
        `it has ${declared.length} subscripts and is read with ${given.length}`,
        'write them all',
      );
    const elements = given.map((subscript) => this.#pick(subscript, bound));
    const shown = elements.map((element) => this.#dimensions.nameOf(element)).join(',');
    const name = unquote(expr.varName);
    return {
      kind: 'variable-ref',
      varName: flatKey(key, elements),
      varId: shown === '' ? name : `${name}[${shown}]`,
    };
  }

  #pick(subscript: string, bound: Bound): string {
    const marked = bound.get(subscript.replace(/\s*!$/, '!'));
    if (marked !== undefined) return marked;
    if (subscript.endsWith('!'))
      throw new Refused(`[${subscript}]`, 'it is marked where nothing runs over it', 'use SUM');
    if (this.#dimensions.has(subscript)) return this.#dimensions.pick(subscript, bound);
    if (this.#dimensions.isElement(subscript)) return subscript;
    throw new Refused(`[${subscript}]`, 'there is no such subscript', 'define it');
  }

  /** The number of an element, or of what a dimension stands for here; null: it is neither. */
  #placeOf(key: string, bound: Bound): number | null {
    if (this.#dimensions.has(key))
      return this.#dimensions.placeOf(this.#dimensions.pick(key, bound));
    return this.#dimensions.isElement(key) ? this.#dimensions.placeOf(key) : null;
  }
}

/** Keys of the dimensions that are marked in an expression. */
function* marksIn(expr: Expr): Generator<string> {
  switch (expr.kind) {
    case 'variable-ref':
      for (const { subName } of expr.subscriptRefs ?? [])
        if (subName.trim().endsWith('!')) yield keyOf(subName.trim().slice(0, -1));
      break;
    case 'unary-op':
    case 'parens':
      yield* marksIn(expr.expr);
      break;
    case 'binary-op':
      yield* marksIn(expr.lhs);
      yield* marksIn(expr.rhs);
      break;
    case 'function-call':
      for (const part of expr.args) yield* marksIn(part);
      break;
    case 'lookup-call':
      yield* marksIn(expr.varRef);
      yield* marksIn(expr.arg);
      break;
    default:
  }
}
