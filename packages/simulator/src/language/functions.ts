import { exp, floor, ln, sigmoid, sqrt } from '../math/elementary.ts';
import { finite, NumericError } from '../math/numeric-error.ts';
import { divideOr } from '../math/guarded-division.ts';
import { log10 } from '../math/log10.ts';
import { roundHalfAway } from '../math/round-half-away.ts';
import { CIRCLE_FUNCTIONS } from './circle-functions.ts';
import {
  ANY,
  call,
  operation,
  type FunctionSyntax,
  type Interval,
  type Note,
  type NumberRow,
} from './operation.ts';
import {
  emitCall,
  emitChoice,
  emitClamp,
  emitDivision,
  emitPlain,
  emitThrough,
} from './emit-operation.ts';

const POSITIVE: Interval = { low: 0, high: Infinity };

/** What is < or > stays in front, so the first of equal operands stays and −0 counts as equal to 0. */
const least = (value: number, next: number): number => (next < value ? next : value);
const most = (value: number, next: number): number => (next > value ? next : value);

/** x raised to at least `low`, then lowered to at most `high` (which wins when low > high). */
const clamp = (x: number, low: number, high: number): number => least(most(x, low), high);

const merge = (choose: typeof Math.min, of: readonly Interval[]): Interval => ({
  low: choose(...of.map(({ low }) => low)),
  high: choose(...of.map(({ high }) => high)),
});

/** The rest of a division has the sign of what is divided, and is smaller than both. */
function intervalOfRest(x: Interval, m: Interval): Interval {
  const size = Math.max(Math.abs(m.low), Math.abs(m.high));
  return {
    low: x.low >= 0 ? 0 : Math.max(x.low, -size),
    high: x.high <= 0 ? 0 : Math.min(x.high, size),
  };
}

const byZero = (b: number | null, message: string): Note | null => (b === 0 ? { message } : null);

const alone = (name: string, { length }: readonly unknown[]): Note | null =>
  length > 1
    ? null
    : { message: `${name} of one value is that value`, hint: `it is used as ${name}(a, b, …)` };

/**
 * Every function of the language, and all that is known of it: the parser, the interpreter,
 * generated code, the review of models, messages, tests and documentation read it here.
 * @see MODEL.md §2
 */
