import { PulseError, type Problem } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { compileModel } from './compile-model.ts';
import { formatPath } from './model-problems.ts';
import { parseModelShape } from './model-shape.ts';

function problemsOf(model: unknown): readonly Problem[] {
  try {
    parseModelShape(model);
  } catch (error) {
    if (error instanceof PulseError && error.code === 'model-invalid') return error.problems;
    throw error;
  }
  return [];
}

const hope = { kind: 'overlay', initial: 0.5 };

/** A model whose only rule is this. */
function withRule(rule: object): object {
  return {
    name: 'm',
    slots: { hope },
    rules: [{ id: 'R1', effects: [{ target: 'hope', add: 1 }], ...rule }],
  };
}

test.each<[shape: string, model: unknown, path: string, message: string, hint?: string]>([
  ['null', null, '', 'expected a map, found nothing'],
  ['a list', [1], '', 'expected a map, found a list'],
  ['a text', 'pulse', '', 'expected a map, found the text "pulse"'],
  ['no name', { slots: { hope } }, 'name', 'is missing'],
  ['an empty name', { name: '', slots: { hope } }, 'name', 'must not be empty'],
  [
    'a version that is a number',
    { name: 'm', version: 1.1, slots: { hope } },
    'version',
    'expected a text, found 1.1',
    'put it in quotes: "1.1"',
  ],
  ['no slots', { name: 'm' }, 'slots', 'is missing'],
  ['a list of slots', { name: 'm', slots: [] }, 'slots', 'expected a map, found a list'],
  ['not one slot', { name: 'm', slots: {} }, 'slots', 'a model has at least one slot'],
  [
    'an unknown key',
    { name: 'm', slots: { hope }, rule: [] },
    'rule',
    'unknown key',
    'did you mean "rules"?',
  ],
  [
    'an unknown key in a slot',
    { name: 'm', slots: { hope: { ...hope, inital: 1 } } },
    'slots.hope.inital',
    'unknown key',
    'did you mean "initial"?',
  ],
  [
    'an unknown key in a parameter',
    { name: 'm', slots: { hope }, params: { k: { value: 1, maximum: 2 } } },
    'params.k.maximum',
    'unknown key',
    'known keys: value, min, max, description',
  ],
  [
    'an unknown key in an event',
    {
      name: 'm',
      slots: { hope },
      forecast: { events: [{ name: 'e', when: 'hope > 1', until: 3 }] },
    },
    'forecast.events[0].until',
    'unknown key',
    'known keys: name, when, by, at',
  ],
  [
    'an unknown key in the dynamic overlay',
    { name: 'm', slots: { hope }, dynamic_overlay: { decays: 1 } },
    'dynamic_overlay.decays',
    'unknown key',
    'did you mean "decay"?',
  ],
  [
    'a long unknown key',
    { name: 'm', slots: { hope }, ['r'.repeat(100)]: 1 },
    'r'.repeat(100),
    'unknown key',
  ],
  [
    'an unknown kind',
    { name: 'm', slots: { hope: { ...hope, kind: 'overlays' } } },
    'slots.hope.kind',
    'expected one of overlay, variable, capital, found the text "overlays"',
    'did you mean "overlay"?',
  ],
  [
    'a kind that is no text',
    { name: 'm', slots: { hope: { ...hope, kind: {} } } },
    'slots.hope.kind',
    'expected one of overlay, variable, capital, found a map',
  ],
  [
    'an infinite number',
    { name: 'm', slots: { hope: { ...hope, initial: Infinity } } },
    'slots.hope.initial',
    'expected a finite number, found Infinity',
  ],
  [
    'not a number',
    { name: 'm', slots: { hope: { ...hope, initial: NaN } } },
    'slots.hope.initial',
    'expected a finite number, found NaN',
  ],
  [
    'a negative decay',
    { name: 'm', slots: { hope: { ...hope, decay: -1 } } },
    'slots.hope.decay',
    'must be at least 0',
  ],
  ['too much trust', withRule({ trust: 2 }), 'rules[0].trust', 'must be at most 1'],
  [
    'a quantile of 0',
    { name: 'm', slots: { hope }, forecast: { quantiles: [0] } },
    'forecast.quantiles[0]',
    'must be above 0',
  ],
  [
    'a quantile of 1',
    { name: 'm', slots: { hope }, forecast: { quantiles: [1] } },
    'forecast.quantiles[0]',
    'must be below 1',
  ],
  [
    'half a member',
    { name: 'm', slots: { hope }, members: 1.5 },
    'members',
    'expected a whole number, found 1.5',
  ],
  ['a rule without effects', withRule({ effects: [] }), 'rules[0].effects', 'has at least 1 entry'],
  [
    'a bad rule id',
    withRule({ id: 'R 1' }),
    'rules[0].id',
    'a letter or digit, then at most 63 of A-Z a-z 0-9 _ . -',
  ],
  [
    'an amount that is true',
    withRule({ effects: [{ target: 'hope', add: true }] }),
    'rules[0].effects[0].add',
    'expected a number or an expression, found true',
  ],
  [
    'an empty amount',
    withRule({ effects: [{ target: 'hope', add: '' }] }),
    'rules[0].effects[0].add',
    'must not be empty',
  ],
  [
    'a when that is true',
    withRule({ when: true }),
    'rules[0].when',
    'expected a text, found true',
    'a condition is a text such as hope > 0.4; a rule without when always applies',
  ],
  [
    'a very long when',
    withRule({ when: '1 '.repeat(3000) }),
    'rules[0].when',
    'has at most 4000 characters',
  ],
  [
    'an event by and at',
    {
      name: 'm',
      slots: { hope },
      forecast: { events: [{ name: 'e', when: 'hope > 1', by: 1, at: 1 }] },
    },
    'forecast.events[0]',
    'an event has by or at, not both',
  ],
  [
    'a name with a blank',
    { name: 'm', slots: { 'a b': hope } },
    'slots["a b"]',
    'a name is a letter followed by at most 63 letters, digits or underscores',
  ],
  [
    'a slot called turn',
    { name: 'm', slots: { turn: hope } },
    'slots.turn',
    '"turn" is a word of the expression language',
  ],
  [
    'a slot called constructor',
    { name: 'm', slots: { constructor: hope } },
    'slots.constructor',
    '"constructor" cannot be used as a name',
  ],
])('%s is refused', (_shape, model, path, message, hint) => {
  const [problem, ...more] = problemsOf(model);
  expect(more).toEqual([]);
  expect({ path: problem?.path, message: problem?.message, hint: problem?.hint }).toEqual({
    path,
    message,
    hint,
  });
});

