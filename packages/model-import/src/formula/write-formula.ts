import type { BinaryOp, Expr } from '@sdeverywhere/parse';
import { literalOf } from '../literal-of.ts';
import { Refused, REPLACE } from '../refusal.ts';
import { keyOf } from '../source-model.ts';

/** How tightly the parts of a text hold together in our language. */
export const BINDING = {
  or: 1,
  and: 2,
  not: 3,
  compared: 4,
  sum: 5,
  product: 6,
  sign: 7,
  power: 8,
  atom: 9,
} as const;

export interface Text {
  readonly text: string;
  readonly binding: number;
}

const ARITHMETIC: Readonly<
  Partial<Record<BinaryOp, { readonly sign: string; readonly binding: number }>>
> = {
  '+': { sign: '+', binding: BINDING.sum },
  '-': { sign: '-', binding: BINDING.sum },
  '*': { sign: '*', binding: BINDING.product },
  '/': { sign: '/', binding: BINDING.product },
};
const COMPARED: Readonly<
  Partial<
    Record<
      BinaryOp,
      { readonly sign: string; readonly holds: (left: number, right: number) => boolean }
    >
  >
> = {
  '=': { sign: '==', holds: (left, right) => left === right },
  '<>': { sign: '!=', holds: (left, right) => left !== right },
  '<': { sign: '<', holds: (left, right) => left < right },
  '>': { sign: '>', holds: (left, right) => left > right },
  '<=': { sign: '<=', holds: (left, right) => left <= right },
  '>=': { sign: '>=', holds: (left, right) => left >= right },
};
const JOINED: Readonly<
  Partial<Record<BinaryOp, { readonly sign: string; readonly binding: number }>>
> = {
  ':AND:': { sign: 'and', binding: BINDING.and },
  ':OR:': { sign: 'or', binding: BINDING.or },
};

/** What `:NA:` is as a number. */
const NOT_AVAILABLE = -(2 ** 109);

/** What a formula may name. */
export interface Scope {
  /** The text that reads a variable now. @throws Refused for what cannot be read */
  read(key: string, written: string): Text;
  /** The name of a table. @throws Refused for what is none */
  table(key: string, written: string, extended?: boolean): string;
  /** The points of a table. @throws Refused for what is none */
  points(key: string, written: string): readonly (readonly [number, number])[];
  /** The value of an expression of constants; null: it is none. */
  constant(expr: Expr): number | null;
}

export const atom = (text: string): Text => ({ text, binding: BINDING.atom });

/** A number as the language reads it. */
export function writeNumber(value: number, written: string): Text {
  if (!Number.isFinite(value))
    throw new Refused(written, 'it is too large for a number', 'write a smaller number');
  return value < 0 || Object.is(value, -0)
    ? { text: String(value), binding: BINDING.sign }
    : atom(String(value));
}

/** A function of the file's language that has no memory. */
export interface FunctionRow {
  /** How many values it takes at least and at most. */
  readonly operands: readonly [least: number, most: number];
  readonly write: (writer: FormulaWriter, args: readonly Expr[]) => Text;
}

/** Functions by key (lower case, spaces). */
export type FunctionTable = Readonly<Record<string, FunctionRow>>;

/** Writes formulas in our language: what is true or false and what is a number are kept apart. */
export class FormulaWriter {
  readonly scope: Scope;
  readonly #functions: FunctionTable;

  constructor(scope: Scope, functions: FunctionTable) {
    this.scope = scope;
    this.#functions = functions;
  }

