import type { BinaryOp, Expr } from '@sdeverywhere/parse';
import { Refused, REPLACE } from '../refusal.ts';

type Word =
  | { readonly kind: 'number' | 'name' | 'quoted' | 'sign' | 'key'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' };

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const NAME = /[\p{L}_$][\p{L}\p{N}_.$]*/uy;
const QUOTED = /"(?:[^"\\]|\\.)*"/y;
const SIGN = /<>|<=|>=|\/\/|[-+*/^()[\],:;=<>]/y;
const KEYS = new Set(['and', 'or', 'not', 'mod', 'if', 'then', 'else']);
const LONGEST = 40_000;
const DEEPEST = 200;

/** How tightly operators between two operands hold them. */
const BINDING: Readonly<
  Record<string, { readonly op: BinaryOp | 'mod' | '//'; readonly binding: number }>
> = {
  or: { op: ':OR:', binding: 1 },
  and: { op: ':AND:', binding: 2 },
  '=': { op: '=', binding: 4 },
  '<>': { op: '<>', binding: 4 },
  '<': { op: '<', binding: 4 },
  '>': { op: '>', binding: 4 },
  '<=': { op: '<=', binding: 4 },
  '>=': { op: '>=', binding: 4 },
  '+': { op: '+', binding: 5 },
  '-': { op: '-', binding: 5 },
  '*': { op: '*', binding: 6 },
  '/': { op: '/', binding: 6 },
  '//': { op: '//', binding: 6 },
  mod: { op: 'mod', binding: 6 },
  '^': { op: '^', binding: 8 },
};
const COMPARED = 4;
const SIGNED = 7;

