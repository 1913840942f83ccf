import { expect, test } from 'vitest';
import { compileModel } from '../model/compile-model.ts';
import { reviewModel } from './model.ts';

const flowing = { kind: 'variable', initial: 10, min: 0 };

/** A world of two stocks and a flow between them, which says nothing odd. */
const WORLD = {
  name: 'm',
  time: { steps_per_turn: 2 },
  params: { k: { value: 0.1, draw: { uniform: [0, 0.2] } } },
  slots: { well: flowing, sick: flowing },
  values: { share: 'sick / (well + sick)' },
  rules: [{ id: 'R', effects: [{ flow: { from: 'well', to: 'sick' }, rate: 'k * well * share' }] }],
};

const reviewOf = (change: object): readonly object[] =>
  reviewModel(compileModel({ ...WORLD, ...change }));

const slots = (sick: object): object => ({ slots: { ...WORLD.slots, sick } });
const values = (more: object): object => ({ values: { ...WORLD.values, ...more } });
const rules = (...effects: object[]): object => ({
  rules: [...WORLD.rules, { id: 'S', effects }],
});

test('a world whose parts are all used says nothing', () => {
  expect(reviewOf({})).toEqual([]);
});

const DIVISION = 'a division by 0 fails every scenario that computes it';

test.each<[place: string, change: object, path: string]>([
  ['a value', { values: { share: 'sick / 0' } }, 'values.share'],
  ['a described value', { values: { share: { formula: '1 / 0' } } }, 'values.share.formula'],
  ['a rate', rules({ target: 'sick', rate: 'k / 0' }), 'rules[1].effects[0].rate'],
  ['a set', rules({ target: 'sick', set: '1 / 0' }), 'rules[1].effects[0].set'],
  ['an initial value', slots({ ...flowing, initial: 'k / 0' }), 'slots.sick.initial'],
  ['the size of noise', slots({ ...flowing, noise: { sd: 'k / 0' } }), 'slots.sick.noise.sd'],
  ['the input of a delay', { values: { share: 'smooth3(sick / 0, 5)' } }, 'values.share'],
  ['the time of a delay', { values: { share: 'delay3(sick, sick / 0)' } }, 'values.share'],
  ['the start of a delay', { values: { share: 'smooth1(sick, 5, 1 / 0)' } }, 'values.share'],
  ['a fixed delay', { values: { share: 'delay_fixed(sick / 0, 2)' } }, 'values.share'],
])('a division by 0 in %s is told once, at its place', (_place, change, path) => {
  expect(reviewOf(change)).toEqual([expect.objectContaining({ path, message: DIVISION })]);
});

test('a condition that always holds is told in every formula', () => {
  const always = { path: 'values.share', message: 'the condition of an if always holds' };
  expect(reviewOf({ values: { share: 'if(sick >= 0, sick, 1)' } })).toMatchObject([always]);
});

test('rates read natural units where a slot has errors', () => {
  const share = { ...flowing, initial: 0.5, max: 1, errors: 'logit' };
  const when = (condition: string): object => ({
    ...slots(share),
    rules: [{ ...WORLD.rules[0], when: condition }],
  });
  expect(reviewOf(when('sick > 0.7'))).toEqual([]);
  expect(reviewOf(when('sick > 1'))).toMatchObject([{ path: 'rules[0].when' }]);
});

test('names that nobody reads are told with how to use them', () => {
  expect(reviewOf(values({ idle: 'sick' }))).toEqual([
    {
      path: 'values.idle',
      message: 'nothing reads the value "idle", and it is no target',
      hint: 'use it in an expression, name it in forecast.targets, or leave it out',
    },
  ]);
  const tables = {
    f: {
      points: [
        [0, 1],
        [1, 2],
      ],
    },
  };
  expect(reviewOf({ tables })).toEqual([
    {
      path: 'tables.f',
      message: 'nothing reads the table "f"',
      hint: 'use it in an expression as f(x), or leave it out',
    },
  ]);
  expect(reviewOf({ series: { rain: { dataset: 'd' } } })).toEqual([
    {
      path: 'series.rain',
      message: 'nothing reads the series "rain"',
      hint: 'use it in an expression, or leave it out',
    },
  ]);
});

test.each<[reader: string, change: object]>([
  ['a value', values({ total: 'p + sick' })],
  ['an initial value', slots({ ...flowing, initial: 'p' })],
  ['noise', slots({ ...flowing, noise: { sd: 'p' } })],
  ['a delay', values({ total: 'smooth1(sick, p)' })],
  ['the start of a delay', values({ total: 'smooth1(sick, 3, p)' })],
  ['a set', rules({ target: 'sick', set: 'p' })],
  ['an event', { forecast: { events: [{ name: 'e', when: 'sick > p' }] } }],
])('a parameter that only %s reads is read', (_reader, change) => {
  const params = { ...WORLD.params, p: { value: 1 } };
  const model = { forecast: { targets: ['sick', 'share'] }, ...change, params };
  const paths = reviewOf(model).map((problem) => Reflect.get(problem, 'path'));
  expect(paths).not.toContain('params.p');
  expect(reviewOf({ params })).toMatchObject([{ path: 'params.p' }]);
});

test('a value that is only a target, or read by an event or in the past, is used', () => {
  const idle = values({ idle: 'sick' });
  expect(reviewOf({ ...idle, forecast: { targets: ['idle', 'sick'] } })).toEqual([]);
  const events = [{ name: 'e', when: 'idle > 3' }];
  expect(reviewOf({ ...idle, forecast: { events } })).toEqual([]);
  expect(reviewOf({ ...idle, ...rules({ target: 'sick', rate: 'idle[-1]' }) })).toEqual([]);
});

