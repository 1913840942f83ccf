import { expect, expectTypeOf, test } from 'vitest';
import { WorldModel, type WorldModelInput } from './world-model.ts';

const smallest: WorldModelInput = { name: 'm', slots: { hope: { kind: 'overlay', initial: 0.5 } } };

function wrong(input: unknown): string[] {
  const { error } = WorldModel.safeParse(input);
  return (error?.issues ?? []).map(({ path }) => path.join('.'));
}

test('the smallest model is a name and a slot', () => {
  expect(WorldModel.parse(smallest)).toEqual({
    ...smallest,
    version: '1',
    time_unit: 'turn',
    description: '',
    params: {},
    rules: [],
    evaluation: 'sequential',
    symbols: [],
    measurements: {},
    tags: [],
    forecast: {},
    members: 100,
  });
});

test('the order of the slots is the order of the file', () => {
  const names = ['zeta', 'alpha', 'valueOf', 'B2'];
  const slots = Object.fromEntries(names.map((name) => [name, { kind: 'variable', initial: 0 }]));
  expect(Object.keys(WorldModel.parse({ name: 'm', slots }).slots)).toEqual(names);
});

test('a rule and its effects have defaults', () => {
  const rules = [{ id: 'R.1-a_b', effects: [{ target: 'hope', add: 'x * 2' }] }];
  expect(WorldModel.parse({ ...smallest, rules }).rules).toEqual([
    {
      id: 'R.1-a_b',
      effects: [{ target: 'hope', add: 'x * 2', scaled: true }],
      importance: 1,
      trust: 1,
    },
  ]);
});

test('slots are written with their fields', () => {
  expectTypeOf<WorldModelInput['slots'][string]['kind']>().toEqualTypeOf<
    'overlay' | 'variable' | 'capital'
  >();
});

const rule = { id: 'r', effects: [{ target: 'hope', add: 1 }] };

test.each<[string, object, string[]]>([
  ['an unknown key', { rule: [] }, ['']],
  ['no name', { name: '' }, ['name']],
  ['an unknown kind', { slots: { a: { kind: 'stock', initial: 1 } } }, ['slots.a.kind']],
  ['no initial value', { slots: { a: { kind: 'overlay' } } }, ['slots.a.initial']],
  [
    'a negative decay',
    { slots: { a: { kind: 'overlay', initial: 1, decay: -1 } } },
    ['slots.a.decay'],
  ],
  [
    'a negative noise',
    { slots: { a: { kind: 'overlay', initial: 1, noise: -1 } } },
    ['slots.a.noise'],
  ],
  [
    'an unknown transform',
    { slots: { a: { kind: 'variable', initial: 1, transform: 'log' } } },
    ['slots.a.transform'],
  ],
  [
    'an infinite bound',
    { slots: { a: { kind: 'variable', initial: 1, max: Infinity } } },
    ['slots.a.max'],
  ],
  ['a slot named turn', { slots: { turn: { kind: 'variable', initial: 1 } } }, ['slots.turn']],
  [
    'a slot named constructor',
    { slots: { constructor: { kind: 'variable', initial: 1 } } },
    ['slots.constructor'],
  ],
  ['a parameter without value', { params: { beta: {} } }, ['params.beta.value']],
  ['an empty rule', { rules: [{ id: 'r', effects: [] }] }, ['rules.0.effects']],
  ['a rule id with a space', { rules: [{ ...rule, id: 'r 1' }] }, ['rules.0.id']],
  ['a trust over 1', { rules: [{ ...rule, trust: 1.1 }] }, ['rules.0.trust']],
  ['a negative importance', { rules: [{ ...rule, importance: -0.1 }] }, ['rules.0.importance']],
  [
    'an effect with an unknown key',
    { rules: [{ id: 'r', effects: [{ target: 'hope', add: 1, mul: 2 }] }] },
    ['rules.0.effects.0'],
  ],
  ['an empty condition', { rules: [{ ...rule, when: '' }] }, ['rules.0.when']],
  ['an unknown evaluation', { evaluation: 'parallel' }, ['evaluation']],
  ['a tag without label', { tags: [{ code: 'A' }] }, ['tags.0.label']],
  ['no members', { members: 0 }, ['members']],
  ['an overlay start over 1', { dynamic_overlay: { initial: 2 } }, ['dynamic_overlay.initial']],
])('%s is refused with its path', (_, change, paths) => {
  expect(wrong({ ...smallest, ...change })).toEqual(paths);
});

test.each(['slots', 'params', 'measurements'])('a __proto__ among the %s is refused', (part) => {
  const evil: unknown = JSON.parse(
    `{"name":"m","slots":{"hope":{"kind":"overlay","initial":0.5}},"${part}":{"__proto__":"x"}}`,
  );
  expect(wrong(evil)).toEqual([`${part}.__proto__`]);
});