test('a key __proto__ is refused wherever it stands, and nothing is touched', () => {
  const polluted = '{"polluted": 1, "kind": "overlay", "initial": 0.5}';
  const model: unknown = JSON.parse(
    `{"name": "m", "slots": {"hope": {"kind": "overlay", "initial": 0.5}, "__proto__": ${polluted}},
      "params": {"__proto__": {"value": 1}}, "__proto__": ${polluted},
      "rules": [{"id": "R1", "effects": [{"target": "hope", "add": 1, "__proto__": 1}]}]}`,
  );
  expect(
    problemsOf(model)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(['__proto__', 'params.__proto__', 'rules[0].effects[0].__proto__', 'slots.__proto__']);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('names that every object has are ordinary names', () => {
  const model = {
    name: 'm',
    slots: {
      data: hope,
      items: hope,
      valueOf: hope,
      toString: hope,
      hasOwnProperty: hope,
      min: hope,
    },
    params: { call: { value: 1 } },
    rules: [
      {
        id: 'R1',
        when: 'valueOf > min',
        effects: [{ target: 'toString', add: 'call * hasOwnProperty' }],
      },
    ],
    measurements: { items: 'data' },
  };
  const compiled = compileModel(model);
  expect(compiled.names).toEqual(Object.keys(model.slots));
  expect(compiled.measured).toEqual([false, true, false, false, false, false]);
});

test('a value that holds itself ends', () => {
  const model: Record<string, unknown> = { name: 'm', slots: { hope } };
  model['rules'] = model;
  expect(problemsOf(model)).toMatchObject([
    { path: 'rules', message: 'expected a list, found a map' },
  ]);
});

test('every wrong place is told at once, each with its rule', () => {
  const problems = problemsOf(withRule({ whn: '1', trust: 'a', effects: [{ add: 1 }] }));
  expect(problems.map(({ path, rule }) => [path, rule])).toEqual([
    ['rules[0].effects[0].target', 'R1'],
    ['rules[0].trust', 'R1'],
    ['rules[0].whn', 'R1'],
  ]);
});

test('a path is written as people write it', () => {
  expect(formatPath(['rules', 2, 'effects', 0, 'add'])).toBe('rules[2].effects[0].add');
  expect(formatPath(['slots', 'a.b', 'min'])).toBe('slots["a.b"].min');
  expect(formatPath([])).toBe('');
});