test.each(['time', 'dt', 'month', 'season', 'weekday', 'pi'])(
  'a name that hides the %s of the language is told, whatever it names',
  (name) => {
    const told = (part: string): object[] => [
      expect.objectContaining({
        path: `${part}.${name}`,
        message: `it hides the ${name} of the language in every expression`,
      }),
    ];
    const isRead = { forecast: { targets: ['read', 'sick'] } };
    const params = { ...WORLD.params, [name]: { value: 1 } };
    expect(reviewOf({ ...values({ read: name }), ...isRead, params })).toEqual(told('params'));
    expect(reviewOf({ ...values({ [name]: 1, read: name }), ...isRead })).toEqual(told('values'));
    const world = { slots: { ...WORLD.slots, [name]: flowing } };
    expect(reviewOf({ ...world, ...rules({ target: name, add: 1 }) })).toEqual(told('slots'));
  },
);

test('a table that hides a function is told', () => {
  const tables = {
    exp: {
      points: [
        [0, 1],
        [1, 2],
      ],
    },
  };
  expect(reviewOf({ tables, ...rules({ target: 'sick', rate: 'exp(k)' }) })).toMatchObject([
    { path: 'tables.exp', message: 'it hides the exp of the language in every expression' },
  ]);
});

test('turn in a law of the world is told once, with what counts through a history', () => {
  const reading = { values: { share: 'sick * turn', other: 'turn' } };
  expect(reviewOf({ ...reading, forecast: { targets: ['sick', 'other', 'share'] } })).toEqual([
    {
      path: 'values.share',
      message: 'turn counts from the origin of each forecast: in a history it is always 0',
      hint: 'a moment of the world is time, or month, week, season, … where the turns have dates',
      rule: undefined,
    },
  ]);
  expect(reviewOf({ forecast: { events: [{ name: 'e', when: 'turn > 3' }] } })).toEqual([]);
});

test('an overlay that decays and is moved by rates is told, with the rate to write', () => {
  const mood = { kind: 'overlay', initial: 0.5, decay: 0.02 };
  const moved = (effect: object): object => ({
    slots: { ...WORLD.slots, mood },
    ...rules(effect),
  });
  expect(reviewOf(moved({ target: 'mood', rate: 'k' }))).toEqual([
    {
      path: 'slots.mood.decay',
      message: 'mood decays once a turn, and rates move it in every step',
      hint: 'leave decay out, and write it as a rate of a rule: -0.02',
    },
  ]);
  expect(reviewOf(moved({ target: 'mood', add: 'k' }))).toEqual([]);
});

test('a stock that flows leave needs a min', () => {
  const open = { kind: 'variable', initial: 10 };
  expect(reviewOf({ slots: { ...WORLD.slots, well: open } })).toEqual([
    {
      path: 'slots.well',
      message: 'well has no min, so flows can take more than there is',
      hint: 'write min: 0',
    },
  ]);
  expect(reviewOf(slots(open))).toEqual([]);
});

test('what is set to 0 is something, what moves by 0 is not', () => {
  expect(reviewOf(rules({ target: 'sick', set: 0 }))).toEqual([]);
  expect(reviewOf(rules({ target: 'sick', rate: 0 }))).toMatchObject([
    { path: 'rules[1].effects[0].rate', message: 'it moves nothing' },
  ]);
  const still = { rules: [{ ...WORLD.rules[0], trust: 0 }] };
  expect(reviewOf(still)).toMatchObject([{ path: 'rules[0].trust' }]);
});

test.each([
  ['trust', { trust: 0.5, effects: [{ target: 'sick', set: 3 }] }],
  ['trust', { trust: 0, effects: [{ target: 'sick', set: 3 }] }],
  ['importance', { importance: 0.5, effects: [{ target: 'sick', add: 'k', scaled: false }] }],
])('%s of a rule without scaled effects changes nothing', (key, rule) => {
  const told = reviewOf({ rules: [...WORLD.rules, { id: 'S', ...rule }] });
  expect(told).toEqual([
    {
      path: `rules[1].${key}`,
      message: expect.stringMatching(
        new RegExp(`^${key} 0\\S* changes nothing: no effect of the rule is scaled$`),
      ),
      rule: 'S',
      hint: 'what is set never is: leave it out',
    },
  ]);
});

test('scaled beside set changes nothing', () => {
  expect(reviewOf(rules({ target: 'sick', set: 3, scaled: false }))).toMatchObject([
    {
      path: 'rules[1].effects[0].scaled',
      message: 'what is set is never scaled: it changes nothing',
    },
  ]);
});

test.each<[chance: string, change: object]>([
  ['a draw of a parameter', {}],
  ['a draw of an initial value', slots({ ...flowing, initial: { normal: [5, 1] } })],
  ['a count', rules({ target: 'sick', rate: 'k', draw: 'poisson' })],
  ['noise', slots({ ...flowing, noise: { sd: 'share' } })],
])('%s is chance', (_chance, change) => {
  expect(reviewOf(change)).toEqual([]);
});

test('without any chance all members are equal', () => {
  expect(reviewOf({ params: { k: { value: 0.1 } } })).toMatchObject([
    { path: 'members', hint: 'give a slot noise, draw a parameter, or write members: 1' },
  ]);
});
