import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSchema, ScenarioConfig, WorldModel } from '@pulse-stream/worldstate';
import { SCHEMAS, type SchemaName } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { conforms, type JsonSchema } from './validate-json-schema.ts';

const NAMES: SchemaName[] = ['config', 'result', 'model'];

function golden(name: SchemaName): JsonSchema {
  // A file of ours, written by describeSchema.
  return JSON.parse(
    readFileSync(join(import.meta.dirname, `golden/${name}.schema.json`), 'utf8'),
  ) as JsonSchema;
}

test('there are three published schemas', () => {
  expect(Object.keys(SCHEMAS)).toEqual(NAMES);
});

// A difference here changes what other programs rely on: see golden/README.md before accepting it.
test.each(NAMES)('the JSON Schema of a %s is the published one', (name) => {
  expect(describeSchema(name)).toEqual(golden(name));
});

test.each(NAMES)('the JSON Schema of a %s says its draft and its title', (name) => {
  expect(golden(name)).toMatchObject({
    title: `pulse-stream ${name}`,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
  });
});

const CONFIGS: unknown[] = [
  {},
  { id: 'a', turns: 5, members: 10, seed: 7, group: 'g' },
  { seed: 'spring', gravity: false, trace: 'full', assess: 'full' },
  { state_overrides: { hope: 0.5, valueOf: 2 }, params: { 'rule.R1.trust': 0.5, beta: 1 } },
  {
    interventions: [
      { turn: 2, set: { hope: 0.1 } },
      { turn: 3, add: { rage: 1 } },
    ],
  },
  { gravity: { lambda: 0.5, shadow_monitor: { window_steps: 5 } }, mode: 'seed_then_free' },
  { observations: [{ hope: 0.5, rage: null, date: '2020-01' }] },
  { observations: { dataset: 'us', until: '1999-12', window: 60 } },
  { forecast: { targets: ['hope'], quantiles: [0.5], horizons: [1], events: [] } },
  { forecast: { events: [{ name: 'peak', when: 'hope > 0.7', by: 3 }] } },
  { meta: { a: [1, 'b', null, { c: true }] } },
  { turnz: 1 },
  { turns: 0 },
  { turns: 1.5 },
  { members: '10' },
  { seed: -1 },
  { id: '' },
  { trace: 'some' },
  { state_overrides: { turn: 1 } },
  { state_overrides: { hope: 'high' } },
  { params: { 'rule.R1.weight': 1 } },
  { gravity: { lambda: 2 } },
  { gravity: { lamda: 0.5 } },
  { observations: { set: 'us' } },
  { forecast: { quantiles: [1] } },
  { forecast: { horizons: [] } },
  { meta: 'text' },
  [],
  null,
];

test('a config the schema of this package takes fits its JSON Schema, one it refuses does not', () => {
  const schema = golden('config');
  const verdicts = CONFIGS.map((config) => [config, ScenarioConfig.safeParse(config).success]);
  expect(verdicts.filter(([, accepted]) => accepted)).toHaveLength(11);
  expect(CONFIGS.map((config) => [config, conforms(config, schema)])).toEqual(verdicts);
});

const slots = { hope: { kind: 'overlay', initial: 0.5 } };
const MODELS: unknown[] = [
  { name: 'm', slots },
  {
    name: 'm',
    slots: { x: { kind: 'variable', initial: 1, transform: 'log100', unit: 'USD' } },
    params: { beta: { value: 1, min: 0 } },
    rules: [{ id: 'r', when: 'x > 1', effects: [{ target: 'x', add: 'beta * x', min: 0 }] }],
    tags: [{ code: 'A', label: 'a' }],
    forecast: { targets: ['x'] },
  },
  { slots },
  { name: 'm' },
  { name: 'm', slots: { 'a b': slots.hope } },
  { name: 'm', slots: { hope: { kind: 'mood', initial: 0.5 } } },
  { name: 'm', slots, rules: [{ id: 'r', effects: [] }] },
  { name: 'm', slots, rules: [{ id: 'r', effects: [{ target: 'hope' }] }] },
  { name: 'm', slots, symbol: [] },
];

test('a model the schema of this package takes fits its JSON Schema, one it refuses does not', () => {
  const schema = golden('model');
  const verdicts = MODELS.map((model) => [model, WorldModel.safeParse(model).success]);
  expect(verdicts.filter(([, accepted]) => accepted)).toHaveLength(2);
  expect(MODELS.map((model) => [model, conforms(model, schema)])).toEqual(verdicts);
});

test('a failure record fits the JSON Schema of a result, and only as one of its kinds', () => {
  const schema = golden('result');
  const record = {
    kind: 'failure',
    schema: 2,
    line: 1,
    batch_index: 0,
    status: 'failed',
    line_sha256: 'ab',
    error: { type: 'bad-json', stage: 'decode', message: 'no JSON' },
  };
  expect(conforms(record, schema)).toBe(true);
  expect(conforms({ ...record, kind: 'result' }, schema)).toBe(false);
  expect(conforms({ ...record, extra: 1 }, schema)).toBe(false);
});
