import { pulse } from '../pulse/model.ts';
import { expect, test } from 'vitest';
import { overlay, rule, variable } from '../../test/broken-models.ts';
import { compileModel } from '../model/compile-model.ts';
import { reviewModel } from './model.ts';

const noisy = { ...variable, noise: 1 };

/** What is said of a model whose slots x (any number) and hope (0..1) and whose k are used. */
function warningsOf(change: object): [path: string, message: string][] {
  const model = {
    name: 'm',
    slots: { x: noisy, hope: overlay },
    params: { k: { value: 1 } },
    rules: [rule('base', { target: 'x', add: 'hope * k' })],
    ...change,
  };
  return reviewModel(compileModel(model)).map(({ path, message }) => [path, message]);
}

const withRule = (effect: object, when?: string): object => ({
  rules: [rule('base', { target: 'x', add: 'hope * k' }), rule('R', effect, when)],
});
const adds = (add: string): object => withRule({ target: 'x', add });
const when = (condition: string): object => withRule({ target: 'x', add: 1 }, condition);
const ADD = 'rules[1].effects[0].add';
const WHEN = 'rules[1].when';

test.each([
  ['months', 'names the step of labels, but learning knows no pace for it'],
  ['Quarter', 'names the step of labels, but learning knows no pace for it'],
  ['yr', 'is no known unit: turns are steps without a calendar'],
  ['round', 'is no known unit: turns are steps without a calendar'],
])('a time_unit "%s" is said to be none that is known', (unit, effect) => {
  expect(warningsOf({ time_unit: unit })).toEqual([['time_unit', `"${unit}" ${effect}`]]);
});

test.each(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'turn'])(
  'a time_unit "%s" is known',
  (unit) => {
    expect(warningsOf({ time_unit: unit })).toEqual([]);
  },
);

test.each([
  ['clamp(x, 1, 0)', 'clamp between 1 and 0 is always 0'],
  ['clamp(x, 1 + 1, 2 / 2)', 'clamp between 2 and 1 is always 1'],
  ['max(x)', 'max of one value is that value'],
  ['1 + min(x * k)', 'min of one value is that value'],
  ['ln(0)', 'ln(0) is not defined: it needs x > 0: every scenario that computes it fails'],
  ['x * ln(1 - 1)', 'ln(0) is not defined: it needs x > 0: every scenario that computes it fails'],
  ['sqrt(-1)', 'sqrt(-1) is not defined: it needs x ≥ 0: every scenario that computes it fails'],
  ['x / 0', 'a division by 0 fails every scenario that computes it'],
  ['x / (2 - 2)', 'a division by 0 fails every scenario that computes it'],
  ['1 / 0', 'a division by 0 fails every scenario that computes it'],
  [
    'mod(x, 1 - 1)',
    'mod by 0, or a pulse_train with an every of 0, fails every scenario that computes it',
  ],
  ['zidz(x, 0)', 'zidz by 0 is always 0'],
  ['xidz(x, 0, k)', 'xidz by 0 is always its third value'],
  [
    'asin(2) * x',
    'asin(2) is not defined: it needs −1 ≤ x ≤ 1: every scenario that computes it fails',
  ],
  ['cosh(x) + if(cosh(x) < 1, 1, 2)', 'the condition of an if never holds'],
  ['if(mod(k, 7) >= -7, 1, 2)', 'the condition of an if always holds'],
  ['if(2 < 1, x, k)', 'the condition of an if never holds'],
  ['x + if(x > 2, if(hope >= 0, 1, x), 2)', 'the condition of an if always holds'],
  ['if(hope <= 1 and x > 2, 1, 2)', 'a part of the condition of an if always holds'],
  ['if(x > 1, 1 / 0, 2)', 'a division by 0 fails every scenario that computes it'],
  [
    'if(x > 1, 0, 0) + ln(0)',
    'ln(0) is not defined: it needs x > 0: every scenario that computes it fails',
  ],
  ['0', 'it adds nothing'],
  ['2 - 2', 'it adds nothing'],
])('the amount %s can never be meant', (add, message) => {
  expect(warningsOf(adds(add))).toEqual([[ADD, message]]);
});

test.each([
  ['1 > 2', 'the condition never holds, so the rule never fires'],
  ['1 < 2', 'the condition always holds'],
  ['2 * 3 == 6', 'the condition always holds'],
  ['hope > 1', 'the condition never holds, so the rule never fires'],
  ['hope >= 0', 'the condition always holds'],
  ['hope + 0.5 > 1.5', 'the condition never holds, so the rule never fires'],
  ['time > 0 and hope > 1', 'the condition never holds, so the rule never fires'],
  ['not hope < 0', 'the condition always holds'],
  ['x > 0 and hope > 2', 'the condition never holds, so the rule never fires'],
  ['x > 0 or hope > 2', 'a part of the condition never holds'],
  ['x > 0 and dt >= 0', 'a part of the condition always holds'],
])('the condition %s depends on nothing', (condition, message) => {
  expect(warningsOf(when(condition))).toEqual([[WHEN, message]]);
});

