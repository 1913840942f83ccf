import { compileModel } from '@pulse-stream/simulator';
import { PulseError, type WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';

const x = { kind: 'variable', initial: 1 } as const;

/** Models that are wrong, and what is said of them. */
const WRONG: readonly [string, Omit<WorldModelInput, 'name'>, RegExp][] = [
  [
    'a delay of no time',
    { slots: { x }, values: { v: 'delay1(x, 0)' } },
    /values\.v: delay1 takes a time above 0, and this is 0/,
  ],
  [
    'a fixed delay into the future',
    { slots: { x }, values: { v: 'delay_fixed(x, -1)' } },
    /values\.v: delay_fixed takes a time of 0 or more, and this is -1/,
  ],
  [
    'a fixed delay of a time that cannot be computed',
    { slots: { x }, values: { v: 'delay_fixed(x, 1 / 0)' } },
    /the time of delay_fixed is a number/,
  ],
  [
    'a delay inside of another expression',
    { slots: { x }, values: { v: '1 + smooth1(x, 2)' } },
    /unknown function "smooth1" \(a delay is the whole formula of a value/,
  ],
  [
    'a start that is no date',
    { slots: { x }, time_unit: 'day', time: { start: '2024-02-31' } },
    /time\.start: .*2024-02-31/,
  ],
  [
    'a circle of values',
    { slots: { x }, values: { a: 'b', b: 'c + 1', c: 'a' } },
    /a reads b reads c reads a/,
  ],
  [
    'a circle through the end of the turn',
    { slots: { x }, values: { a: 'b[0]', b: 'a' } },
    /a reads b reads a/,
  ],
  [
    'a circle of initial values',
    { slots: { x: { ...x, initial: 'y' }, y: { ...x, initial: 'x' } } },
    /x reads y reads x/,
  ],
  [
    'a circle of initial values through a value',
    { slots: { x: { ...x, initial: 'v' } }, values: { v: 'x + 1' } },
    /x reads x/,
  ],
  [
    'an initial value that reads what is measured, through a value',
    {
      slots: { x: { ...x, initial: 'v' }, m: { kind: 'overlay', initial: 0.5 } },
      values: { v: 'm' },
      measurements: { m: '0.3' },
    },
    /slots\.x\.initial: m is measured after the start/,
  ],
  [
    'a circle of delays that start from each other',
    { slots: { x }, values: { a: 'delay1(b, 2)', b: 'smooth1(a, 2)' } },
    /values\.a: is made of itself: a reads b reads a/,
  ],
  [
    'a circle of measurements through a value',
    {
      slots: { m: { kind: 'overlay', initial: 0.5 } },
      values: { v: 'm' },
      measurements: { m: 'v / 2' },
    },
    /m is measured, but not before this measurement, and a value that it reads does/,
  ],
  [
    'counts by rk4',
    {
      slots: { x },
      time: { method: 'rk4' },
      rules: [{ id: 'r', effects: [{ target: 'x', rate: 1, draw: 'poisson' }] }],
    },
    /which rk4 cannot follow/,
  ],
  [
    'a fixed delay by rk4',
    { slots: { x }, time: { method: 'rk4' }, values: { v: 'delay_fixed(x, 1)' } },
    /which rk4 cannot follow/,
  ],
  [
    'a value that takes effects',
    { slots: { x }, values: { v: 'x' }, rules: [{ id: 'r', effects: [{ target: 'v', add: 1 }] }] },
    /v is a value/,
  ],
  [
    'correlations that no numbers have',
    {
      slots: { a: { ...x, noise: 1 }, b: { ...x, noise: 1 }, c: { ...x, noise: 1 } },
      noise_correlation: { a: { b: 0.9, c: -0.9 }, b: { c: 0.9 } },
    },
    /not positive definite|can be correlated/,
  ],
];

test.each(WRONG)('%s is refused when the model is compiled', (_, model, message) => {
  const compile = () => compileModel({ name: 'wrong', ...model });
  expect(compile).toThrow(PulseError);
  expect(compile).toThrow(message);
});
