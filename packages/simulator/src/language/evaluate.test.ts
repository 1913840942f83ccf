import { expect, test } from 'vitest';
import { compileExpression } from './compile-expression.ts';
import { evaluateNumber, readParams, type Readings } from './evaluate.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { NumberTree } from './tree.ts';

const VALUES = new Map([
  ['zero', 0],
  ['minus_zero', -0],
  ['half', 0.5],
  ['three', 3],
  ['negative', -2],
  ['huge', 1e308],
  ['tiny', 5e-324],
]);
const scope = { names: [...VALUES.keys()], lags: true };

/** `name[-k]` reads k × 100 + the value, so that every lag is told apart. */
function read(name: string, back: number): number {
  if (name === 'turn') return 7;
  const now = VALUES.get(name) ?? NaN;
  return back === 0 ? now : now + 100 * back;
}

function numberOf(source: string): number {
  return compileExpression(source, { ...scope, kind: 'number' }).evaluate(read);
}

function conditionOf(source: string): boolean {
  return compileExpression(source, { ...scope, kind: 'boolean' }).evaluate(read);
}

test.each([
  ['three + half', 3.5],
  ['three[-1] - three', 100],
  ['turn', 7],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', -4],
  ['(-2) ^ 3', -8],
  ['0 ^ 0', 1],
  ['min(three, half, negative)', -2],
  ['max(three, half, negative)', 3],
  ['abs(negative)', 2],
  ['floor(negative / 4)', -1],
  ['floor(-half)', -1],
  ['clamp(three, 0, 1)', 1],
  ['clamp(negative, 0, 1)', 0],
  ['clamp(half, 0, 1)', 0.5],
  ['clamp(half, 2, 1)', 1],
  ['sqrt(three * three)', 3],
  ['ln(exp(half))', 0.5],
  ['sigmoid(zero)', 0.5],
  ['sigmoid(-huge)', 0],
  ['exp(-huge)', 0],
  ['sin(pi / 2) + cos(pi) + tan(zero)', 0],
  ['4 * atan(1) - pi', 0],
  ['asin(1) * 2 - acos(-1)', 0],
  ['tanh(huge) - cosh(zero) + sinh(zero)', 0],
  ['log10(1000)', 3],
  ['mod(7, three)', 1],
  ['mod(-7, three)', -1],
  ['mod(7, -three)', 1],
  ['mod(7.5, 2)', 1.5],
  ['mod(three, huge)', 3],
  ['round(2.5)', 3],
  ['round(-2.5)', -3],
  ['round(2.4)', 2],
  ['trunc(2.9)', 2],
  ['trunc(-2.9)', -2],
  ['zidz(three, 4)', 0.75],
  ['zidz(three, zero)', 0],
  ['zidz(three, minus_zero)', 0],
  ['zidz(three, 1e-9)', 3 / 1e-9],
  ['xidz(three, zero, half)', 0.5],
  ['xidz(three, 4, half)', 0.75],
  ['if(half < three, half, 1 / zero)', 0.5],
  ['if(half > three, 1 / zero, three)', 3],
  // Sums run from left to right.
  ['0.1 + 0.2 + 0.3', 0.1 + 0.2 + 0.3],
  ['0.1 + (0.2 + 0.3)', 0.1 + (0.2 + 0.3)],
  // Of equal operands the first stays.
  ['min(zero, minus_zero)', 0],
  ['min(minus_zero, zero)', -0],
  ['max(minus_zero, zero)', -0],
  ['clamp(minus_zero, 0, 1)', -0],
])('%s = %d', (source, value) => {
  expect(numberOf(source)).toBe(value);
});

test.each([
  ['three / zero', 'division-by-zero', '3 / 0 is not defined'],
  ['zero / zero', 'division-by-zero', '0 / 0 is not defined'],
  ['three / minus_zero', 'division-by-zero', '3 / 0 is not defined'],
  ['zero ^ negative', 'division-by-zero', '0 ^ -2 is not defined'],
  ['huge * three', 'overflow', 'a product is too large for a number'],
  ['huge + huge', 'overflow', 'a sum is too large for a number'],
  ['-huge - huge', 'overflow', 'a difference is too large for a number'],
  ['huge / tiny', 'overflow', '1e+308 / 5e-324 is too large for a number'],
  ['huge ^ three', 'overflow', '1e+308 ^ 3 is too large for a number'],
  ['exp(huge)', 'overflow', 'exp is too large for a number'],
  ['negative ^ half', 'not-a-number', '-2 ^ 0.5 is not a number'],
  ['ln(zero)', 'domain-error', 'ln(0) is not defined: it needs x > 0'],
  ['ln(negative)', 'domain-error', 'ln(-2) is not defined: it needs x > 0'],
  ['sqrt(negative)', 'domain-error', 'sqrt(-2) is not defined: it needs x ≥ 0'],
  ['log10(zero)', 'domain-error', 'log10(0) is not defined: it needs x > 0'],
  ['asin(three)', 'domain-error', 'asin(3) is not defined: it needs −1 ≤ x ≤ 1'],
  ['acos(negative)', 'domain-error', 'acos(-2) is not defined: it needs −1 ≤ x ≤ 1'],
  ['sinh(huge)', 'overflow', 'sinh is too large for a number'],
  ['cosh(huge)', 'overflow', 'cosh is too large for a number'],
  [
    'mod(three, zero)',
    'division-by-zero',
    'mod(3, 0) is not defined: the m of mod(x, m) and the every of pulse_train(at, width, every, until) may not be 0',
  ],
  ['zidz(huge, tiny)', 'overflow', 'zidz is too large for a number'],
  ['xidz(huge, tiny, 1)', 'overflow', 'xidz is too large for a number'],
  ['if(1 / zero > 1, 1, 2)', 'division-by-zero', '1 / 0 is not defined'],
])('%s fails with %s', (source, code, message) => {
  expect(() => numberOf(source)).toThrow(NumericError);
  expect(() => numberOf(source)).toThrow(expect.objectContaining({ code, message }));
});

test.each([
  ['half < three', true],
  ['three < three', false],
  ['three <= three', true],
  ['three > three', false],
  ['three >= three', true],
  ['zero == minus_zero', true],
  ['half != three', true],
  ['not half < three', false],
  ['half < three and three < half', false],
  ['half < three or three < half', true],
])('%s is %s', (source, holds) => {
  expect(conditionOf(source)).toBe(holds);
});

test('and, or do not compute what no longer matters', () => {
  expect(conditionOf('three < half and 1 / zero > 0')).toBe(false);
  expect(conditionOf('half < three or 1 / zero > 0')).toBe(true);
  expect(() => conditionOf('half < three and 1 / zero > 0')).toThrow(NumericError);
});

test('a value that is not a number is never passed on by arithmetic', () => {
  const at: Readings = { ...readParams(), x: Float64Array.of(NaN) };
  const slot: NumberTree = { op: 'slot', slot: 0 };
  for (const op of ['add', 'subtract', 'multiply', 'divide', 'power'] as const)
    expect(() => evaluateNumber({ op, of: [slot, { op: 'literal', value: 3 }] }, at)).toThrow(
      expect.objectContaining({ code: 'not-a-number' }),
    );
  for (const op of ['ln', 'exp', 'sqrt', 'sigmoid'] as const)
    expect(() => evaluateNumber({ op, of: [slot] }, at)).toThrow(
      expect.objectContaining({ code: 'not-a-number' }),
    );
});