export const FUNCTIONS = {
  min: operation(call('min(a, b, …)'), 'many', {
    description: 'the least; of equal ones the first',
    evaluate: least,
    emit: emitChoice('f64.lt'),
    interval: (...of) => merge(Math.min, of),
    review: (...of) => alone('min', of),
  }),
  max: operation(call('max(a, b, …)'), 'many', {
    description: 'the largest; of equal ones the first',
    evaluate: most,
    emit: emitChoice('f64.gt'),
    interval: (...of) => merge(Math.max, of),
    review: (...of) => alone('max', of),
  }),
  abs: operation(call('abs(x)'), 1, {
    description: 'x without its sign',
    evaluate: (x) => Math.abs(x),
    emit: emitPlain('f64.abs', false),
    interval: () => POSITIVE,
  }),
  ln: operation(call('ln(x)'), 1, {
    description: 'the natural logarithm, x > 0',
    evaluate(x) {
      if (x <= 0) throw new NumericError('domain-error', `ln(${x}) is not defined: it needs x > 0`);
      return finite(ln(x), 'ln');
    },
    emit: emitThrough('ln', true),
    interval: () => ANY,
  }),
  exp: operation(call('exp(x)'), 1, {
    description: 'e to the power of x',
    evaluate: (x) => finite(exp(x), 'exp'),
    // e^−∞ is 0
    emit: emitCall('exp', true),
    interval: () => POSITIVE,
  }),
  sqrt: operation(call('sqrt(x)'), 1, {
    description: 'the square root, x ≥ 0',
    evaluate(x) {
      if (x < 0)
        throw new NumericError('domain-error', `sqrt(${x}) is not defined: it needs x ≥ 0`);
      return finite(sqrt(x), 'sqrt');
    },
    emit: emitPlain('f64.sqrt', true),
    interval: () => POSITIVE,
  }),
  sigmoid: operation(call('sigmoid(x)'), 1, {
    description: '1 / (1 + exp(-x)), between 0 and 1',
    evaluate: (x) => finite(sigmoid(x), 'sigmoid'),
    emit: emitCall('sigmoid', false),
    interval: () => ({ low: 0, high: 1 }),
  }),
  clamp: operation(call('clamp(x, low, high)'), 3, {
    description: 'x, but at least low and at most high; high wins',
    evaluate: clamp,
    emit: emitClamp,
    interval: (x, low, high) => ({
      low: clamp(x.low, low.low, high.low),
      high: clamp(x.high, low.high, high.high),
    }),
    review: (_, low, high) =>
      low !== null && high !== null && low > high
        ? {
            message: `clamp between ${low} and ${high} is always ${high}`,
            hint: 'it is used as clamp(x, low, high)',
          }
        : null,
  }),
  floor: operation(call('floor(x)'), 1, {
    description: 'the largest whole number that is not larger than x',
    evaluate: (x) => floor(x),
    emit: emitPlain('f64.floor', false),
    interval: ({ low, high }) => ({ low: floor(low), high: floor(high) }),
  }),
  round: operation(call('round(x)'), 1, {
    description: 'the nearest whole number; of two the one farther from 0',
    evaluate: (x) => roundHalfAway(x),
    emit: emitThrough('roundHalfAway', false),
    interval: ({ low, high }) => ({ low: roundHalfAway(low), high: roundHalfAway(high) }),
  }),
  trunc: operation(call('trunc(x)'), 1, {
    description: 'x without what stands after the point',
    evaluate: (x) => Math.trunc(x),
    emit: emitPlain('f64.trunc', false),
    interval: ({ low, high }) => ({ low: Math.trunc(low), high: Math.trunc(high) }),
  }),
  mod: operation(call('mod(x, m)'), 2, {
    description: 'the rest of x / m with the sign of x, as in Vensim; by 0 it fails',
    evaluate(x, m) {
      if (m === 0)
        throw new NumericError(
          'division-by-zero',
          `mod(${x}, 0) is not defined: the m of mod(x, m) and the every of pulse_train(at, width, every, until) may not be 0`,
        );
      return finite(x % m, 'mod');
    },
    // the rest of x / ∞ is x
    emit: emitDivision('rest'),
    interval: intervalOfRest,
    review: (_, m) =>
      byZero(
        m,
        'mod by 0, or a pulse_train with an every of 0, fails every scenario that computes it',
      ),
  }),
  zidz: operation(call('zidz(a, b)'), 2, {
    description: 'a / b, but 0 where b is 0',
    evaluate: (a, b) => finite(divideOr(a, b, 0), 'zidz'),
    emit: emitCall('divideOr', true, 0),
    interval: () => ANY,
    review: (_, b) => byZero(b, 'zidz by 0 is always 0'),
  }),
  xidz: operation(call('xidz(a, b, c)'), 3, {
    description: 'a / b, but c where b is 0',
    evaluate: (a, b, c) => finite(divideOr(a, b, c), 'xidz'),
    emit: emitCall('divideOr', true),
    interval: () => ANY,
    review: (_, b) => byZero(b, 'xidz by 0 is always its third value'),
  }),
  log10: operation(call('log10(x)'), 1, {
    description: 'the decimal logarithm, x > 0',
    evaluate(x) {
      if (x <= 0)
        throw new NumericError('domain-error', `log10(${x}) is not defined: it needs x > 0`);
      return finite(log10(x), 'log10');
    },
    emit: emitThrough('log10', true),
    interval: () => ANY,
  }),
  ...CIRCLE_FUNCTIONS,
} satisfies Record<string, NumberRow<FunctionSyntax>>;
