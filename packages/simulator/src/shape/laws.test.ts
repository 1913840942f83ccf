import { expect, test } from 'vitest';
import { problemsOf } from '../../test/broken-models.ts';
import { compileModel } from '../model/compile-model.ts';
import { formatPath } from './problems.ts';

const hope = { kind: 'overlay', initial: 0.5 };

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
  const problems = problemsOf({
    name: 'm',
    slots: { hope },
    rules: [{ id: 'R1', whn: 'hope > 1', trust: 'a', effects: [{ add: 1 }] }],
  });
  expect(problems.map(({ path, rule }) => [path, rule])).toEqual([
    ['rules[0].whn', 'R1'],
    ['rules[0].effects[0].target', 'R1'],
    ['rules[0].trust', 'R1'],
  ]);
});

test('what is wrong with names and expressions is told beside what is wrong with the shape', () => {
  const model = {
    name: 'm',
    slots: { hope: { kind: 'stock', initial: 1 }, rage: 3, calm: { kind: 'overlay', initial: 2 } },
    params: { k: 1 },
    rules: [
      { id: 'R 1', when: 'hop > 1', effects: [{ target: 'hope', sett: 1 }] },
      { id: 'R2', trust: 'a', effects: [{ target: 'rag', add: 'k * pric' }] },
      { id: 'R3', effects: 'none', when: 'hope >' },
    ],
    tags: 3,
    measurements: { calm: '1 +', rage: 2 },
  };
  const places = problemsOf(model).map(({ path }) => path);
  expect(places.toSorted()).toEqual([
    'measurements.calm',
    'measurements.rage',
    'params.k',
    'rules[0].effects[0].sett',
    'rules[0].id',
    'rules[0].when',
    'rules[1].effects[0].add',
    'rules[1].effects[0].target',
    'rules[1].trust',
    'rules[2].effects',
    'rules[2].when',
    'slots.calm.initial',
    'slots.hope.kind',
    'slots.rage',
    'tags',
  ]);
});

test('the version may be a whole number and is the same model as with the text', () => {
  const versions = [1, '1', undefined].map((version) =>
    compileModel({ name: 'm', slots: { hope }, ...(version === undefined ? {} : { version }) }),
  );
  expect(versions.map(({ model }) => model.version)).toEqual(['1', '1', '1']);
});

test('a path is written as people write it', () => {
  expect(formatPath(['rules', 2, 'effects', 0, 'add'])).toBe('rules[2].effects[0].add');
  expect(formatPath(['slots', 'a.b', 'min'])).toBe('slots["a.b"].min');
  expect(formatPath([])).toBe('');
});
