import { expect, test } from 'vitest';
import { ExpressionError } from './expression-error.ts';
import type { ExpressionTree } from './tree.ts';
import { MAX_DEPTH, parseCondition, parseNumber, type NameTable } from './parse-expression.ts';
import { MAX_SOURCE } from './tokens.ts';

const NAMES: NameTable = {
  meanings: new Map([
    ['hope', { kind: 'slot', index: 0 }],
    ['fatigue', { kind: 'slot', index: 1 }],
    ['a', { kind: 'slot', index: 2 }],
    ['b', { kind: 'slot', index: 3 }],
    ['c', { kind: 'slot', index: 4 }],
    ['max', { kind: 'slot', index: 5 }],
    ['beta', { kind: 'param', index: 0 }],
    ['late', { kind: 'slot', index: 6, notNow: 'late comes later' }],
  ]),
  turn: true,
  noLags: null,
};

/** A tree as text with all its parentheses. */
function show(tree: ExpressionTree): string {
  if (tree.op === 'literal') return String(tree.value);
  if (tree.op === 'slot') return `s${tree.slot}`;
  if (tree.op === 'lag') return `s${tree.slot}@${tree.back}`;
  if (tree.op === 'param') return `p${tree.param}`;
  if (tree.op === 'turn') return 'turn';
  const { op, ...rest } = tree;
  const operands: ExpressionTree[] = Object.values(rest).flat();
  return `(${[op, ...operands.map(show)].join(' ')})`;
}

test.each([
  ['1', '1'],
  ['.5', '0.5'],
  ['1.', '1'],
  ['1e-3', '0.001'],
  ['1.5E+2', '150'],
  ['hope', 's0'],
  ['beta', 'p0'],
  ['turn', 'turn'],
  ['hope[-1]', 's0@1'],
  ['hope [ - 10000 ]', 's0@10000'],
  ['hope[-007]', 's0@7'],
  ['late[-1]', 's6@1'],
  ['a + b - c', '(subtract (add s2 s3) s4)'],
  ['a - (b - c)', '(subtract s2 (subtract s3 s4))'],
  ['a + b * c', '(add s2 (multiply s3 s4))'],
  ['a / b / c', '(divide (divide s2 s3) s4)'],
  ['a * b / c * 2', '(multiply (divide (multiply s2 s3) s4) 2)'],
  ['-2^2', '(negate (power 2 2))'],
  ['(-2)^2', '(power (negate 2) 2)'],
  ['2^-1', '(power 2 (negate 1))'],
  ['2^-a*b', '(multiply (power 2 (negate s2)) s3)'],
  ['2^3^2', '(power 2 (power 3 2))'],
  ['-a*b', '(multiply (negate s2) s3)'],
  ['a - -b', '(subtract s2 (negate s3))'],
  ['a--b', '(subtract s2 (negate s3))'],
  ['+a', 's2'],
  ['+.5*a', '(multiply 0.5 s2)'],
  ['max(a, b, c)', '(max s2 s3 s4)'],
  ['min(a)', '(min s2)'],
  ['max + max(max, 1)', '(add s5 (max s5 1))'],
  ['clamp(a, 0, 1)', '(clamp s2 0 1)'],
  [
    'abs(-a) + ln(a) + exp(a) + sqrt(a) + sigmoid(a) + floor(a)',
    '(add (add (add (add (add (abs (negate s2)) (ln s2)) (exp s2)) (sqrt s2)) (sigmoid s2)) (floor s2))',
  ],
  [' \t\r\n a \n', 's2'],
])('%s is a number', (source, shown) => {
  expect(show(parseNumber(source, NAMES))).toBe(shown);
});

test.each([
  ['a < b', '(less s2 s3)'],
  ['a <= b', '(less-or-equal s2 s3)'],
  ['a > b', '(greater s2 s3)'],
  ['a >= b', '(greater-or-equal s2 s3)'],
  ['a == b', '(equal s2 s3)'],
  ['a != b', '(not-equal s2 s3)'],
  ['a<b+1', '(less s2 (add s3 1))'],
  ['not a < b', '(not (less s2 s3))'],
  ['not not a < b', '(not (not (less s2 s3)))'],
  ['a < b and b < c or c < a', '(or (and (less s2 s3) (less s3 s4)) (less s4 s2))'],
  ['a < b or b < c and c < a', '(or (less s2 s3) (and (less s3 s4) (less s4 s2)))'],
  ['not a < b and c < a', '(and (not (less s2 s3)) (less s4 s2))'],
  ['not (a < b and c < a)', '(not (and (less s2 s3) (less s4 s2)))'],
  ['(a < b)', '(less s2 s3)'],
  ['-a < -b', '(less (negate s2) (negate s3))'],
])('%s is a condition', (source, shown) => {
  expect(show(parseCondition(source, NAMES))).toBe(shown);
});

