import { PulseError, type Problem, type WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { compileModel } from './compile-model.ts';

/** A small world with one of everything. */
const BASE = {
  name: 'small',
  slots: {
    hope: { kind: 'overlay', initial: 0.5, decay: 0.01, noise: 0.02 },
    mood: { kind: 'overlay', initial: 0.25, decay: 0.1, noise: 0.1, parent: 'hope' },
    price: { kind: 'variable', initial: 20, min: 0, max: 100, transform: 'log100', noise: 1 },
    share: { kind: 'variable', initial: 0.5, min: 0.1, transform: 'logit' },
    cash: { kind: 'capital', initial: 1000 },
  },
  params: { beta: { value: 0.3, min: 0, max: 1 } },
  rules: [
    {
      id: 'R1',
      when: 'hope > 0.4 and turn >= 1',
      importance: 0.8,
      trust: 0.5,
      effects: [
        { target: 'price', add: 'beta * (price - price[-3])', max: 90 },
        { target: 'cash', add: -5, scaled: false, min: 0 },
      ],
    },
    { id: 'R2', effects: [{ target: 'hope', add: '0.01' }] },
  ],
  measurements: { mood: 'sigmoid(hope - hope[-12])' },
  symbols: ['hope', 'mood'],
  tags: [
    { code: 'UP', label: 'Up', when: 'hope > 0.7' },
    { code: 'FLAT', label: 'Flat' },
  ],
  forecast: { events: [{ name: 'crash', when: 'price < 10 * beta' }] },
} as const satisfies WorldModelInput;

test('a model becomes arrays in slot order, in transformed units', () => {
  const compiled = compileModel(BASE);
  expect(compiled.names).toEqual(['hope', 'mood', 'price', 'share', 'cash']);
  expect(compiled.index.get('share')).toBe(3);
  expect(compiled.kinds).toEqual(['overlay', 'overlay', 'variable', 'variable', 'capital']);
  expect(compiled.transforms).toEqual(['identity', 'identity', 'log100', 'logit', 'identity']);
  const log = (x: number): unknown => expect.closeTo(100 * Math.log(x), 9);
  expect([...compiled.initial]).toEqual([0.5, 0.25, log(20), 0, 1000]);
  const logitOfTenth = expect.closeTo(Math.log(1 / 9), 12);
  expect([...compiled.lower]).toEqual([0, 0, -Infinity, logitOfTenth, -Infinity]);
  expect([...compiled.upper]).toEqual([1, 1, log(100), Infinity, Infinity]);
  expect([...compiled.maxLag]).toEqual([12, 0, 3, 0, 0]);
  expect(compiled.params).toEqual({ names: ['beta'], values: Float64Array.of(0.3) });
  expect(compiled.symbols).toEqual([0, 1]);
  expect(compiled.simultaneous).toBe(false);
  expect(compiled.model.rules[1]?.trust).toBe(1);
});

test('a measured overlay neither decays nor is shaken', () => {
  const compiled = compileModel(BASE);
  expect([...compiled.decay]).toEqual([0.01, 0, 0, 0, 0]);
  expect([...compiled.noise]).toEqual([0.02, 0, 1, 0, 0]);
  expect(compiled.measured).toEqual([false, true, false, false, false]);
  expect(compiled.measurements.map(({ slot }) => slot)).toEqual([1]);
});

test('rules keep their order, their shares and the limits of their effects', () => {
  const [first, second] = compileModel(BASE).rules;
  expect(first).toMatchObject({ id: 'R1', trust: 0.5, importance: 0.8, when: { op: 'and' } });
  expect(first?.effects).toMatchObject([
    { target: 2, scaled: true, lower: -Infinity, upper: expect.closeTo(100 * Math.log(90), 9) },
    { target: 4, scaled: false, lower: 0, upper: Infinity, add: { op: 'literal', value: -5 } },
  ]);
  expect(second).toMatchObject({ id: 'R2', when: null, effects: [{ add: { value: 0.01 } }] });
});

test('fuel counts every node that a turn computes, and every effect', () => {
  // R1: 7 nodes of when, 5 + 1 of the amounts; R2: 1; the measurement: 4; three effects.
  expect(compileModel(BASE).nodes).toBe(7 + 5 + 1 + 1 + 4 + 3);
});

test('what a model leaves out has the documented defaults', () => {
  const compiled = compileModel(BASE);
  expect(compiled.targets).toEqual([0, 2, 4]);
  expect(compiled.quantiles).toEqual([0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975]);
  expect(compiled.horizons).toBeNull();
  expect(compiled.events).toEqual([{ name: 'crash', when: 'price < 10 * beta' }]);
  expect(compileModel({ ...BASE, rules: [] }).targets).toEqual([0, 1, 2, 3, 4]);
  const forecast = { targets: ['cash', 'hope'], quantiles: [0.1, 0.9], horizons: [1, 5] };
  expect(compileModel({ ...BASE, forecast })).toMatchObject({
    targets: [4, 0],
    quantiles: [0.1, 0.9],
    horizons: [1, 5],
  });
});

test('tags are asked by name', () => {
  const [up, flat] = compileModel(BASE).tags;
  expect(up?.when?.evaluate(() => 0.8)).toBe(true);
  expect(up?.when?.evaluate(() => 0.7)).toBe(false);
  expect(flat).toEqual({ code: 'FLAT', label: 'Flat', when: null });
});

test('compiling changes nothing in the model it was given', () => {
  const model = structuredClone(BASE);
  compileModel(model);
  expect(model).toEqual(BASE);
});

function problemsOf(model: unknown): readonly Problem[] {
  try {
    compileModel(model);
  } catch (error) {
    if (error instanceof PulseError && error.code === 'model-invalid') return error.problems;
    throw error;
  }
  return [];
}

type Change = Partial<Record<keyof WorldModelInput, unknown>>;

const overlay = { kind: 'overlay', initial: 0.5 };
const variable = { kind: 'variable', initial: 5 };
const slots = { hope: overlay, rage: overlay, price: variable };

/** A rule with one effect. */
function rule(id: string, effect: object, when?: string): object {
  return { id, ...(when === undefined ? {} : { when }), effects: [effect] };
}

test.each<[law: string, change: Change, path: string, message: string, more?: Partial<Problem>]>([
  [
    'a target is declared',
    { rules: [rule('R1', { target: 'hop', add: 1 })] },
    'rules[0].effects[0].target',
    'unknown name "hop"',
    { hint: 'did you mean "hope"?', rule: 'R1' },
  ],
  [
    'a parameter is no target',
    { params: { k: { value: 1 } }, rules: [rule('R1', { target: 'k', add: 1 })] },
    'rules[0].effects[0].target',
    'unknown name "k"',
    { hint: 'it is a parameter, which no rule can change', rule: 'R1' },
  ],
  [
    'an amount is a number',
    { rules: [rule('R1', { target: 'hope', add: 'price > 1' })] },
    'rules[0].effects[0].add',
    'expected a number, found a condition',
    { column: 1, rule: 'R1' },
  ],
  [
    'an amount parses',
    { rules: [rule('R1', { target: 'hope', add: '2 * pric' })] },
    'rules[0].effects[0].add',
    'unknown name "pric"',
    { column: 5, rule: 'R1', hint: 'did you mean "price"?' },
  ],
  [
    'a when is a condition',
    { rules: [rule('R1', { target: 'hope', add: 1 }, 'price')] },
    'rules[0].when',
    'expected a condition, found a number',
    { column: 1, rule: 'R1', hint: 'compare it with something, as in x > 0.5' },
  ],
  [
    'rule ids are unique',
    { rules: [rule('R1', { target: 'hope', add: 1 }), rule('R1', { target: 'rage', add: 1 })] },
    'rules[1].id',
    '"R1" is the id of rules[0] already',
    { rule: 'R1' },
  ],
  [
    'the limits of an effect leave room',
    { rules: [rule('R1', { target: 'price', add: 1, min: 3, max: 3 })] },
    'rules[0].effects[0].min',
    'min 3 is not below max 3',
    { rule: 'R1' },
  ],
  [
    'the limits of an effect lie in the domain',
    {
      slots: { price: { ...variable, transform: 'log100' } },
      rules: [rule('R1', { target: 'price', add: 1, max: 0 })],
    },
    'rules[0].effects[0].max',
    '0 leaves no value in the domain of log100',
    { rule: 'R1' },
  ],
  [
    'a lower limit lies in the domain',
    {
      slots: { q: { kind: 'variable', initial: 0.5, transform: 'logit' } },
      rules: [rule('R1', { target: 'q', add: 1, min: 1 })],
    },
    'rules[0].effects[0].min',
    '1 leaves no value in the domain of logit',
    { rule: 'R1' },
  ],
  [
    'a measured overlay takes no effects',
    { measurements: { rage: 'hope' }, rules: [rule('R1', { target: 'rage', add: 1 })] },
    'rules[0].effects[0].target',
    'rage is measured and takes no effects',
    { hint: 'change the slots its measurement reads', rule: 'R1' },
  ],
  [
    'only declared overlays are measured',
    { measurements: { rag: 'hope' } },
    'measurements.rag',
    'unknown name "rag"',
    { hint: 'did you mean "rage"?' },
  ],
  [
    'only overlays are measured',
    { measurements: { price: 'hope' } },
    'measurements.price',
    'only overlays are measured, and price is of kind variable',
  ],
  [
    'a measurement does not read itself',
    { measurements: { rage: '1 - rage' } },
    'measurements.rage',
    'rage is measured, but not before this measurement',
    { column: 5 },
  ],
  [
    'a measurement reads no later one',
    { measurements: { rage: 'hope + 1', hope: 'price' } },
    'measurements.rage',
    'hope is measured, but not before this measurement',
    { column: 1 },
  ],
  [
    'a measurement parses',
    { measurements: { rage: 'hope +' } },
    'measurements.rage',
    'expected a value, found the end',
    { column: 7 },
  ],
  ['symbols are declared', { symbols: ['hope', 'fury'] }, 'symbols[1]', 'unknown name "fury"'],
  ['symbols are overlays', { symbols: ['price'] }, 'symbols[0]', '"price" is not an overlay'],
  [
    'symbols are there once',
    { symbols: ['hope', 'rage', 'hope'] },
    'symbols[2]',
    '"hope" is there twice',
  ],
  [
    'targets are declared',
    { forecast: { targets: ['prise'] } },
    'forecast.targets[0]',
    'unknown name "prise"',
    { hint: 'did you mean "price"?' },
  ],
  [
    'targets are there once',
    { forecast: { targets: ['price', 'price'] } },
    'forecast.targets[1]',
    '"price" is there twice',
  ],
  [
    'quantiles ascend',
    { forecast: { quantiles: [0.5, 0.1] } },
    'forecast.quantiles[1]',
    '0.1 is not above 0.5: they ascend, each once',
  ],
  [
    'horizons are there once',
    { forecast: { horizons: [1, 1] } },
    'forecast.horizons[1]',
    '1 is not above 1: they ascend, each once',
  ],
  [
    'events parse',
    { forecast: { events: [{ name: 'e', when: 'price[-1] > 1' }] } },
    'forecast.events[0].when',
    'there are no earlier values to read here',
    { column: 6 },
  ],
  [
    'event names are unique',
    {
      forecast: {
        events: [
          { name: 'e', when: 'price > 1' },
          { name: 'e', when: 'price > 2' },
        ],
      },
    },
    'forecast.events[1].name',
    '"e" is the name of forecast.events[0] already',
  ],
  [
    'tags parse',
    { tags: [{ code: 'A', label: 'a', when: 'hope >' }] },
    'tags[0].when',
    'expected a value, found the end',
    { column: 7 },
  ],
  [
    'tag codes are unique',
    {
      tags: [
        { code: 'A', label: 'a', when: 'hope > 1' },
        { code: 'A', label: 'b' },
      ],
    },
    'tags[1].code',
    '"A" is the code of tags[0] already',
  ],
  [
    'every tag can be reached',
    {
      tags: [
        { code: 'A', label: 'a' },
        { code: 'B', label: 'b' },
      ],
    },
    'tags[1]',
    'is never reached: tags[0] has no when and always holds',
  ],
  [
    'a name means one thing',
    { params: { hope: { value: 1 } } },
    'params.hope',
    '"hope" is a slot already: every name has one meaning',
  ],
  [
    'a parameter lies in its range',
    { params: { k: { value: 2, max: 1 } } },
    'params.k.value',
    '2 is above max 1',
  ],
  [
    'the range of a parameter is not empty',
    { params: { k: { value: 2, min: 2, max: 2 } } },
    'params.k.min',
    'min 2 is not below max 2',
  ],
  [
    'initial lies above min',
    { slots: { price: { ...variable, min: 6 } } },
    'slots.price.initial',
    '5 is below min 6',
  ],
  [
    'initial lies below max',
    { slots: { price: { ...variable, max: 4 } } },
    'slots.price.initial',
    '5 is above max 4',
  ],
  [
    'min lies below max',
    { slots: { price: { ...variable, min: 5, max: 5 } } },
    'slots.price.min',
    'min 5 is not below max 5',
  ],
  [
    'overlays start in 0..1',
    { slots: { hope: { ...overlay, initial: 1.5 } } },
    'slots.hope.initial',
    '1.5 is outside 0..1, where overlays live',
  ],
  [
    'overlay bounds lie in 0..1',
    { slots: { hope: { ...overlay, max: 2 } } },
    'slots.hope.max',
    '2 is outside 0..1, where overlays live',
  ],
  [
    'initial lies in the domain of log100',
    { slots: { price: { ...variable, initial: 0, transform: 'log100' } } },
    'slots.price.initial',
    '0 is outside the domain of log100',
    { hint: 'it needs x > 0' },
  ],
  [
    'initial lies in the domain of logit',
    { slots: { q: { ...variable, initial: 1, transform: 'logit' } } },
    'slots.q.initial',
    '1 is outside the domain of logit',
    { hint: 'it needs 0 < x < 1' },
  ],
  [
    'only overlays decay',
    { slots: { price: { ...variable, decay: 0.1 } } },
    'slots.price.decay',
    'only overlays have decay, and price is of kind variable',
  ],
  [
    'only overlays have a category',
    { slots: { cash: { kind: 'capital', initial: 0, category: 'primary' } } },
    'slots.cash.category',
    'only overlays have category, and cash is of kind capital',
  ],
  [
    'only overlays have a parent',
    { slots: { hope: overlay, price: { ...variable, parent: 'hope' } } },
    'slots.price.parent',
    'only overlays have parent, and price is of kind variable',
  ],
  [
    'only overlays have a priority',
    { slots: { price: { ...variable, priority: 1 } } },
    'slots.price.priority',
    'only overlays have priority, and price is of kind variable',
  ],
  [
    'a decaying overlay is not transformed',
    { slots: { hope: { ...overlay, decay: 0.1, transform: 'logit' } } },
    'slots.hope.transform',
    'an overlay that decays cannot be transformed',
    { hint: 'leave out decay, and pull it back with a rule' },
  ],
  [
    'a parent is declared',
    { slots: { hope: { ...overlay, parent: 'hop' } } },
    'slots.hope.parent',
    'unknown name "hop"',
    { hint: 'did you mean "hope"?' },
  ],
  [
    'a parent is an overlay',
    { slots: { hope: { ...overlay, parent: 'price' }, price: variable } },
    'slots.hope.parent',
    '"price" is of kind variable, not an overlay',
  ],
  [
    'a parent is another',
    { slots: { hope: { ...overlay, parent: 'hope' } } },
    'slots.hope.parent',
    'an overlay is not its own parent',
  ],
])('%s', (_law, change, path, message, more = {}) => {
  expect(problemsOf({ name: 'm', slots, ...change }).map(withoutHoles)).toEqual([
    { path, message, ...more },
  ]);
});

/** Without the keys whose value is undefined. */
function withoutHoles(problem: Problem): object {
  return Object.fromEntries(Object.entries(problem).filter(([, value]) => value !== undefined));
}

test('bounds outside the domain of a transform are refused', () => {
  const q = { kind: 'variable', initial: 0.5, transform: 'logit' };
  expect(problemsOf({ name: 'm', slots: { q: { ...q, min: 1, max: 2 } } })).toMatchObject([
    { path: 'slots.q.initial' },
    { path: 'slots.q.min', message: '1 leaves no value in the domain of logit' },
  ]);
  const p = { kind: 'variable', initial: 5, transform: 'log100' };
  expect(problemsOf({ name: 'm', slots: { p: { ...p, max: -1 } } })).toMatchObject([
    { path: 'slots.p.initial' },
    { path: 'slots.p.max', message: '-1 leaves no value in the domain of log100' },
  ]);
});

test('a measurement may read one before it, and the past of any', () => {
  const model = {
    name: 'm',
    slots,
    measurements: { rage: '1 - hope[-1] - rage[-1]', hope: 'rage' },
  };
  expect(compileModel(model).measurements.map(({ slot }) => slot)).toEqual([1, 0]);
  expect([...compileModel(model).maxLag]).toEqual([1, 1, 0]);
});

test('a rule may read measured overlays', () => {
  const rules = [rule('R1', { target: 'price', add: 'rage' }, 'rage > 0.5')];
  expect(problemsOf({ name: 'm', slots, measurements: { rage: 'hope' }, rules })).toEqual([]);
});

test('all problems are told at once, and the message names the first', () => {
  const model = {
    name: 'm',
    slots,
    rules: [
      rule('R1', { target: 'hop', add: 'pric' }, 'hope'),
      rule('R1', { target: 'hope', add: '1 +' }),
    ],
    symbols: ['price'],
  };
  expect(problemsOf(model).map(({ path }) => path)).toEqual([
    'rules[1].id',
    'rules[0].when',
    'rules[0].effects[0].target',
    'rules[0].effects[0].add',
    'rules[1].effects[0].add',
    'symbols[0]',
  ]);
  expect(() => compileModel(model)).toThrow(
    'model m is not valid: rules[1].id: "R1" is the id of rules[0] already; and 5 more',
  );
  expect(() => compileModel({ name: 'm', slots, symbols: ['hop'] })).toThrow(
    /^model m is not valid: symbols\[0\]: unknown name "hop" \(did you mean "hope"\?\)$/,
  );
});
