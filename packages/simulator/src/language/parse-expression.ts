import { hintNearest } from '@pulse-stream/worldstate/internal';
import { ExpressionError } from './expression-error.ts';
import { hintFunction, hintName } from './foreign-names.ts';
import { FUNCTIONS } from './functions.ts';
import { isIn, namesIn, NUMBERS, OPERATIONS } from './operations.ts';
import { COMPARISONS, JUNCTIONS, NEGATIONS } from './operators.ts';
import type { ConditionTree, NumberTree } from './tree.ts';
import { quote, tokenize, type Token } from './tokens.ts';

/** What a name stands for. */
export interface NameMeaning {
  readonly kind: 'slot' | 'param';
  readonly index: number;
  /** Why its value now cannot be read here, when it cannot; its past can. */
  readonly notNow?: string;
}

/** The names an expression may use. */
export interface NameTable {
  readonly meanings: ReadonlyMap<string, NameMeaning>;
  /** Whether `turn` may be written. */
  readonly turn: boolean;
  /** null: `name[-k]` may be written; else why not. */
  readonly noLags: string | null;
}

/** Deepest nesting: bounds the recursion for any input. */
export const MAX_DEPTH = 200;

/** Longest lag, in steps. */
const MAX_LAG = 10_000;

type Typed =
  | { readonly kind: 'number'; readonly tree: NumberTree; readonly column: number }
  | { readonly kind: 'condition'; readonly tree: ConditionTree; readonly column: number };

/** The operations written between their operands, by sign. */
const BETWEEN = new Map(
  namesIn(OPERATIONS).flatMap((op) => {
    const { syntax } = OPERATIONS[op];
    return syntax.form === 'between' ? [[syntax.sign, { op, ...syntax }] as const] : [];
  }),
);
type Between = NonNullable<ReturnType<typeof BETWEEN.get>>;

/** A word of the language that cannot be a name. */
const isKeyword = (text: string): boolean => BETWEEN.has(text) || text === NOT.sign;

const MINUS = NUMBERS.negate.syntax;
const NOT = NEGATIONS.not.syntax;

