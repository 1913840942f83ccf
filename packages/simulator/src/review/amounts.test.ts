import { expect, test } from 'vitest';
import { problemsOf } from '../../test/broken-models.ts';
import { compileModel } from '../model/compile-model.ts';
import { reviewModel } from './model.ts';

const stock = { kind: 'variable', initial: 10, min: 0 };

/** A world whose amounts are all what they have to be; z is 0 and minus is −1 unless changed. */
const WORLD = {
  name: 'm',
  time: { steps_per_turn: 4 },
  params: { z: { value: 0 }, minus: { value: -1 }, wide: { value: 1, draw: { normal: [1, 2] } } },
  tables: {
    t: {
      points: [
        [0, -2],
        [1, -1],
      ],
    },
  },
  values: { fixed: 'z + 0.1', used: 'z + minus + wide + t(fixed)' },
  slots: { x: { ...stock, noise: 1 }, share: { kind: 'overlay', initial: 0.5 } },
  rules: [{ id: 'R', effects: [{ target: 'x', rate: 'used * share' }] }],
};
type Told = [path: string, message: string][];

const told = (change: object): Told =>
  reviewModel(compileModel({ ...WORLD, ...change })).map(({ path, message }) => [path, message]);

const noise = (sd: string): object => ({
  slots: { ...WORLD.slots, x: { ...stock, noise: { sd } } },
});
const count = (rate: string, draw: unknown = 'poisson'): object => ({
  rules: [...WORLD.rules, { id: 'C', effects: [{ target: 'x', rate, draw }] }],
});
const delay = (late: string): object => ({
  values: { ...WORLD.values, late, used: `${WORLD.values.used} + late` },
});
const start = (initial: string, more: object): object => ({
  slots: { ...WORLD.slots, x: { kind: 'variable', initial, noise: 1, ...more } },
});

const SD = 'slots.x.noise.sd';
const RATE = 'rules[1].effects[0].rate';

test('amounts that are what they have to be say nothing', () => {
  expect(told({})).toEqual([]);
});

test.each<[law: string, change: object, path: string, message: string]>([
  [
    'a deviation below 0 by a parameter',
    noise('minus'),
    SD,
    'the standard deviation is -1, and it needs 0 or more: every member fails',
  ],
  [
    'a deviation below 0 by a value',
    noise('minus * fixed'),
    SD,
    'the standard deviation is -0.1, and it needs 0 or more: every member fails',
  ],
  [
    'a deviation below 0 by its range',
    noise('-share - 1'),
    SD,
    'the standard deviation is never above -1, and it needs 0 or more: every member fails',
  ],
  [
    'a deviation below 0 by a table',
    noise('t(x)'),
    SD,
    'the standard deviation is never above -1, and it needs 0 or more: every member fails',
  ],
  [
    'a count with a mean below 0',
    count('-3'),
    RATE,
    'the mean of a count is -3, and it needs 0 or more: every member fails',
  ],
  [
    'a count with a mean below 0 by a parameter',
    count('minus * 2'),
    RATE,
    'the mean of a count is -2, and it needs 0 or more: every member fails',
  ],
  [
    'a smooth of no time by a parameter',
    delay('smooth1(x, z)'),
    'values.late',
    'smooth1 takes a time above 0, and this is 0: every scenario fails',
  ],
  [
    'a delay of less than no time by a value',
    delay('delay3(x, -fixed)'),
    'values.late',
    'delay3 takes a time above 0, and this is -0.1: every scenario fails',
  ],
  [
    'a delay of less than no time by its range',
    delay('delay1(x, -share)'),
    'values.late',
    'delay1 takes a time above 0, and this is 0: every scenario fails',
  ],
  [
    'a delay of less than a step',
    delay('smooth1(x, 0.1)'),
    'values.late',
    'smooth1 lasts 0.1, less than a step of 0.25: it jumps beyond its input',
  ],
  [
    'a delay of less than a step by the clock',
    delay('smooth1(x, dt / 2)'),
    'values.late',
    'smooth1 lasts 0.125, less than a step of 0.25: it jumps beyond its input',
  ],
  [
    'a delay of less than a step in a stage',
    delay('delay3(x, 0.6)'),
    'values.late',
    'delay3 lasts 0.6, less than a step of 0.25 in each of its 3 stages: it jumps beyond its input',
  ],
  [
    'a delay of less than a step in one of so many stages',
    delay('delay_n(x, fixed * 9, 0, 4)'),
    'values.late',
    'delay_n lasts 0.9, less than a step of 0.25 in each of its 4 stages: it jumps beyond its input',
  ],
  [
    'a fixed delay of less than a step',
    delay('delay_fixed(x, 0.1)'),
    'values.late',
    'delay_fixed lasts 0.1, less than a step of 0.25: it lasts one step',
  ],
  [
    'an initial value that parameters leave without one',
    start('1 / z', {}),
    'slots.x.initial',
    '1 / 0 is not defined: every scenario fails',
  ],
  [
    'a value that parameters leave without one',
    { values: { ...WORLD.values, late: 'ln(minus)', used: `${WORLD.values.used} + late` } },
    'values.late',
    'ln(-1) is not defined: it needs x > 0: every scenario fails',
  ],
  [
    'a rate that parameters leave without one',
    { rules: [...WORLD.rules, { id: 'C', effects: [{ target: 'x', rate: '1 / z' }] }] },
    RATE,
    '1 / 0 is not defined: every scenario fails',
  ],
  [
    'a draw that its bounds leave nothing of',
    { params: { ...WORLD.params, wide: { value: 1, max: 2, draw: { uniform: [5, 6] } } } },
    'params.wide.draw',
    'no draw came to lie at or below 2: every member fails',
  ],
  [
    'an initial value outside of its scale',
    start('minus', { errors: 'log100' }),
    'slots.x.initial',
    'log100 of -1 is not defined: it needs x > 0: every scenario fails',
  ],
])('%s is told', (_law, change, path, message) => {
  expect(told(change)).toEqual([[path, message]]);
});

