import { ExpressionError } from './expression-error.ts';
import { CLOCK } from './clock.ts';
import { CONSTANTS } from './constants.ts';
import { hintFunction, hintName } from './foreign-names.ts';
import { FUNCTIONS } from './functions.ts';
import type { LookupTable } from './lookup-table.ts';
import { CALLS } from './calls.ts';
import { isIn, NUMBERS } from './operations.ts';
import { CHOICES, COMPARISONS, JUNCTIONS } from './operators.ts';
import { SHORTHANDS } from './shorthands.ts';
import { BETWEEN, isKeyword, MINUS, NOT, type Between } from './signs.ts';
import { countNodes, levelsOf, type ConditionTree, type NumberTree } from './tree.ts';
import { MAX_DEPTH, MAX_LAG, MAX_LEVELS, MAX_SOURCE, quote, type Token } from './tokens.ts';
import { show, TokenReader } from './token-reader.ts';
import { condition, number, type Typed } from './typed-tree.ts';

/** What a name stands for. */
export type NameMeaning =
  | {
      readonly kind: 'slot';
      readonly index: number;
      /** Why its value at the end of this turn cannot be read here, when it cannot; its past can. */
      readonly notNow?: string;
    }
  | { readonly kind: 'param'; readonly index: number }
  /** An auxiliary: its value now is computed, its past is kept in `slot`. */
  | { readonly kind: 'value'; readonly index: number; readonly slot: number }
  | { readonly kind: 'series'; readonly index: number }
  | { readonly kind: 'table'; readonly table: LookupTable };

/** The names an expression may use; those of `meanings` hide the names of the language but `turn`. */
export interface NameTable {
  readonly meanings: ReadonlyMap<string, NameMeaning>;
  /** Whether the names of the clock may be written: time, dt, season, … */
  readonly clock: boolean;
  /** Whether `turn` may be written. */
  readonly turn: boolean;
  /** null: `name[-k]` may be written; else why not. */
  readonly noLags: { readonly message: string; readonly hint?: (name: string) => string } | null;
}

/** How a message calls what has no past. */
const PASTLESS = { param: 'parameter', series: 'series' };

/** Precedence climbing over the words of one expression. */
class Parser {
  readonly #words: TokenReader;
  readonly #names: NameTable;
  #depth = 0;

  constructor(source: string, names: NameTable) {
    this.#words = new TokenReader(source);
    this.#names = names;
  }

