import { compileModel } from './compile-model.ts';
import { expect, test } from 'vitest';
import {
  problemsOf,
  rule,
  slots,
  variable,
  withoutHoles,
  type BrokenLaw,
} from '../../test/broken-models.ts';

test.each<BrokenLaw>([
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
    {
      column: 1,
      rule: 'R1',
      hint: 'a condition is no 0 or 1: choose by it with if(condition, 1, 0)',
    },
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
    'quantiles ascend inside (0, 1), each once, also when they are rounded to 10 decimals',
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
    {
      column: 6,
      hint: 'price is read as it is at the end of the turn; the model can give its past a name: values: { before: price[-1] }',
    },
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
])('%s', (_law, change, path, message, more = {}) => {
  expect(problemsOf({ name: 'm', slots, ...change }).map(withoutHoles)).toEqual([
    { path, message, ...more },
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

const drawnRates = (method: string): object => ({
  name: 'm',
  slots: { x: { kind: 'variable', initial: 9 }, y: { kind: 'variable', initial: 0 } },
  time: { method },
  rules: [
    { id: 'once', effects: [{ target: 'y', add: 2, draw: 'poisson' }] },
    { id: 'flow', effects: [{ flow: { from: 'x', to: 'y' }, rate: 1, draw: 'binomial' }] },
  ],
});

test('a rate that is drawn is none that the method of Runge and Kutta can follow', () => {
  expect(problemsOf(drawnRates('euler'))).toEqual([]);
  expect(problemsOf(drawnRates('rk4')).map((problem) => [problem.path, problem.rule])).toEqual([
    ['rules[1].effects[0].draw', 'flow'],
  ]);
});
