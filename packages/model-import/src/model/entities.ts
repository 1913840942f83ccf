import type { Expr } from '@sdeverywhere/parse';
import type { FlatVariable } from '../arrays/flatten.ts';
import { Refused, type Refusals } from '../refusal.ts';
import type { Points } from '../data/data-files.ts';
import type { Between, SourceDefinition } from '../source-model.ts';
import { literalOf } from '../literal-of.ts';
import { constantOf } from './constants.ts';
import { MEMORIES, type Memory } from './memories.ts';

/** What every part of the model that has a name has. */
interface Entry {
  readonly key: string;
  /** As the file writes it; for what this program adds: what it is for. */
  readonly name: string;
  readonly definition: SourceDefinition;
  /** It has no name in the file. */
  readonly isAdded: boolean;
}

export type Entity = Entry &
  (
    | { readonly kind: 'param'; readonly value: number }
    | {
        readonly kind: 'value';
        readonly expr: Expr;
        /** What it is while initial values are computed, where that differs. */
        readonly atStart: Expr | null;
      }
    | {
        readonly kind: 'delay';
        readonly memory: Memory & { readonly as: 'delay' };
        readonly args: readonly Expr[];
      }
    | {
        readonly kind: 'stock';
        readonly initial: Expr;
        /** null: it stays what it is. */
        readonly rate: Expr | null;
        /** It is never below 0. */
        readonly nonNegative: boolean;
      }
    | { readonly kind: 'table'; readonly points: readonly (readonly [number, number])[] }
    | { readonly kind: 'data'; readonly points: Points; readonly between: Between }
  );

/** What is made of the variables of a file: what remembers stands alone. */
export class Entities {
  readonly byKey = new Map<string, Entity>();
  readonly #variables: ReadonlyMap<string, FlatVariable>;
  readonly #dialect: 'vensim' | 'xmile';

  constructor(
    variables: ReadonlyMap<string, FlatVariable>,
    dialect: 'vensim' | 'xmile',
    refusals: Refusals,
  ) {
    this.#dialect = dialect;
    this.#variables = variables;
    for (const variable of variables.values())
      refusals.attempt(variable.definition.line, () => this.#add(variable));
  }

  #add({ key, name, definition, rhs }: FlatVariable): void {
    const entry: Entry = { key, name, definition, isAdded: definition.isAdded === true };
    if (rhs.kind === 'table') this.#put({ ...entry, kind: 'table', points: rhs.points });
    else if (rhs.kind === 'data') this.#put({ ...entry, ...rhs });
    else this.#formula(entry, rhs.expr);
  }

  #put(entity: Entity): void {
    this.byKey.set(entity.key, entity);
  }

  #formula(entry: Entry, expr: Expr): void {
    const whole = withoutParens(expr);
    const value = literalOf(whole);
    if (value !== null) this.#put({ ...entry, kind: 'param', value });
    else if (whole.kind === 'function-call' && this.#memoryOf(whole) !== null)
      this.#remember(entry, whole);
    else {
      const apart = this.#takeApart(whole, entry);
      const limited: Expr =
        entry.definition.nonNegative === true
          ? {
              kind: 'function-call',
              fnName: 'MAX',
              fnId: '',
              args: [{ kind: 'number', value: 0, text: '0' }, apart],
            }
          : apart;
      this.#put({ ...entry, kind: 'value', expr: limited, atStart: null });
    }
  }

  #memoryOf({ fnName }: Expr & { readonly kind: 'function-call' }): Memory | null {
    const key = fnName
      .replaceAll(/[\s_]+/g, ' ')
      .trim()
      .toLowerCase();
    const table = MEMORIES[this.#dialect];
    return Object.hasOwn(table, key) ? (table[key] ?? null) : null;
  }

  #remember(entry: Entry, call: Expr & { readonly kind: 'function-call' }): void {
    const memory = this.#memoryOf(call);
    if (memory === null) throw new Error('a call that remembers nothing');
    const [least, most] = memory.operands;
    if (call.args.length < least || call.args.length > most)
      throw new Refused(
        call.fnName,
        `it got ${call.args.length} values`,
        'give as many as it takes',
      );
    const args = call.args.map((arg) => this.#takeApart(withoutParens(arg), entry));
    switch (memory.as) {
      case 'delay':
        this.#put({ ...entry, kind: 'delay', memory, args });
        break;
      case 'stock': {
        const { rate, initial } = memory.make(args);
        const nonNegative = entry.definition.nonNegative === true;
        this.#put({ ...entry, kind: 'stock', rate, initial, nonNegative });
        break;
      }
      case 'value': {
        const held = this.#addedKey(entry, 'held');
        const made = memory.make(args, refTo(held), (part) => constantOf(part, this.#variables));
        if (made.held !== null)
          this.#put({
            ...entry,
            key: held,
            name: `${entry.name} held`,
            isAdded: true,
            kind: 'stock',
            ...made.held,
            nonNegative: false,
          });
        this.#put({
          ...entry,
          kind: 'value',
          expr: this.#takeApart(made.expr, entry),
          atStart: made.atStart,
        });
        break;
      }
      case 'refused':
        throw new Refused(call.fnName, memory.message, memory.way);
    }
  }

  #addedKey({ key }: Entry, what: string): string {
    // two spaces: no key of a file has them
    let added = `${key}  ${what}`;
    for (let count = 2; this.byKey.has(added); count += 1) added = `${key}  ${what} ${count}`;
    return added;
  }

  /** The expression with everything that remembers, and every table, named and standing alone. */
  #takeApart(expr: Expr, owner: Entry): Expr {
    const apart = (part: Expr): Expr => this.#takeApart(part, owner);
    switch (expr.kind) {
      case 'unary-op':
      case 'parens':
        return { ...expr, expr: apart(expr.expr) };
      case 'binary-op':
        return { ...expr, lhs: apart(expr.lhs), rhs: apart(expr.rhs) };
      case 'lookup-call':
        return { ...expr, arg: apart(expr.arg) };
      case 'function-call': {
        const memory = this.#memoryOf(expr);
        if (memory !== null) {
          const what = expr.fnName.toLowerCase();
          const key = this.#addedKey(owner, what);
          this.#remember({ ...owner, key, name: `${owner.name} ${what}`, isAdded: true }, expr);
          return refTo(key);
        }
        const [at, table] = expr.args;
        if (table?.kind === 'lookup-def' && at !== undefined && expr.args.length === 2)
          return this.#withTable(expr.fnName, at, table.points, owner);
        return { ...expr, args: expr.args.map(apart) };
      }
      default:
        return expr;
    }
  }

  #withTable(
    call: string,
    at: Expr,
    points: readonly (readonly [number, number])[],
    owner: Entry,
  ): Expr {
    if (call.replaceAll(/[\s_]+/g, ' ').toLowerCase() !== 'with lookup')
      throw new Refused(call, 'it has a table in it', 'use WITH LOOKUP');
    const key = this.#addedKey(owner, 'table');
    this.#put({ ...owner, key, name: `${owner.name} table`, isAdded: true, kind: 'table', points });
    const varRef = refTo(key);
    return { kind: 'lookup-call', varRef, arg: this.#takeApart(at, owner) };
  }
}

export function refTo(key: string): Expr & { readonly kind: 'variable-ref' } {
  return { kind: 'variable-ref', varName: key, varId: '' };
}

export function withoutParens(expr: Expr): Expr {
  return expr.kind === 'parens' ? withoutParens(expr.expr) : expr;
}
