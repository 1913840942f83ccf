import type { WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { problemsOf, rule, slots } from '../../test/broken-models.ts';
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
  expect(compiled.events).toMatchObject([{ name: 'crash', when: 'price < 10 * beta' }]);
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
    'rules[0].effects[0].add',
    'rules[0].effects[0].target',
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
