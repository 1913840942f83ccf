import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  NAMES,
  PARAMS,
  printExpression,
  readings,
  SLOTS,
  trees,
} from '../../test/expression-trees.ts';
import { compileExpression } from './compile-expression.ts';
import { acos, asin, atan } from '../math/arc.ts';
import { cos, sin, tan } from '../math/circular.ts';
import { exp, ln, pow, sigmoid } from '../math/elementary.ts';
import { cosh, sinh, tanh } from '../math/hyperbolic.ts';
import { log10 } from '../math/log10.ts';
import { roundHalfAway } from '../math/round-half-away.ts';
import { evaluateCondition, evaluateNumber, type Readings } from './evaluate.ts';
import type { LookupTable } from './lookup-table.ts';
import { NumericError } from '../math/numeric-error.ts';
import { ExpressionError } from './expression-error.ts';
import { intervalOf } from './intervals.ts';
import { CLOCK, type CalendarName, type ClockReading } from './clock.ts';
import { isIn, type OPERATIONS } from './operations.ts';
import { countNodes, visitTree, type ExpressionTree } from './tree.ts';
import { parseCondition, parseNumber } from './parse-expression.ts';

test('a printed tree parses to itself, with as few parentheses as precedence allows', () => {
  fc.assert(
    fc.property(trees.number, (tree) => {
      expect(parseNumber(printExpression(tree), NAMES)).toEqual(tree);
    }),
    { numRuns: 1500 },
  );
  fc.assert(
    fc.property(trees.condition, (tree) => {
      expect(parseCondition(printExpression(tree), NAMES)).toEqual(tree);
    }),
    { numRuns: 1500 },
  );
});

test('blanks between words change nothing', () => {
  fc.assert(
    fc.property(trees.condition, fc.constantFrom(' ', '\t', '\n', '\r\n  '), (tree, blank) => {
      const text = printExpression(tree).replaceAll(/\s+|(?=[()[\],])|(?<=[()[\],])/g, blank);
      expect(parseCondition(text, NAMES)).toEqual(tree);
    }),
    { numRuns: 300 },
  );
});

