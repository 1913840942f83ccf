import { expect, test } from 'vitest';
import { EFFECT, errorOf, PARSE_NAMES as NAMES, showTree as show } from '../../test/parsed-text.ts';
import { parseCondition, parseNumber, type NameMeaning } from './parse-expression.ts';
import { MAX_DEPTH, MAX_LEVELS } from './tokens.ts';

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
  ['hope[0] + hope [ 0 ]', '(add s0@0 s0@0)'],
  ['share + share[-2] + share[0]', '(add (add v1 s9@2) s9@0)'],
  ['inflow', 'd2'],
  ['effect(inflow + 1)', '(effect (add d2 1))'],
  ['if(a < b, share, 1 / c)', '(if (less s2 s3) v1 (divide 1 s4))'],
  ['if(a < b and not b < c, 1, 2) ^ 2', '(power (if (and (less s2 s3) (not (less s3 s4))) 1 2) 2)'],
  ['2 * pi', '(multiply 2 3.141592653589793)'],
  [
    'time + dt + season + year + quarter + week + day_of_year + weekday',
    '(add (add (add (add (add (add (add time dt) season) year) quarter) week) day_of_year) weekday)',
  ],
  // what is declared hides what the language has
  ['month', 's7'],
  ['month[-1]', 's7@1'],
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

test('the deepest nesting and the longest chain that are allowed parse', () => {
  const nested = `${'('.repeat(MAX_DEPTH - 1)}a${')'.repeat(MAX_DEPTH - 1)}`;
  expect(show(parseNumber(nested, NAMES))).toBe('s2');
  expect(show(parseNumber(`a${'+a'.repeat(MAX_LEVELS - 1)}`, NAMES))).toMatch(/^\(add \(add /);
});

test('what is declared hides the names of the language, functions only as a table', () => {
  const meanings = new Map<string, NameMeaning>([
    ['pi', { kind: 'param', index: 0 }],
    ['time', { kind: 'slot', index: 0 }],
    ['if', { kind: 'slot', index: 1 }],
    ['exp', { kind: 'table', table: { ...EFFECT, name: 'exp' } }],
  ]);
  const names = { ...NAMES, meanings };
  expect(show(parseNumber('if(time < pi, if, exp(dt)) + abs(1)', names))).toBe(
    '(add (if (less s0 p0) s1 (exp dt)) (abs 1))',
  );
  expect(parseNumber('exp(1)', names).op).toBe('table');
});

test('without a clock its names are unknown', () => {
  const names = { ...NAMES, clock: false };
  expect(errorOf(() => parseNumber('a + time', names))).toMatchObject({
    column: 5,
    message: 'unknown name "time"',
    hint: 'completed turns are read as turn',
    code: 'unknown-name',
  });
  expect(errorOf(() => parseNumber('weekdy', names)).hint).toBeUndefined();
});

test('where turn or lags are not offered, they are refused', () => {
  const names = {
    ...NAMES,
    turn: false,
    noLags: { message: 'there are no earlier values to read here' },
  };
  expect(errorOf(() => parseNumber('a + turn', names))).toMatchObject({
    column: 5,
    message: 'unknown name "turn"',
  });
  expect(errorOf(() => parseNumber('a + b[-1]', names))).toMatchObject({
    column: 6,
    message: 'there are no earlier values to read here',
  });
  expect(errorOf(() => parseNumber('a + b[0]', names)).column).toBe(6);
});
