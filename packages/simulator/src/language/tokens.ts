import { ExpressionError } from './expression-error.ts';
import { OPERATIONS } from './operations.ts';

/** A word of an expression. `column` is 1-based, `end` the column after its last character. */
export interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end';
  /** As written; empty for the end. */
  readonly text: string;
  readonly column: number;
  readonly end: number;
}

/** Longest expression, in characters: bounds the work for any input. */
export const MAX_SOURCE = 4000;

/** Deepest nesting: bounds the recursion for any input. */
export const MAX_DEPTH = 200;

/** Most operations one within the other, as in a + b + c …: whoever walks a tree goes so deep. */
export const MAX_LEVELS = 1000;

/** Longest lag, in steps. */
export const MAX_LAG = 10_000;

const BLANK = /[ \t\r\n]*/y;
const NUMBER = /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const RUN_ON = /[A-Za-z0-9_.]+/y;
/** Signs of operators, longest first, and what holds operands together. */
const SYMBOL = anyOf(
  Object.values(OPERATIONS)
    .flatMap(({ syntax }) => (syntax.form === 'function' ? [] : [syntax.sign]))
    .filter((sign) => match(NAME, sign, 0) === '')
    .concat('(', ')', '[', ']', ',')
    .toSorted((a, b) => b.length - a.length),
);

/** What people write who think of another language, longest first, and what to write here. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ['===', 'write =='],
  ['!==', 'write !='],
  ['**', 'a power is written x ^ y'],
  ['<>', 'write !='],
  ['=<', 'write <='],
  ['=>', 'write >='],
  ['+=', 'an effect adds to its target: write only the amount'],
  ['-=', 'an effect adds to its target: write the amount with a minus'],
  ['*=', 'an effect adds to its target: write the amount'],
  ['/=', 'an effect adds to its target: write the amount'],
  [':=', 'an effect adds to its target: write only the amount'],
  ['&&', 'write and'],
  ['||', 'write or'],
  ['=', 'to compare, write =='],
  ['!', 'write not, or != to compare'],
  ['&', 'write and'],
  ['|', 'write or'],
  ['%', 'the rest of a division is mod(x, m)'],
  ['.', 'names have no members'],
  ['"', 'an expression has no texts'],
  ["'", 'an expression has no texts'],
  ['`', 'an expression has no texts'],
  ['?', 'a choice is written if(condition, a, b)'],
  ['\u2212', 'write the minus sign -'],
  ['\u2013', 'write the minus sign -'],
  ['\u00d7', 'write *'],
  ['\u00b7', 'write *'],
  ['\u00f7', 'write /'],
  ['\u2264', 'write <='],
  ['\u2265', 'write >='],
  ['\u2260', 'write !='],
  ['\u00a0', 'replace the no-break space by a space'],
];

/** Signs of other languages that would otherwise pass as two words. */
const FOREIGN_PAIR = anyOf(FOREIGN.flatMap(([text]) => (text.length > 1 ? [text] : [])));

/** Matches one of these signs, the first that is there. */
function anyOf(signs: readonly string[]): RegExp {
  return new RegExp(signs.map((sign) => sign.replaceAll(/./g, String.raw`\$&`)).join('|'), 'y');
}

/** A character as people can read it in a message, whatever it is. */
function nameCharacter(source: string, at: number): string {
  const code = source.codePointAt(at) ?? 0;
  return code > 32 && code < 127
    ? `"${String.fromCodePoint(code)}"`
    : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A word as it may be quoted in a message: never longer than a name can be. */
export function quote(text: string): string {
  return text.length > 64 ? `"${text.slice(0, 61)}..."` : `"${text}"`;
}

/** The text that `pattern` (sticky) matches at `at`, or the empty string. */
function match(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}

function refuse(source: string, at: number): never {
  const foreign = FOREIGN.find(([text]) => source.startsWith(text, at));
  const shown =
    foreign !== undefined && foreign[0].length > 1 ? `"${foreign[0]}"` : nameCharacter(source, at);
  throw new ExpressionError(`${shown} has no meaning here`, at + 1, foreign?.[1]);
}

/** A number and the word it runs into, as in `2x`, `1.2.3` or `0x10`. */
function refuseRunOn(number: string, rest: string, at: number): never {
  const isName = /^[A-Za-z_]/.test(rest) && !/^[eExX]?[0-9]*$/.test(rest);
  throw new ExpressionError(
    `${quote(number + rest)} is not a number`,
    at + 1,
    isName ? `a product is written ${number} * ${rest.slice(0, 64)}` : undefined,
  );
}

/**
 * The words of an expression, ending with one of kind "end". Blanks are space, tab and line ends.
 * @throws ExpressionError at the first character that cannot belong to an expression
 */
export function tokenize(source: string): Token[] {
  if (source.length > MAX_SOURCE)
    throw new ExpressionError(
      `an expression has at most ${MAX_SOURCE} characters`,
      MAX_SOURCE + 1,
      'split it, or measure a part of it as an overlay',
    );
  const tokens: Token[] = [];
  let at = match(BLANK, source, 0).length;
  while (at < source.length) {
    const number = match(NUMBER, source, at);
    const name = number === '' ? match(NAME, source, at) : '';
    const text = number || name || match(SYMBOL, source, at);
    const end = at + text.length;
    if (text === '' || match(FOREIGN_PAIR, source, at) !== '') refuse(source, at);
    if (number !== '') {
      const rest = match(RUN_ON, source, end);
      if (rest !== '') refuseRunOn(number, rest, at);
      if (!Number.isFinite(Number(number)))
        throw new ExpressionError(`${quote(number)} is too large for a number`, at + 1);
    }
    const kind = number === '' ? (name === '' ? 'symbol' : 'name') : 'number';
    tokens.push({ kind, text, column: at + 1, end: end + 1 });
    at = end + match(BLANK, source, end).length;
  }
  tokens.push({ kind: 'end', text: '', column: source.length + 1, end: source.length + 1 });
  return tokens;
}