  parseAll(): Typed {
    if (this.#words.peek().kind === 'end') throw new ExpressionError('the expression is empty', 1);
    const whole = this.#parse(0);
    if (this.#words.peek().kind !== 'end') this.#refuseRest();
    if (levelsOf(whole.tree) > MAX_LEVELS)
      throw new ExpressionError(
        `the expression has more than ${MAX_LEVELS} operations one after the other`,
        whole.column,
        'put a part of it into a value',
      );
    return whole;
  }

  /** Whatever holds its operands at least as tightly as `least`. */
  #parse(least: number): Typed {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH)
      throw new ExpressionError(
        `the expression is nested more than ${MAX_DEPTH} levels deep`,
        this.#words.peek().column,
      );
    let left = this.#parsePrefix();
    for (;;) {
      const operator = BETWEEN.get(this.#words.peek().text);
      if (operator === undefined || operator.binding < least) break;
      this.#words.take();
      left = this.#combine(operator, left);
    }
    this.#depth -= 1;
    return left;
  }

  #combine({ op, binding, groups }: Between, left: Typed): Typed {
    const { column } = left;
    // A power groups to the right: 2 ^ 3 ^ 2 = 2 ^ (3 ^ 2); everything else to the left.
    const right = this.#parse(groups === 'right' ? binding : binding + 1);
    if (isIn(JUNCTIONS, op))
      return { kind: 'condition', column, tree: { op, of: [condition(left), condition(right)] } };
    const of = [number(left), number(right)] as const;
    if (isIn(NUMBERS, op)) return { kind: 'number', column, tree: { op, of } };
    if (isIn(COMPARISONS, op)) {
      if (BETWEEN.get(this.#words.peek().text)?.groups === 'never')
        throw new ExpressionError(
          'comparisons cannot be chained',
          this.#words.peek().column,
          'join two with and: a < b and b < c',
        );
      return { kind: 'condition', column, tree: { op, of } };
    }
    throw new Error(`${op} stands before its operand`);
  }

  #parsePrefix(): Typed {
    const token = this.#words.take();
    const { column, text } = token;
    if (token.kind === 'number')
      return { kind: 'number', column, tree: { op: 'literal', value: Number(text) } };
    if (text === MINUS.sign) {
      const of = number(this.#parse(MINUS.binding));
      return { kind: 'number', column, tree: { op: 'negate', of: [of] } };
    }
    if (text === '+') return { kind: 'number', column, tree: number(this.#parse(MINUS.binding)) };
    if (text === NOT.sign) {
      const of = condition(this.#parse(NOT.binding));
      return { kind: 'condition', column, tree: { op: 'not', of: [of] } };
    }
    if (text === '(') {
      const inside = this.#parse(0);
      this.#words.expect(')', `to close the "(" in column ${column}`);
      return { ...inside, column };
    }
    if (token.kind === 'name' && !BETWEEN.has(text))
      return { kind: 'number', column, tree: this.#parseName(token) };
    throw new ExpressionError(`expected a value, found ${show(token)}`, column);
  }

  #parseName(token: Token): NumberTree {
    const { text, column } = token;
    if (this.#words.peek().text === '(') return this.#parseCall(token);
    if (text === 'turn' && this.#names.turn) return { op: 'turn' };
    const meaning = this.#names.meanings.get(text);
    if (meaning === undefined) return this.#parseOwnName(token);
    if (meaning.kind === 'table')
      throw new ExpressionError(
        `${quote(text)} is a table`,
        column,
        `it is used as a function: ${text}(x)`,
      );
    if (this.#words.peek().text === '[') return this.#parseLag(token, meaning);
    switch (meaning.kind) {
      case 'slot':
        if (meaning.notNow !== undefined) throw new ExpressionError(meaning.notNow, column);
        return { op: 'slot', slot: meaning.index };
      case 'param':
        return { op: 'param', param: meaning.index };
      case 'value':
        return { op: 'value', value: meaning.index };
      case 'series':
        return { op: 'series', series: meaning.index };
    }
  }

  /** A name of the language, which nobody declared. */
  #parseOwnName({ text, column }: Token): NumberTree {
    if (isIn(CONSTANTS, text)) return { op: 'literal', value: CONSTANTS[text].value };
    if (this.#names.clock && isIn(CLOCK, text)) return { op: 'clock', reading: text };
    // IF a > 1 THEN …: other languages shout
    const called = text.toLowerCase();
    const hint = isIn(CALLS, called)
      ? `it is a function: ${CALLS[called].syntax.usage}`
      : hintName(text, this.#names);
    throw new ExpressionError(`unknown name ${quote(text)}`, column, hint, 'unknown-name');
  }

  #parseLag({ text }: Token, meaning: Exclude<NameMeaning, { kind: 'table' }>): NumberTree {
    const { column } = this.#words.take();
    const { noLags } = this.#names;
    if (noLags !== null) throw new ExpressionError(noLags.message, column, noLags.hint?.(text));
    if (meaning.kind === 'param' || meaning.kind === 'series')
      throw new ExpressionError(`${PASTLESS[meaning.kind]} ${quote(text)} has no past`, column);
    const back = this.#parseTurnsBack(text);
    // where a turn has ended its end is now
    if (back === 0 && meaning.kind === 'slot' && meaning.notNow !== undefined)
      throw new ExpressionError(meaning.notNow, column);
    this.#words.expect(']', 'after the lag');
    return { op: 'lag', slot: meaning.kind === 'value' ? meaning.slot : meaning.index, back };
  }

  #parseTurnsBack(name: string): number {
    const sign = this.#words.take();
    if (sign.text === '0') return 0;
    const turns = this.#words.take();
    const back = Number(turns.text);
    if (sign.text === '-' && /^[0-9]+$/.test(turns.text) && back >= 1 && back <= MAX_LAG)
      return back;
    throw new ExpressionError(
      'this is not a lag',
      sign.column,
      `the end of the last completed turn is ${name}[0], k turns before ${name}[-k], k = 1..${MAX_LAG}`,
    );
  }

  #parseCall(token: Token): NumberTree {
    const { text } = token;
    const meaning = this.#names.meanings.get(text);
    if (meaning?.kind === 'table') {
      const [of] = this.#parseOperands(token, 1, `${text}(x)`);
      return { op: 'table', table: meaning.table, of: [number(of)] };
    }
    if (isIn(CHOICES, text)) {
      const [when, ...numbers] = this.#parseOperands(token, 3, CHOICES[text].syntax.usage);
      const [then, otherwise] = numbers.map(number) as [NumberTree, NumberTree]; // of three
      return { op: text, of: [condition(when), then, otherwise] };
    }
    if (isIn(SHORTHANDS, text)) return this.#parseShorthand(token, SHORTHANDS[text]);
    if (!isIn(FUNCTIONS, text)) return this.#refuseCall(token);
    const { syntax, operands } = FUNCTIONS[text];
    const [first, ...more] = this.#parseOperands(token, operands, syntax.usage);
    return { op: text, of: [number(first), ...more.map(number)] };
  }

  #parseShorthand(
    token: Token,
    { syntax, operands, expand }: (typeof SHORTHANDS)[keyof typeof SHORTHANDS],
  ): NumberTree {
    const { text, column } = token;
    if (!this.#names.clock)
      throw new ExpressionError(`${text} reads a clock, which is not known here`, column);
    const of = this.#parseOperands(token, operands, syntax.usage).map(number);
    // One inside the other, each writes its operands several times: the text bounds no size.
    const tree = expand(...of);
    if (countNodes(tree) > MAX_SOURCE)
      throw new ExpressionError(`${text} of so long expressions is too long`, column);
    return tree;
  }

  #refuseCall({ text, column }: Token): never {
    const { meanings, clock } = this.#names;
    const known =
      meanings.has(text) ||
      text === 'turn' ||
      isIn(CONSTANTS, text) ||
      (clock && isIn(CLOCK, text));
    throw new ExpressionError(
      known ? `${quote(text)} is not a function` : `unknown function ${quote(text)}`,
      column,
      known ? `a product is written ${text} * (…)` : hintFunction(text, this.#names),
    );
  }

  /** What stands in the parentheses behind `name`: as many as asked for, at least one. */
  #parseOperands(
    { text: name, column }: Token,
    count: number | 'many',
    usage: string,
  ): [Typed, ...Typed[]] {
    const open = this.#words.take();
    const operands: Typed[] = [];
    if (this.#words.peek().text !== ')')
      do operands.push(this.#parse(0));
      while (this.#words.takes(','));
    this.#words.expect(')', `to close the "(" in column ${open.column}`);
    const [first, ...more] = operands;
    if (first === undefined || (count !== 'many' && operands.length !== count))
      throw new ExpressionError(
        `${name} got ${operands.length} value${operands.length === 1 ? '' : 's'}`,
        column,
        `it is used as ${usage}`,
      );
    return [first, ...more];
  }

  #refuseRest(): never {
    const { text, column } = this.#words.peek();
    const hint =
      text === ','
        ? 'a decimal is written with a point: 1.5'
        : text === '['
          ? 'only a name has a past: name[-1]'
          : isKeyword(text.toLowerCase())
            ? `write ${text.toLowerCase()}`
            : undefined;
    throw new ExpressionError(
      `expected an operator, found ${show(this.#words.peek())}`,
      column,
      hint,
    );
  }
}

/**
 * The checked tree of an expression whose value is a number.
 * Weakest first: or, and, not, comparisons (not chained), + -, * /, sign, ^ (to the right);
 * so -2 ^ 2 = -4 and not a < b means not (a < b).
 * @throws ExpressionError with the column and, where one is near, what was meant
 */
export function parseNumber(source: string, names: NameTable): NumberTree {
  return number(new Parser(source, names).parseAll());
}

/** The same for an expression whose value is true or false. */
export function parseCondition(source: string, names: NameTable): ConditionTree {
  return condition(new Parser(source, names).parseAll());
}