test.each<[law: string, change: object]>([
  ['what is drawn may be anything', noise('wide - 9')],
  ['what moves may be anything', delay('smooth1(x, x)')],
  ['a delay of a step is long enough', delay('smooth1(x, 0.25)')],
  ['a stage of a step is long enough', delay('delay3(x, 0.75)')],
  [
    'an initial value that reads what moves is none to judge',
    start('share - 1', { errors: 'log100' }),
  ],
])('%s', (_law, change) => {
  expect(told(change)).toEqual([]);
});

test.each(['-1', '1 - 2', '-(3 / 2)'])('a deviation of %s is refused as a number is', (sd) => {
  expect(problemsOf({ ...WORLD, ...noise(sd) })).toMatchObject([
    { path: SD, message: expect.stringMatching(/^must be at least 0, and this is -1/) },
  ]);
});

test.each(['0', '-2', '1 - 1'])(
  'a delay of the constant time %s is refused with a way out',
  (time) => {
    expect(problemsOf({ ...WORLD, ...delay(`smooth1(x, ${time})`) })).toMatchObject([
      {
        path: 'values.late',
        message: expect.stringMatching(/^smooth1 takes a time above 0, and this is (0|-2)$/),
        hint: 'write a time of a step or more, or the input without smooth1',
      },
    ]);
  },
);

test('k of a step is told where steps are parts of a unit of time', () => {
  const draw = { negative_binomial: 3 };
  expect(told(count('share', draw))).toEqual([
    [
      'rules[1].effects[0].draw',
      'k is the size of the counts of a step: those of a unit of time, in 4 steps, spread as with k = 12',
    ],
  ]);
  expect(told({ ...count('share', draw), time: { dt: 1, steps_per_turn: 4 } })).toEqual([]);
  const once = [...WORLD.rules, { id: 'C', effects: [{ target: 'x', add: 'share', draw }] }];
  expect(told({ rules: once })).toEqual([]);
});

test.each<[law: string, change: object, message: RegExp]>([
  ['month', { values: { used: 'month + z + minus + wide + t(z)' } }, /^month is read from dates/],
  [
    'week and year',
    { values: { used: 'week + year + z + minus + wide + t(z)' } },
    /^week and year are read from dates/,
  ],
  [
    'season',
    { values: { used: 'season + z + minus + wide + t(z)' } },
    /^season is read from dates/,
  ],
])('%s without a date is told once, and not with one', (_law, change, message) => {
  expect(told(change)).toEqual([['values.used', expect.stringMatching(message)]]);
  const dated = { time_unit: 'week', time: { start: '2024-01-05', steps_per_turn: 4 } };
  expect(told({ ...change, ...dated })).toEqual([]);
});

test('what a date of the model does not say is told', () => {
  const values = { used: 'month + week + season + z + minus + wide + t(z)' };
  const dated = { time_unit: 'week', time: { start: '2024-W01', steps_per_turn: 4 } };
  expect(told({ values, ...dated })).toEqual([
    [
      'values.used',
      'month is read from dates, and "2024-W01" is a week, which does not say it: a run needs a history with dates, or start in its lines',
    ],
  ]);
});

test('a season of so many turns needs no date', () => {
  const values = { used: 'season + z + minus + wide + t(z)' };
  expect(told({ values, time: { season: 4, steps_per_turn: 4 } })).toEqual([]);
});