/** Precedence climbing over the words of one expression. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #names: NameTable;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], names: NameTable) {
    this.#tokens = tokens;
    this.#names = names;
  }

  parseAll(): Typed {
    if (this.#peek().kind === 'end') throw new ExpressionError('the expression is empty', 1);
    const whole = this.#parse(0);
    if (this.#peek().kind !== 'end') this.#refuseRest();
    return whole;
  }

  #peek(): Token {
    return this.#tokens[this.#at] as Token; // the last word is "end" and is never passed
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  #expect(text: string, because: string): void {
    if (this.#peek().kind === 'symbol' && this.#peek().text === text) this.#at += 1;
    else
      throw new ExpressionError(
        `expected "${text}" ${because}, found ${show(this.#peek())}`,
        this.#peek().column,
      );
  }

  /** Whatever holds its operands at least as tightly as `least`. */
  #parse(least: number): Typed {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH)
      throw new ExpressionError(
        `the expression is nested more than ${MAX_DEPTH} levels deep`,
        this.#peek().column,
      );
    let left = this.#parsePrefix();
    for (;;) {
      const operator = BETWEEN.get(this.#peek().text);
      if (operator === undefined || operator.binding < least) break;
      this.#at += 1;
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
      if (BETWEEN.get(this.#peek().text)?.groups === 'never')
        throw new ExpressionError(
          'comparisons cannot be chained',
          this.#peek().column,
          'join two with and: a < b and b < c',
        );
      return { kind: 'condition', column, tree: { op, of } };
    }
    throw new Error(`${op} stands before its operand`);
  }

  #parsePrefix(): Typed {
    const token = this.#take();
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
      this.#expect(')', `to close the "(" in column ${column}`);
      return { ...inside, column };
    }
    if (token.kind === 'name' && !BETWEEN.has(text))
      return { kind: 'number', column, tree: this.#parseName(token) };
    throw new ExpressionError(`expected a value, found ${show(token)}`, column);
  }

  #parseName(token: Token): NumberTree {
    const { text, column } = token;
    if (this.#peek().text === '(') return this.#parseCall(token);
    if (text === 'turn' && this.#names.turn) return { op: 'turn' };
    const meaning = this.#names.meanings.get(text);
    if (meaning === undefined) {
      const hint = isIn(FUNCTIONS, text)
        ? `it is a function: ${FUNCTIONS[text].syntax.usage}`
        : this.#hintName(text);
      throw new ExpressionError(`unknown name ${quote(text)}`, column, hint, 'unknown-name');
    }
    if (this.#peek().text === '[') return this.#parseLag(token, meaning);
    if (meaning.notNow !== undefined) throw new ExpressionError(meaning.notNow, column);
    return meaning.kind === 'slot'
      ? { op: 'slot', slot: meaning.index }
      : { op: 'param', param: meaning.index };
  }

  #hintName(name: string): string | undefined {
    // Nobody meant a name longer than a name can be, and looking for it would take long.
    if (name.length > 64) return undefined;
    const foreign = hintName(name);
    if (foreign !== undefined) return foreign;
    const { meanings, turn } = this.#names;
    return hintNearest(name, turn ? [...meanings.keys(), 'turn'] : meanings.keys());
  }

  #parseLag({ text }: Token, meaning: NameMeaning): NumberTree {
    const { column } = this.#take();
    if (this.#names.noLags !== null) throw new ExpressionError(this.#names.noLags, column);
    if (meaning.kind === 'param')
      throw new ExpressionError(`parameter ${quote(text)} has no past`, column);
    const hint = `the value k steps ago is ${text}[-k], k = 1..${MAX_LAG}`;
    const sign = this.#take();
    const steps = this.#take();
    const back = Number(steps.text);
    if (sign.text !== '-' || !/^[0-9]+$/.test(steps.text) || back < 1 || back > MAX_LAG)
      throw new ExpressionError('this is not a lag', sign.column, hint);
    this.#expect(']', 'after the lag');
    return { op: 'lag', slot: meaning.index, back };
  }

  #parseCall({ text, column }: Token): NumberTree {
    if (!isIn(FUNCTIONS, text)) {
      const known = this.#names.meanings.has(text) || text === 'turn';
      throw new ExpressionError(
        known ? `${quote(text)} is not a function` : `unknown function ${quote(text)}`,
        column,
        known ? `a product is written ${text} * (…)` : hintFunction(text),
      );
    }
    const open = this.#take();
    const operands: NumberTree[] = [];
    if (this.#peek().text !== ')') {
      operands.push(number(this.#parse(0)));
      while (this.#peek().text === ',') {
        this.#at += 1;
        operands.push(number(this.#parse(0)));
      }
    }
    this.#expect(')', `to close the "(" in column ${open.column}`);
    const [first, ...more] = operands;
    const { syntax, operands: most } = FUNCTIONS[text];
    if (first === undefined || (most !== 'many' && operands.length !== most))
      throw new ExpressionError(
        `${text} got ${operands.length} value${operands.length === 1 ? '' : 's'}`,
        column,
        `it is used as ${syntax.usage}`,
      );
    return { op: text, of: [first, ...more] };
  }

  #refuseRest(): never {
    const { text, column } = this.#peek();
    const hint =
      text === ','
        ? 'a decimal is written with a point: 1.5'
        : text === '['
          ? 'only a name has a past: name[-1]'
          : isKeyword(text.toLowerCase())
            ? `write ${text.toLowerCase()}`
            : undefined;
    throw new ExpressionError(`expected an operator, found ${show(this.#peek())}`, column, hint);
  }
}

function show(token: Token): string {
  return token.kind === 'end' ? 'the end' : quote(token.text);
}

function number(typed: Typed): NumberTree {
  if (typed.kind === 'number') return typed.tree;
  throw new ExpressionError(
    'expected a number, found a condition',
    typed.column,
    'a condition is no 0 or 1: put it into when of the rule',
  );
}

function condition(typed: Typed): ConditionTree {
  if (typed.kind === 'condition') return typed.tree;
  throw new ExpressionError(
    'expected a condition, found a number',
    typed.column,
    'compare it with something, as in x > 0.5',
  );
}

/**
 * The checked tree of an expression whose value is a number.
 * Weakest first: or, and, not, comparisons (not chained), + -, * /, sign, ^ (to the right);
 * so -2 ^ 2 = -4 and not a < b means not (a < b).
 * @throws ExpressionError with the column and, where one is near, what was meant
 */
export function parseNumber(source: string, names: NameTable): NumberTree {
  return number(new Parser(tokenize(source), names).parseAll());
}

/** The same for an expression whose value is true or false. */
export function parseCondition(source: string, names: NameTable): ConditionTree {
  return condition(new Parser(tokenize(source), names).parseAll());
}