  /** The formula as a number; a condition counts 1 or 0. */
  number(expr: Expr, least = 0): string {
    return inside(this.#number(expr), least);
  }

  /** The formula as a condition; a number holds where it is not 0. */
  condition(expr: Expr, least = 0): string {
    return inside(this.#condition(expr), least);
  }

  #number(expr: Expr): Text {
    switch (expr.kind) {
      case 'number':
        return writeNumber(expr.value, expr.text);
      case 'keyword':
        return writeNumber(NOT_AVAILABLE, expr.text);
      case 'variable-ref':
        if (expr.subscriptRefs !== undefined)
          throw new Refused(expr.varName, 'there is no such variable', 'define it');
        return this.scope.read(expr.varName, expr.varId === '' ? expr.varName : expr.varId);
      case 'parens': {
        const inner = this.#number(expr.expr);
        return inner.binding === BINDING.atom ? inner : atom(`(${inner.text})`);
      }
      case 'unary-op':
        if (expr.op === ':NOT:') return this.#asNumber(expr);
        if (expr.op === '+') return this.#number(expr.expr);
        return { text: `-${this.number(expr.expr, BINDING.power)}`, binding: BINDING.sign };
      case 'binary-op':
        return this.#binary(expr);
      case 'lookup-call':
        return atom(`${this.#tableOf(expr.varRef)}(${this.number(expr.arg)})`);
      case 'function-call':
        return this.#call(expr);
      case 'string':
        throw new Refused(`'${expr.text}'`, 'a text is no number', REPLACE);
      case 'lookup-def':
        throw new Refused('a table', 'a table stands where a number is needed', 'use WITH LOOKUP');
    }
  }

  #binary(expr: Expr & { readonly kind: 'binary-op' }): Text {
    const { op, lhs, rhs } = expr;
    if (op === '^') {
      const text = `${this.number(lhs, BINDING.atom)} ^ ${this.number(rhs, BINDING.atom)}`;
      return { text, binding: BINDING.power };
    }
    const row = ARITHMETIC[op];
    if (row === undefined) return this.#asNumber(expr);
    const text = `${this.number(lhs, row.binding)} ${row.sign} ${this.number(rhs, row.binding + 1)}`;
    return { text, binding: row.binding };
  }

  #asNumber(expr: Expr): Text {
    const text = this.condition(expr);
    const holds = this.holds(expr);
    return atom(holds === null ? `if(${text}, 1, 0)` : holds ? '1' : '0');
  }

  /** Whether a condition holds that is made of numbers alone, as subscripts leave it behind; else null. */
  holds(expr: Expr): boolean | null {
    if (expr.kind === 'parens') return this.holds(expr.expr);
    if (expr.kind === 'unary-op' && expr.op === ':NOT:') {
      const of = this.holds(expr.expr);
      return of === null ? null : !of;
    }
    if (expr.kind === 'binary-op') {
      if (JOINED[expr.op] !== undefined) {
        const [a, b] = [this.holds(expr.lhs), this.holds(expr.rhs)];
        if (a === null || b === null) return null;
        return expr.op === ':AND:' ? a && b : a || b;
      }
      const [a, b] = [literalOf(expr.lhs), literalOf(expr.rhs)];
      const compare = COMPARED[expr.op]?.holds;
      return compare === undefined || a === null || b === null ? null : compare(a, b);
    }
    const value = literalOf(expr);
    return value === null ? null : value !== 0;
  }

  #condition(expr: Expr): Text {
    if (expr.kind === 'parens') {
      const inner = this.#condition(expr.expr);
      return inner.binding === BINDING.atom ? inner : atom(`(${inner.text})`);
    }
    if (expr.kind === 'unary-op' && expr.op === ':NOT:')
      return { text: `not ${this.condition(expr.expr, BINDING.not)}`, binding: BINDING.not };
    if (expr.kind === 'binary-op') {
      const joined = JOINED[expr.op];
      if (joined !== undefined) {
        const { sign, binding } = joined;
        const text = `${this.condition(expr.lhs, binding)} ${sign} ${this.condition(expr.rhs, binding + 1)}`;
        return { text, binding };
      }
      const compared = COMPARED[expr.op];
      if (compared !== undefined) {
        const least = BINDING.compared + 1;
        const text = `${this.number(expr.lhs, least)} ${compared.sign} ${this.number(expr.rhs, least)}`;
        return { text, binding: BINDING.compared };
      }
    }
    const text = `${this.number(expr, BINDING.compared + 1)} != 0`;
    return { text, binding: BINDING.compared };
  }

  #tableOf({ varName, varId, subscriptRefs }: Expr & { readonly kind: 'variable-ref' }): string {
    if (subscriptRefs !== undefined)
      throw new Refused(varName, 'there is no such table', 'define it');
    return this.scope.table(varName, varId === '' ? varName : varId);
  }

  #call({ fnName, args }: Expr & { readonly kind: 'function-call' }): Text {
    const key = keyOf(fnName);
    const row = this.#functions[key];
    if (row !== undefined && Object.hasOwn(this.#functions, key)) {
      const [least, most] = row.operands;
      if (args.length < least || args.length > most)
        throw new Refused(fnName, `it got ${args.length} values`, 'give as many as it takes');
      return row.write(this, args);
    }
    const [only, ...more] = args;
    // a table is called like a function
    if (only !== undefined && more.length === 0)
      return atom(`${this.scope.table(key, fnName)}(${this.number(only)})`);
    throw new Refused(fnName, 'the function has no counterpart', REPLACE);
  }
}

function inside({ text, binding }: Text, least: number): string {
  return binding < least ? `(${text})` : text;
}