function errorOf(parse: () => unknown): ExpressionError {
  try {
    parse();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const deep = '('.repeat(MAX_DEPTH + 1);

test.each([
  // source, column, message, hint
  ['', 1, 'the expression is empty', undefined],
  ['  \n', 1, 'the expression is empty', undefined],
  ['hop', 1, 'unknown name "hop"', 'did you mean "hope"?'],
  ['a + Hope', 5, 'unknown name "Hope"', 'did you mean "hope"?'],
  ['a + zzzzzzzzzz', 5, 'unknown name "zzzzzzzzzz"', undefined],
  ['a + ln', 5, 'unknown name "ln"', 'it is a function: ln(x)'],
  ['a b', 3, 'expected an operator, found "b"', undefined],
  ['1,5', 2, 'expected an operator, found ","', 'a decimal is written with a point: 1.5'],
  ['a +', 4, 'expected a value, found the end', undefined],
  ['a + * b', 5, 'expected a value, found "*"', undefined],
  ['and a', 1, 'expected a value, found "and"', undefined],
  ['(a + b', 7, 'expected ")" to close the "(" in column 1, found the end', undefined],
  ['a + b)', 6, 'expected an operator, found ")"', undefined],
  ['2 ** 3', 3, '"**" has no meaning here', 'a power is written x ^ y'],
  ['2a', 1, '"2a" is not a number', 'a product is written 2 * a'],
  ['1.2.3', 1, '"1.2.3" is not a number', undefined],
  ['0x10', 1, '"0x10" is not a number', undefined],
  ['1e', 1, '"1e" is not a number', undefined],
  ['1e999', 1, '"1e999" is too large for a number', undefined],
  ['a(2)', 1, '"a" is not a function', 'a product is written a * (…)'],
  ['logit(a)', 1, 'unknown function "logit"', undefined],
  ['log(a)', 1, 'unknown function "log"', 'the natural logarithm is ln(x)'],
  ['sqr(a)', 1, 'unknown function "sqr"', 'did you mean "sqrt"?'],
  ['ln()', 1, 'ln got 0 values', 'it is used as ln(x)'],
  ['ln(a, b)', 1, 'ln got 2 values', 'it is used as ln(x)'],
  ['max()', 1, 'max got 0 values', 'it is used as max(a, b, …)'],
  ['clamp(a, 0)', 1, 'clamp got 2 values', 'it is used as clamp(x, low, high)'],
  ['max(a,)', 7, 'expected a value, found ")"', undefined],
  ['hope[1]', 6, 'this is not a lag', 'the value k steps ago is hope[-k], k = 1..10000'],
  ['hope[-0]', 6, 'this is not a lag', 'the value k steps ago is hope[-k], k = 1..10000'],
  ['hope[-1.5]', 6, 'this is not a lag', 'the value k steps ago is hope[-k], k = 1..10000'],
  ['hope[-10001]', 6, 'this is not a lag', 'the value k steps ago is hope[-k], k = 1..10000'],
  ['hope[-a]', 6, 'this is not a lag', 'the value k steps ago is hope[-k], k = 1..10000'],
  ['hope[', 6, 'this is not a lag', 'the value k steps ago is hope[-k], k = 1..10000'],
  ['hope[-1', 8, 'expected "]" after the lag, found the end', undefined],
  ['(a)[-1]', 4, 'expected an operator, found "["', 'only a name has a past: name[-1]'],
  ['beta[-1]', 5, 'parameter "beta" has no past', undefined],
  ['late', 1, 'late comes later', undefined],
  ['a <> b', 3, '"<>" has no meaning here', 'write !='],
  ['a === b', 3, '"===" has no meaning here', 'write =='],
  ['a => b', 3, '"=>" has no meaning here', 'write >='],
  ['a += 1', 3, '"+=" has no meaning here', 'an effect adds to its target: write only the amount'],
  ['a AND b', 3, 'expected an operator, found "AND"', 'write and'],
  ['2 * pi', 5, 'unknown name "pi"', 'write 3.141592653589793'],
  ['if(a, 1, 2)', 1, 'unknown function "if"', 'an expression has no branches; use when of a rule'],
  [
    'a < b',
    1,
    'expected a number, found a condition',
    'a condition is no 0 or 1: put it into when of the rule',
  ],
  [
    '1 + (a < b)',
    5,
    'expected a number, found a condition',
    'a condition is no 0 or 1: put it into when of the rule',
  ],
  [
    'max(a, b < c)',
    8,
    'expected a number, found a condition',
    'a condition is no 0 or 1: put it into when of the rule',
  ],
  [
    '- not a',
    7,
    'expected a condition, found a number',
    'compare it with something, as in x > 0.5',
  ],
  ['a.b', 2, '"." has no meaning here', 'names have no members'],
  ["'a'", 1, '"\'" has no meaning here', 'an expression has no texts'],
  ['"a"', 1, '""" has no meaning here', 'an expression has no texts'],
  ['a % 2', 3, '"%" has no meaning here', 'the rest of a division is x - y * floor(x / y)'],
  ['a; b', 2, '";" has no meaning here', undefined],
  [
    'a ? b : c',
    3,
    '"?" has no meaning here',
    'an expression has no branches; use a condition of the rule',
  ],
  ['a \u2212 b', 3, 'U+2212 has no meaning here', 'write the minus sign -'],
  ['a\u00a0+ b', 2, 'U+00A0 has no meaning here', 'replace the no-break space by a space'],
  ['a + \u{1f600}', 5, 'U+1F600 has no meaning here', undefined],
  ['a + \ud800', 5, 'U+D800 has no meaning here', undefined],
  ['a\u0000', 2, 'U+0000 has no meaning here', undefined],
  ['__proto__', 1, 'unknown name "__proto__"', undefined],
  ['constructor', 1, 'unknown name "constructor"', undefined],
  ['constructor(a)', 1, 'unknown function "constructor"', undefined],
  ['toString(a)', 1, 'unknown function "toString"', undefined],
  ['__proto__[-1]', 1, 'unknown name "__proto__"', undefined],
  ['globalThis.process.exit()', 11, '"." has no meaning here', 'names have no members'],
  ['a[-1]()', 6, 'expected an operator, found "("', undefined],
  [deep, MAX_DEPTH + 1, `the expression is nested more than ${MAX_DEPTH} levels deep`, undefined],
  [
    '-'.repeat(3000),
    MAX_DEPTH + 1,
    `the expression is nested more than ${MAX_DEPTH} levels deep`,
    undefined,
  ],
  [
    '2^'.repeat(1500),
    2 * MAX_DEPTH + 1,
    `the expression is nested more than ${MAX_DEPTH} levels deep`,
    undefined,
  ],
  [
    'not '.repeat(900),
    4 * MAX_DEPTH + 1,
    `the expression is nested more than ${MAX_DEPTH} levels deep`,
    undefined,
  ],
  ['a'.repeat(MAX_SOURCE), 1, `unknown name "${'a'.repeat(61)}..."`, undefined],
  [
    ' '.repeat(MAX_SOURCE + 1),
    MAX_SOURCE + 1,
    'an expression has at most 4000 characters',
    'split it, or measure a part of it as an overlay',
  ],
  ['9'.repeat(MAX_SOURCE), 1, `"${'9'.repeat(61)}..." is too large for a number`, undefined],
])('%j is refused in column %i', (source, column, message, hint) => {
  const error = errorOf(() => parseNumber(source, NAMES));
  expect({ column: error.column, message: error.message, hint: error.hint }).toEqual({
    column,
    message,
    hint,
  });
  expect(error.code).toBe(
    message.startsWith('unknown name') ? 'unknown-name' : 'expression-invalid',
  );
});

test.each([
  ['a < b < c', 7, 'comparisons cannot be chained', 'join two with and: a < b and b < c'],
  ['a == b != c', 8, 'comparisons cannot be chained', 'join two with and: a < b and b < c'],
  ['a = b', 3, '"=" has no meaning here', 'to compare, write =='],
  ['a < b && b < c', 7, '"&&" has no meaning here', 'write and'],
  ['a < b || b < c', 7, '"||" has no meaning here', 'write or'],
  ['!(a < b)', 1, '"!" has no meaning here', 'write not, or != to compare'],
  ['a \u2264 b', 3, 'U+2264 has no meaning here', 'write <='],
  [
    '(a < b) < c',
    1,
    'expected a number, found a condition',
    'a condition is no 0 or 1: put it into when of the rule',
  ],
  [
    'a == not b < c',
    6,
    'expected a number, found a condition',
    'a condition is no 0 or 1: put it into when of the rule',
  ],
  ['a + b', 1, 'expected a condition, found a number', 'compare it with something, as in x > 0.5'],
  [
    'a < b and c',
    11,
    'expected a condition, found a number',
    'compare it with something, as in x > 0.5',
  ],
  [
    'a or b < c',
    1,
    'expected a condition, found a number',
    'compare it with something, as in x > 0.5',
  ],
])('%s is refused as a condition in column %i', (source, column, message, hint) => {
  const error = errorOf(() => parseCondition(source, NAMES));
  expect({ column: error.column, message: error.message, hint: error.hint }).toEqual({
    column,
    message,
    hint,
  });
});

test('the deepest nesting and the longest chain that are allowed parse', () => {
  const nested = `${'('.repeat(MAX_DEPTH - 1)}a${')'.repeat(MAX_DEPTH - 1)}`;
  expect(show(parseNumber(nested, NAMES))).toBe('s2');
  expect(show(parseNumber(`a${'+a'.repeat(1999)}`, NAMES))).toMatch(/^\(add \(add /);
});

test('where turn or lags are not offered, they are refused', () => {
  const names = { ...NAMES, turn: false, noLags: 'there are no earlier values to read here' };
  expect(errorOf(() => parseNumber('a + turn', names))).toMatchObject({
    column: 5,
    message: 'unknown name "turn"',
  });
  expect(errorOf(() => parseNumber('a + b[-1]', names))).toMatchObject({
    column: 6,
    message: 'there are no earlier values to read here',
  });
});