test('any text is understood or refused in one of its columns, and nothing else happens', () => {
  const words =
    'hope e3 turn share inflow effect time if pi 0 min ln clamp and or not __proto__ prototype 1 .5 1e3 ( ) [ ] - + * / ^ , < == = .';
  const word = fc.constantFrom(' ', ...words.split(' '));
  const text = fc.oneof(
    fc.array(word, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const before = Object.getOwnPropertyNames(Object.prototype);
  fc.assert(
    fc.property(text, fc.constantFrom(parseNumber, parseCondition), (source, parse) => {
      try {
        expect(countNodes(parse(source, NAMES))).toBeGreaterThan(0);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        expect(error.column).toBeGreaterThanOrEqual(1);
        expect(error.column).toBeLessThanOrEqual(source.length + 1);
        expect(error.message).toMatch(/^[\u0020-\u007e]+$/);
      }
    }),
    { numRuns: 5000 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});

type Thunk = () => number | boolean;

/** A second evaluator, by closures: every result is checked only by looking at it. */
const PLAIN: Record<keyof typeof OPERATIONS, (...operands: Thunk[]) => number | boolean> = {
  negate: (a) => -Number(a()),
  abs: (a) => Math.abs(Number(a())),
  floor: (a) => Math.floor(Number(a())),
  sqrt: (a) => within((x) => x >= 0, Math.sqrt, Number(a())),
  ln: (a) => within((x) => x > 0, ln, Number(a())),
  exp: (a) => exp(Number(a())),
  log10: (a) => within((x) => x > 0, log10, Number(a())),
  sin: (a) => sin(Number(a())),
  cos: (a) => cos(Number(a())),
  tan: (a) => tan(Number(a())),
  asin: (a) => within((x) => x >= -1 && x <= 1, asin, Number(a())),
  acos: (a) => within((x) => x >= -1 && x <= 1, acos, Number(a())),
  atan: (a) => atan(Number(a())),
  sinh: (a) => sinh(Number(a())),
  cosh: (a) => cosh(Number(a())),
  tanh: (a) => tanh(Number(a())),
  trunc: (a) => Math.trunc(Number(a())),
  round: (a) => roundHalfAway(Number(a())),
  mod: (a, b) => rested(Number(a()), Number(b?.())),
  zidz: (a, b) => guarded(Number(a()), Number(b?.()), 0),
  xidz: (a, b, c) => guarded(Number(a()), Number(b?.()), Number(c?.())),
  sigmoid: (a) => sigmoid(Number(a())),
  add: (a, b) => Number(a()) + Number(b?.()),
  subtract: (a, b) => Number(a()) - Number(b?.()),
  multiply: (a, b) => Number(a()) * Number(b?.()),
  divide: (a, b) => divided(Number(a()), Number(b?.())),
  power: (a, b) => raised(Number(a()), Number(b?.())),
  min: (...of) => of.map((a) => Number(a())).reduce((least, x) => (x < least ? x : least)),
  max: (...of) => of.map((a) => Number(a())).reduce((most, x) => (x > most ? x : most)),
  clamp: (...of) => {
    const [x = NaN, low = NaN, high = NaN] = of.map((a) => Number(a()));
    return low > x ? (high < low ? high : low) : high < x ? high : x;
  },
  if: (when, a, b) => (when() === true ? a : b)?.() ?? NaN,
  and: (a, b) => (a() === true ? b?.() === true : false),
  or: (a, b) => (a() === true ? true : b?.() === true),
  not: (a) => a() === false,
  less: (a, b) => Number(a()) - Number(b?.()) < 0,
  'less-or-equal': (a, b) => !(a() > (b?.() ?? NaN)),
  greater: (a, b) => Number(a()) - Number(b?.()) > 0,
  'greater-or-equal': (a, b) => !(a() < (b?.() ?? NaN)),
  equal: (a, b) => a() === b?.(),
  'not-equal': (a, b) => a() !== b?.(),
};

function within(inside: (x: number) => boolean, f: (x: number) => number, x: number): number {
  if (!inside(x)) throw new NumericError('domain-error', '');
  return f(x);
}

function divided(a: number, b: number): number {
  if (b === 0) throw new NumericError('division-by-zero', '');
  return a / b;
}

function rested(x: number, m: number): number {
  if (m === 0) throw new NumericError('division-by-zero', '');
  return x % m;
}

const guarded = (a: number, b: number, otherwise: number): number => (b === 0 ? otherwise : a / b);

function raised(a: number, b: number): number {
  if (a === 0 && b < 0) throw new NumericError('division-by-zero', '');
  return pow(a, b);
}

function clockAt({ clock }: Readings, reading: ClockReading): number {
  const { time, dt, step_start } = clock;
  const own: Partial<Record<ClockReading, number>> = { time, dt, step_start };
  return own[reading] ?? clock.calendar(reading as CalendarName); // what is left
}

/** Looks at every line of the table in turn. */
function tableAt({ x, y, beyond }: LookupTable, at: number): number {
  const points = Array.from(x, (left, index) => [left, y[index] ?? NaN] as const);
  const found = points.find(([left]) => left === at);
  if (found !== undefined) return found[1];
  const lines = points.slice(1).map((right, index) => [points[index] ?? right, right] as const);
  const line = lines.find(([left, right]) => left[0] < at && at < right[0]);
  const [first, last] = [points[0] ?? [NaN, NaN], points[points.length - 1] ?? [NaN, NaN]];
  const isBefore = at < first[0];
  if (line === undefined && beyond === 'fail') throw new NumericError('domain-error', '');
  if (line === undefined && beyond === 'hold') return (isBefore ? first : last)[1];
  const [[x0, y0], [x1, y1]] = line ??
    (isBefore ? lines[0] : lines[lines.length - 1]) ?? [first, last];
  const value = y0 + (y1 - y0) * ((at - x0) / (x1 - x0));
  const [low, high] = y0 < y1 ? [y0, y1] : [y1, y0];
  const kept = line === undefined ? value : value < low ? low : value > high ? high : value;
  if (!Number.isFinite(kept)) throw new NumericError('overflow', '');
  return kept;
}

function closureOf(tree: ExpressionTree, at: Readings): Thunk {
  if (tree.op === 'literal') return () => tree.value;
  if (tree.op === 'slot') return () => at.x[tree.slot] ?? NaN;
  if (tree.op === 'lag') return () => at.lag(tree.slot, tree.back);
  if (tree.op === 'param') return () => at.params[tree.param] ?? NaN;
  if (tree.op === 'turn') return () => at.turn;
  if (tree.op === 'value') return () => at.value(tree.value);
  if (tree.op === 'series') return () => at.series(tree.series);
  if (tree.op === 'clock') return () => clockAt(at, tree.reading);
  if (tree.op === 'table') {
    const of = closureOf(tree.of[0], at);
    return () => tableAt(tree.table, Number(of()));
  }
  const { op, of } = tree;
  const operands = of.map((operand) => closureOf(operand, at));
  return () => {
    const value = PLAIN[op](...operands);
    if (typeof value === 'boolean' || Number.isFinite(value)) return value;
    throw new NumericError(Number.isNaN(value) ? 'not-a-number' : 'overflow', '');
  };
}

function outcomeOf(compute: Thunk): number | boolean | string {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NumericError) return error.code;
    throw error;
  }
}

test('the interpreter equals an independent evaluation, bit for bit, failures included', () => {
  const outcomes = new Map<string, number>();
  fc.assert(
    fc.property(trees.number, readings, (tree, at) => {
      const value = outcomeOf(() => evaluateNumber(tree, at));
      const kind = typeof value === 'string' ? value : 'value';
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
      expect(value).toBe(outcomeOf(closureOf(tree, at)));
    }),
    { numRuns: 4000, seed: 1 },
  );
  fc.assert(
    fc.property(trees.condition, readings, (tree, at) => {
      expect(outcomeOf(() => evaluateCondition(tree, at))).toBe(outcomeOf(closureOf(tree, at)));
    }),
    { numRuns: 3000 },
  );
  // The comparison saw every way to end.
  expect([...outcomes.keys()].toSorted()).toEqual([
    'division-by-zero',
    'domain-error',
    'not-a-number',
    'overflow',
    'value',
  ]);
});

/** Whether a tree reads only what a scope of names offers. */
function readsNames(tree: ExpressionTree): boolean {
  let offered = true;
  visitTree(tree, (node) => {
    if (node.op === 'value' || node.op === 'series' || node.op === 'table') offered = false;
    if (node.op === 'lag' && (node.slot >= SLOTS.length || node.back === 0)) offered = false;
  });
  return offered;
}

test('reading by name gives what reading by index gives', () => {
  fc.assert(
    fc.property(trees.number.filter(readsNames), readings, (tree, at) => {
      const compiled = compileExpression(printExpression(tree), {
        names: SLOTS,
        params: PARAMS,
        lags: true,
        clock: true,
        kind: 'number',
      });
      const byName = (name: string, back: number): number => {
        if (name === 'turn') return at.turn;
        const slot = SLOTS.indexOf(name);
        if (isIn(CLOCK, name)) return clockAt(at, name);
        if (back > 0) return at.lag(slot, back);
        return (slot < 0 ? at.params[PARAMS.indexOf(name)] : at.x[slot]) ?? NaN;
      };
      expect(compiled.nodes).toBe(countNodes(tree));
      expect(outcomeOf(() => compiled.evaluate(byName))).toBe(
        outcomeOf(() => evaluateNumber(tree, at)),
      );
    }),
    { numRuns: 500 },
  );
});

test('a value lies in the interval that is known of it', () => {
  let narrowed = 0;
  fc.assert(
    fc.property(trees.number, readings, fc.nat(3), (tree, at, width) => {
      // around what is read now and earlier
      const ranges = SLOTS.map((_, slot) => {
        const all = [at.x[slot] ?? 0, ...Array.from({ length: 10 }, (__, k) => at.lag(slot, k))];
        return { low: Math.min(...all) - width, high: Math.max(...all) + width };
      });
      const value = outcomeOf(() => evaluateNumber(tree, at));
      const { low, high } = intervalOf(tree, ranges);
      if (typeof value !== 'number') return;
      if (low > -Infinity || high < Infinity) narrowed += 1;
      expect(value < low || value > high, `${value} in ${low}..${high}`).toBe(false);
    }),
    { numRuns: 3000 },
  );
  expect(narrowed).toBeGreaterThan(1000);
});
