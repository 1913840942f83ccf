import { expect, expectTypeOf, test } from 'vitest';
import { ScenarioConfig, type ScenarioConfigInput } from './scenario-config.ts';

/** Paths (joined by dots) of what is wrong; empty when nothing is. */
function wrong(input: unknown): string[] {
  const { error } = ScenarioConfig.safeParse(input);
  return (error?.issues ?? []).map(({ path }) => path.join('.'));
}

test('an empty object is a scenario of one turn', () => {
  expect(ScenarioConfig.parse({})).toEqual({
    turns: 1,
    state_overrides: {},
    params: {},
    interventions: [],
    use_symbolism: true,
    gravity: true,
    mode: 'strict_injection',
    assess: 'basic',
    trace: 'none',
  });
});

test('parsing what was parsed changes nothing', () => {
  const input: ScenarioConfigInput = {
    id: 'a',
    turns: 5,
    state_overrides: { hope: 0.3, valueOf: 1 },
    params: { beta: 0.2, 'rule.R001_HopeTrust.trust': 0.4, 'rule.a.b.importance': 1 },
    interventions: [
      { turn: 1, set: { hope: 1 } },
      { turn: 2, add: { rage: -0.1 } },
    ],
    seed: 'spring',
    observations: [{ hope: 0.5, rage: null, date: '2020-01' }],
    forecast: { events: [{ name: 'peak', when: 'hope > 0.5', by: 3 }] },
    meta: { nested: [{ deep: true }] },
  };
  const once = ScenarioConfig.parse(input);
  expect(ScenarioConfig.parse(once)).toEqual(once);
});

test('what a person may write is optional, what is parsed is not', () => {
  expectTypeOf<ScenarioConfigInput['turns']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<ScenarioConfig['turns']>().toEqualTypeOf<number>();
  expectTypeOf<ScenarioConfigInput['state_overrides']>().toEqualTypeOf<
    Record<string, number> | undefined
  >();
});

test.each([
  { id: 'x'.repeat(256) },
  { id: 'naïve 😀' },
  { turns: 100_000, members: 100_000 },
  { seed: 0 },
  { seed: 2 ** 53 - 1 },
  { seed: '5' },
  { gravity: false },
  { gravity: { lambda: 0.5 } },
  { observations: { dataset: 'us', until: '1999-12', window: 60 } },
  { observations: { dataset: 'us', until: 12 } },
  { forecast: { horizons: [1, 5], quantiles: [0.1, 0.9], targets: ['hope'] } },
  { forecast: { events: [{ name: 'peak', when: 'x > 1', at: 3 }] } },
  { meta: {} },
  { state_overrides: { data: 1, items: 1, hasOwnProperty: 1 } },
])('%j is accepted', (input) => {
  expect(wrong(input)).toEqual([]);
});

test.each<[unknown, string[]]>([
  [{ turnz: 1 }, ['']],
  [{ turns: 0 }, ['turns']],
  [{ turns: 100_001 }, ['turns']],
  [{ turns: 1.5 }, ['turns']],
  [{ turns: '5' }, ['turns']],
  [{ turns: null }, ['turns']],
  [{ members: 0 }, ['members']],
  [{ members: 100_001 }, ['members']],
  [{ id: '' }, ['id']],
  [{ id: 'x'.repeat(257) }, ['id']],
  [{ id: 'a\u0000b' }, ['id']],
  [{ id: 'tab\t' }, ['id']],
  [{ id: 7 }, ['id']],
  [{ group: '' }, ['group']],
  [{ seed: -1 }, ['seed']],
  [{ seed: 0.5 }, ['seed']],
  [{ seed: 2 ** 53 }, ['seed']],
  [{ seed: '' }, ['seed']],
  [{ use_symbolism: 1 }, ['use_symbolism']],
  [{ mode: 'strict' }, ['mode']],
  [{ assess: 'all' }, ['assess']],
  [{ trace: true }, ['trace']],
  [{ gravity: 'off' }, ['gravity']],
  [{ state_overrides: [] }, ['state_overrides']],
  [{ state_overrides: { hope: '1' } }, ['state_overrides.hope']],
  [{ state_overrides: { hope: Infinity } }, ['state_overrides.hope']],
  [{ state_overrides: { turn: 1 } }, ['state_overrides.turn']],
  [{ state_overrides: { 'a b': 1 } }, ['state_overrides.a b']],
  [JSON.parse('{"state_overrides":{"__proto__":1}}'), ['state_overrides.__proto__']],
  [JSON.parse('{"params":{"__proto__":1}}'), ['params.__proto__']],
  [{ params: { constructor: 1 } }, ['params.constructor']],
  [{ params: { 'rule.x.weight': 1 } }, ['params.rule.x.weight']],
  [{ interventions: [{ turn: 1 }] }, ['interventions.0']],
  [{ interventions: [{ turn: 1, set: {}, add: {} }] }, ['interventions.0']],
  [{ interventions: [{ turn: 0, set: {} }] }, ['interventions.0.turn']],
  [{ interventions: [{ turn: 1, put: {} }] }, ['interventions.0', 'interventions.0']],
  [{ observations: { until: 3 } }, ['observations']],
  [{ observations: [{ hope: [1] }] }, ['observations']],
  [{ observations: { dataset: 'us', window: 0 } }, ['observations.window']],
  [{ forecast: { quantiles: [0] } }, ['forecast.quantiles.0']],
  [{ forecast: { quantiles: [] } }, ['forecast.quantiles']],
  [{ forecast: { horizons: [0] } }, ['forecast.horizons.0']],
  [{ forecast: { target: ['hope'] } }, ['forecast']],
  [{ forecast: { events: [{ name: 'x', when: 'x>1', by: 1, at: 1 }] } }, ['forecast.events.0']],
  [{ forecast: { events: [{ name: 'x y', when: 'x>1' }] } }, ['forecast.events.0.name']],
  [{ meta: [] }, ['meta']],
  [{ meta: { big: 'x'.repeat(16 * 1024) } }, ['meta']],
  [null, ['']],
  [[], ['']],
])('%j is refused at %j', (input, paths) => {
  expect(wrong(input)).toEqual(paths);
});

test('meta holds 16 KiB', () => {
  const filler = 'x'.repeat(16 * 1024 - '{"a":""}'.length);
  expect(wrong({ meta: { a: filler } })).toEqual([]);
  expect(wrong({ meta: { a: `${filler}x` } })).toEqual(['meta']);
});
