import { exp, floor, ln, sigmoid, sqrt } from '../math/elementary.ts';
import { finite, NumericError } from '../math/numeric-error.ts';
import {
  ANY,
  operation,
  type FunctionSyntax,
  type Interval,
  type Note,
  type NumberRow,
} from './operation.ts';
import { atom, writeCall, writeChoice, writeThrough } from './write-operation.ts';

const POSITIVE: Interval = { low: 0, high: Infinity };

const call = (usage: string): FunctionSyntax => ({ form: 'function', usage });

/** What is < or > stays in front, so the first of equal operands stays and −0 counts as equal to 0. */
const least = (value: number, next: number): number => (next < value ? next : value);
const most = (value: number, next: number): number => (next > value ? next : value);

/** x raised to at least `low`, then lowered to at most `high` (which wins when low > high). */
const clamp = (x: number, low: number, high: number): number => least(most(x, low), high);

const merge = (choose: typeof Math.min, of: readonly Interval[]): Interval => ({
  low: choose(...of.map(({ low }) => low)),
  high: choose(...of.map(({ high }) => high)),
});

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
    write: (newVariable, ...of) => writeChoice('<', newVariable, of),
    interval: (...of) => merge(Math.min, of),
    review: (...of) => alone('min', of),
  }),
  max: operation(call('max(a, b, …)'), 'many', {
    description: 'the largest; of equal ones the first',
    evaluate: most,
    write: (newVariable, ...of) => writeChoice('>', newVariable, of),
    interval: (...of) => merge(Math.max, of),
    review: (...of) => alone('max', of),
  }),
  abs: operation(call('abs(x)'), 1, {
    description: 'x without its sign',
    evaluate: (x) => Math.abs(x),
    write: (_, x) => writeThrough('Math.abs', x, false),
    interval: () => POSITIVE,
  }),
  ln: operation(call('ln(x)'), 1, {
    description: 'the natural logarithm, x > 0',
    evaluate(x) {
      if (x <= 0) throw new NumericError('domain-error', `ln(${x}) is not defined: it needs x > 0`);
      return finite(ln(x), 'ln');
    },
    write: (_, x) => writeThrough('ln', x, true),
    interval: () => ANY,
  }),
  exp: operation(call('exp(x)'), 1, {
    description: 'e to the power of x',
    evaluate: (x) => finite(exp(x), 'exp'),
    // e^−∞ is 0
    write: (_, x) => writeCall('exp', [x], true),
    interval: () => POSITIVE,
  }),
  sqrt: operation(call('sqrt(x)'), 1, {
    description: 'the square root, x ≥ 0',
    evaluate(x) {
      if (x < 0)
        throw new NumericError('domain-error', `sqrt(${x}) is not defined: it needs x ≥ 0`);
      return finite(sqrt(x), 'sqrt');
    },
    write: (_, x) => writeThrough('Math.sqrt', x, true),
    interval: () => POSITIVE,
  }),
  sigmoid: operation(call('sigmoid(x)'), 1, {
    description: '1 / (1 + exp(-x)), between 0 and 1',
    evaluate: (x) => finite(sigmoid(x), 'sigmoid'),
    write: (_, x) => writeCall('sigmoid', [x], false),
    interval: () => ({ low: 0, high: 1 }),
  }),
  clamp: operation(call('clamp(x, low, high)'), 3, {
    description: 'x, but at least low and at most high; high wins',
    evaluate: clamp,
    write(newVariable, x, low, high) {
      const [value, lower, upper] = [newVariable(), newVariable(), newVariable()];
      const steps = [
        `${value} = ${x.checked().text}`,
        `${lower} = ${low.checked().text}`,
        `${upper} = ${high.checked().text}`,
        `${value} = ${value} < ${lower} ? ${lower} : ${value}`,
        `${value} > ${upper} ? ${upper} : ${value}`,
      ];
      return atom(`(${steps.join(', ')})`, false);
    },
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
    write: (_, x) => writeThrough('Math.floor', x, false),
    interval: ({ low, high }) => ({ low: floor(low), high: floor(high) }),
  }),
} satisfies Record<string, NumberRow<FunctionSyntax>>;