test.each([
  'x > 0',
  'hope > 0',
  'hope < 1',
  'hope >= 1',
  'hope == 0',
  'time > 0',
  'k > 1',
  'max(x, 1) > 1',
  'abs(x) > 0',
  'hope * 2 > 1',
])('the condition %s depends on something', (condition) => {
  expect(warningsOf(when(condition))).toEqual([]);
});

test('a name that only an auxiliary, a delay, an initial value or a noise reads is read', () => {
  const read = {
    slots: {
      x: noisy,
      hope: overlay,
      kept: { ...variable, initial: 'p' },
      y: { ...noisy, noise: { sd: 's' } },
    },
    params: Object.fromEntries(['k', 'p', 's', 'v', 'd', 'f'].map((name) => [name, { value: 1 }])),
    values: { a: 'v + kept + y', late: 'delay1(d, 2)', fixed: 'delay_fixed(f, 2)' },
  };
  // nobody reads these values themselves
  const values = Object.keys(read.values).map((name) => [
    `values.${name}`,
    `nothing reads the value "${name}", and it is no target`,
  ]);
  expect(warningsOf(read)).toEqual(values);
});

test('a slot that nothing reads or changes and a parameter that nothing reads are named', () => {
  expect(warningsOf({ slots: { x: noisy, hope: overlay, idle: noisy } })).toEqual([
    ['slots.idle', 'nothing reads or changes "idle", and it is no target'],
  ]);
  expect(warningsOf({ params: { k: { value: 1 }, idle: { value: 1 } } })).toEqual([
    ['params.idle', 'nothing reads the parameter "idle"'],
  ]);
  const forecast = { targets: ['x', 'idle'] };
  expect(warningsOf({ slots: { x: noisy, hope: overlay, idle: noisy }, forecast })).toEqual([]);
});

test('an ensemble without noise is named; with one member nothing is', () => {
  const slots = { x: variable, hope: overlay };
  expect(warningsOf({ slots })).toEqual([
    ['members', 'no-noise: nothing is left to chance, so all 100 members are equal'],
  ]);
  expect(warningsOf({ slots, members: 1 })).toEqual([]);
});

test('events and tags that never come, and rules that are weighed with 0, are named', () => {
  const events = [{ name: 'e', when: 'hope > 1' }];
  expect(warningsOf({ forecast: { events } })).toEqual([
    ['forecast.events[0].when', 'the condition never holds, so the event never happens'],
  ]);
  expect(warningsOf({ tags: [{ code: 'T', label: 't', when: '1 > 2' }] })).toEqual([
    ['tags[0].when', 'the condition never holds, so the tag is never given'],
  ]);
  const rules = [{ ...rule('base', { target: 'x', add: 'hope * k' }), trust: 0 }];
  expect(warningsOf({ rules })).toEqual([
    ['rules[0].trust', 'trust 0 makes every effect of the rule 0'],
  ]);
});

test('the built-in model has nothing that cannot be meant', () => {
  expect(reviewModel(compileModel(pulse))).toEqual([]);
});

/** A world that reads every parameter in another place: value, delay, initial value, noise, flow. */
const world = {
  name: 'world',
  time: { steps_per_turn: 2 },
  params: Object.fromEntries('abcdef'.split('').map((name) => [name, { value: 1 }])),
  values: { share: 'a * x', late: 'smooth1(b * x, 3, c)', read: 'share + late' },
  slots: {
    x: { kind: 'variable', initial: 'd', min: 0, noise: { sd: 'e * share', per: 'time' } },
    y: { kind: 'variable', initial: 0, min: 0, errors: 'log1p' },
  },
  rules: [
    { id: 'flow', effects: [{ flow: { from: 'x', to: 'y' }, rate: 'f * x' }] },
    // a y of 100 is 461 on the scale of its errors: rules read the natural value
    { id: 'reset', when: 'y > 100 or read < 0', effects: [{ target: 'y', set: 0 }] },
  ],
} as const;

test('what values, delays, initial values, noise and flows read is read', () => {
  expect(reviewModel(compileModel(world))).toEqual([]);
});

test.each([
  ['values', { share: 'x / 0', late: 'b + c', read: '1' }, 'values.share'],
  ['rules', [{ id: 'f', effects: [{ target: 'x', rate: 0 }] }], 'rules[0].effects[0].rate'],
])('what can never have been meant is found in %s', (key, value, place) => {
  const found = reviewModel(compileModel({ ...world, [key]: value }));
  expect(found.map(({ path }) => path)).toContain(place);
});

test('a drawn parameter makes members differ, a world without chance does not', () => {
  const calm = { ...world, slots: { ...world.slots, x: { kind: 'variable', initial: 'd * e' } } };
  const isEqual = (model: object): boolean =>
    reviewModel(compileModel({ ...calm, ...model })).some(({ path }) => path === 'members');
  expect(isEqual({})).toBe(true);
  expect(
    isEqual({ params: { ...world.params, f: { value: 1, draw: { normal: [1, 0.1] } } } }),
  ).toBe(false);
});