/** Reads the formulas of XMILE (version 1.0, section 3.3). */
class FormulaParser {
  readonly #words: readonly Word[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#words = wordsOf(text);
  }

  parse(): Expr {
    const expr = this.#parse(0);
    if (this.#peek().kind !== 'end') this.#refuse();
    return expr;
  }

  #peek(): Word {
    return this.#words[this.#at] ?? { kind: 'end', text: '' };
  }

  #take(): Word {
    const word = this.#peek();
    this.#at += 1;
    return word;
  }

  #takes(text: string): boolean {
    const word = this.#peek();
    if (word.text !== text || (word.kind !== 'sign' && word.kind !== 'key')) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) this.#refuse();
  }

  #refuse(): never {
    const { text } = this.#peek();
    throw new Refused(text === '' ? 'the formula' : text, 'it cannot be read here', REPLACE);
  }

  #parse(least: number): Expr {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new RangeError('too deep');
    let left = this.#prefix();
    for (;;) {
      const word = this.#peek();
      const row = word.kind === 'sign' || word.kind === 'key' ? BINDING[word.text] : undefined;
      if (row === undefined || row.binding < least) break;
      this.#at += 1;
      const right = this.#parse(row.op === '^' ? row.binding : row.binding + 1);
      if (
        row.binding === COMPARED &&
        left.kind === 'binary-op' &&
        BINDING[left.op]?.binding === COMPARED
      )
        throw new Refused(
          `${left.op} … ${row.op}`,
          'comparisons in a row can be read in two ways',
          'use parentheses',
        );
      left =
        row.op === 'mod' || row.op === '//'
          ? callOf(row.op === 'mod' ? 'MOD' : 'SAFEDIV', [left, right])
          : { kind: 'binary-op', lhs: left, op: row.op, rhs: right };
    }
    this.#depth -= 1;
    return left;
  }

  #prefix(): Expr {
    if (this.#takes('-')) return { kind: 'unary-op', op: '-', expr: this.#parse(SIGNED) };
    if (this.#takes('+')) return this.#parse(SIGNED);
    if (this.#takes('not')) {
      const expr = this.#parse(SIGNED);
      const row = BINDING[this.#peek().text];
      if (row !== undefined && row.binding >= COMPARED)
        throw new Refused(
          'NOT',
          'what it denies can be read in two ways',
          'put it into parentheses',
        );
      return { kind: 'unary-op', op: ':NOT:', expr };
    }
    if (this.#takes('if')) {
      const when = this.#parse(0);
      this.#expect('then');
      const then = this.#parse(0);
      this.#expect('else');
      return callOf('IF THEN ELSE', [when, then, this.#parse(0)]);
    }
    if (this.#takes('(')) {
      const expr = this.#parse(0);
      this.#expect(')');
      return { kind: 'parens', expr };
    }
    const word = this.#peek();
    if (word.kind === 'number') {
      this.#at += 1;
      return { kind: 'number', value: Number(word.text), text: word.text };
    }
    return this.#named();
  }

  #named(): Expr {
    const word = this.#take();
    if (word.kind !== 'name' && word.kind !== 'quoted') {
      this.#at -= 1;
      return this.#refuse();
    }
    let varName = word.text;
    // names of other programs have spaces
    while (word.kind === 'name' && this.#peek().kind === 'name') varName += ` ${this.#take().text}`;
    const subscripts = this.#takes('[') ? this.#subscripts() : null;
    const ref = {
      kind: 'variable-ref' as const,
      varName,
      varId: '',
      ...(subscripts === null ? {} : { subscriptRefs: subscripts }),
    };
    if (!this.#takes('(')) return ref;
    const args: Expr[] = [];
    if (!this.#takes(')')) {
      do args.push(this.#parse(0));
      while (this.#takes(','));
      this.#expect(')');
    }
    if (subscripts === null) return callOf(varName, args);
    const [arg, ...more] = args;
    if (arg === undefined || more.length > 0) return this.#refuse();
    return { kind: 'lookup-call', varRef: ref, arg };
  }

  #subscripts(): { subName: string; subId: string }[] {
    const subscripts: { subName: string; subId: string }[] = [];
    do {
      const word = this.#take();
      let subName = word.text;
      while (word.kind === 'name' && this.#peek().kind === 'name')
        subName += ` ${this.#take().text}`;
      const isName = word.kind === 'name' || word.kind === 'quoted' || word.kind === 'number';
      if (!isName && subName !== '*')
        throw new Refused(
          `[${subName}`,
          'a subscript is a name, a number or *',
          'write an element',
        );
      subscripts.push({ subName, subId: '' });
    } while (this.#takes(','));
    this.#expect(']');
    return subscripts;
  }
}

function callOf(fnName: string, args: Expr[]): Expr {
  return { kind: 'function-call', fnName, fnId: '', args };
}

function wordsOf(text: string): Word[] {
  if (text.length > LONGEST)
    throw new Refused(text, `a formula has at most ${LONGEST} characters`, 'split it');
  const source = text.replaceAll(/\{[^{}]*\}/g, ' ');
  const words: Word[] = [];
  let at = 0;
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? '';
  };
  while (at < source.length) {
    if (/\s/.test(source[at] ?? '')) {
      at += 1;
      continue;
    }
    const number = match(NUMBER);
    const name = number === '' ? match(NAME) : '';
    const quoted = number + name === '' ? match(QUOTED) : '';
    const sign = number + name + quoted === '' ? match(SIGN) : '';
    const found = number + name + quoted + sign;
    if (found === '')
      throw new Refused(
        source.slice(at, at + 20),
        'this character cannot be read',
        'put names with such characters into double quotes',
      );
    if (number !== '') words.push({ kind: 'number', text: number });
    else if (KEYS.has(name.toLowerCase())) words.push({ kind: 'key', text: name.toLowerCase() });
    else if (name !== '') words.push({ kind: 'name', text: name });
    else if (quoted !== '') words.push({ kind: 'quoted', text: quoted });
    else words.push({ kind: 'sign', text: sign });
    at += found.length;
  }
  return words;
}

/** The expression that a formula of XMILE is. @throws Refused */
export function parseFormula(text: string): Expr {
  return new FormulaParser(text).parse();
}
