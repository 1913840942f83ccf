import { decodeConfigValue, decodeLine } from '@pulse-stream/codec';
import { isFailure, ScenarioConfig } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import type { Failure } from '@pulse-stream/worldstate';
import { encode } from './read-input.ts';

const name = fc.constantFrom('hope', 'despair', 'rage', 'x', 'valueOf', 'toString', 'data', 'A_1');
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const values = fc.dictionary(name, finite, { maxKeys: 5 });
const label = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/\p{Surrogate}/u.test(text));
const event = fc.oneof(
  fc.record({ name, when: fc.constant('hope > 0.5') }),
  fc.record({ name, when: fc.constant('x < 1'), by: fc.integer({ min: 1, max: 9 }) }),
);
const optional = { requiredKeys: [] };
const config = fc.record(
  {
    id: label,
    turns: fc.integer({ min: 1, max: 100_000 }),
    state_overrides: values,
    params: fc.dictionary(fc.constantFrom('beta', 'rule.R1.trust', 'rule.a-b.importance'), finite),
    interventions: fc.array(
      fc.oneof(
        fc.record({ turn: fc.integer({ min: 1, max: 50 }), set: values }),
        fc.record({ turn: fc.integer({ min: 1, max: 50 }), add: values }),
      ),
      { maxLength: 3 },
    ),
    use_symbolism: fc.boolean(),
    members: fc.integer({ min: 1, max: 100_000 }),
    seed: fc.oneof(fc.maxSafeNat(), label),
    gravity: fc.oneof(
      fc.boolean(),
      fc.record(
        {
          lambda: fc.double({ min: 0, max: 1, noNaN: true }),
          ewma_span: fc.nat(),
          shadow_monitor: fc.record({ window_steps: fc.integer({ min: 1, max: 99 }) }, optional),
        },
        optional,
      ),
    ),
    observations: fc.oneof(
      fc.array(fc.dictionary(name, fc.oneof(finite, fc.constant(null))), { maxLength: 4 }),
      fc.record({ dataset: label, until: label, window: fc.integer({ min: 1, max: 99 }) }),
    ),
    mode: fc.constantFrom('strict_injection', 'seed_then_free'),
    forecast: fc.record(
      {
        targets: fc.array(name, { minLength: 1, maxLength: 3 }),
        quantiles: fc.array(fc.constantFrom(0.1, 0.5, 0.9), { minLength: 1, maxLength: 3 }),
        horizons: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
        events: fc.array(event, { maxLength: 2 }),
      },
      optional,
    ),
    assess: fc.constantFrom('basic', 'full'),
    trace: fc.constantFrom('none', 'summary', 'full'),
    group: label,
    meta: fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 }),
  },
  optional,
);

/** A value as text brings it: −0 as 0, no prototypes. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('decode ∘ stringify is the schema: every valid config comes back with its defaults', () => {
  fc.assert(
    fc.property(config, fc.integer({ min: 0, max: 3 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const expected = ScenarioConfig.safeParse(JSON.parse(text));
      const hasBadKey = /"(__proto__|constructor|prototype)":/.test(text);
      const decoded = decodeLine(encode(text));
      expect(isFailure(decoded)).toBe(hasBadKey || !expected.success);
      if (!isFailure(decoded)) expect(plain(decoded)).toEqual(plain(expected.data));
    }),
    { numRuns: 400, seed: 1 },
  );
});

test('a line and its parsed value are judged alike', () => {
  const mutated = fc.tuple(
    config,
    fc.constantFrom('turns', 'id', 'gravity', 'forecast', 'zzz'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(mutated, ([value, key, replacement]) => {
      const text = JSON.stringify({ ...value, [key]: replacement });
      const line = decodeLine(encode(text));
      const direct = decodeConfigValue(JSON.parse(text));
      const strip = (outcome: object): unknown => ({ ...outcome, raw: undefined, hint: undefined });
      expect(strip(direct)).toEqual(strip(line));
    }),
    { numRuns: 400, seed: 2 },
  );
});

test('the decoded config holds no −0 and no key it was not given', () => {
  const line = '{"seed":-0,"state_overrides":{"hope":-0},"meta":{"a":[{"b":-0.0}]}}';
  const decoded = decodeLine(encode(line)) as ScenarioConfig;
  expect(Object.is(decoded.seed, 0)).toBe(true);
  expect(Object.is(decoded.state_overrides['hope'], 0)).toBe(true);
  expect(JSON.stringify(decoded.meta)).toBe('{"a":[{"b":0}]}');
  expect(Object.is(decodeConfigValue({ seed: -0 }) as unknown, -0)).toBe(false);
  expect(Object.is((decodeConfigValue({ seed: -0 }) as ScenarioConfig).seed, 0)).toBe(true);
});

test('maps of names inherit nothing: what was not said reads undefined', () => {
  const decoded = decodeConfigValue({
    interventions: [{ turn: 1, set: { hope: 1 } }],
    observations: [{ hope: 1 }],
  }) as ScenarioConfig;
  const [act] = decoded.interventions;
  const maps: object[] = [decoded.state_overrides, decoded.params, act?.set ?? {}];
  if (Array.isArray(decoded.observations)) maps.push(...decoded.observations);
  expect(maps).toHaveLength(4);
  for (const map of maps)
    for (const inherited of ['valueOf', 'toString', 'constructor', '__proto__'])
      expect(Reflect.get(map, inherited)).toBeUndefined();
});

test('defaults stand in for keys a line does not say, and only for those', () => {
  const defaults = { turns: 9, members: 4, trace: 'full', gravity: { lambda: 0.1 } } as const;
  expect(decodeLine(encode('{"turns":2}'), { defaults })).toMatchObject({
    turns: 2,
    members: 4,
    trace: 'full',
    gravity: { lambda: 0.1 },
  });
  expect(decodeLine(encode('{"gravity":false}'), { defaults })).toMatchObject({ gravity: false });
  expect(decodeLine(encode('{"turns":null}'), { defaults })).toMatchObject({ path: 'turns' });
});

test('a value that is decoded is not changed', () => {
  const value = { turns: 2, state_overrides: { hope: -0 } };
  decodeConfigValue(value, { defaults: { members: 4 } });
  expect(Object.keys(value)).toEqual(['turns', 'state_overrides']);
  expect(Object.is(value.state_overrides.hope, -0)).toBe(true);
});

test('limits can be lowered, and nonsense is refused as an option', () => {
  const limits = { depth: 2, nodes: 3 };
  expect(decodeLine(encode('{"meta":{"a":[]}}'), { limits })).toMatchObject({ type: 'too-deep' });
  expect(decodeConfigValue({ meta: { a: [] } }, { limits })).toMatchObject({ type: 'too-deep' });
  expect(decodeLine(encode('{"turns":1,"seed":1,"id":"a"}'), { limits })).toMatchObject({
    type: 'too-deep',
    message: 'more than 3 values on one line',
  });
  expect(decodeConfigValue({ turns: 1, seed: 1, id: 'a' }, { limits })).toMatchObject({
    type: 'too-deep',
  });
  for (const wrong of [{ depth: 65 }, { depth: 0 }, { nodes: 0 }, { nodes: 1.5 }])
    expect(() => decodeLine(encode('{}'), { limits: wrong })).toThrowError(
      expect.objectContaining({ code: 'option-invalid' }),
    );
});

test('decoding gives a config or a failure', () => {
  expectTypeOf(decodeLine).returns.toEqualTypeOf<ScenarioConfig | Failure>();
  expectTypeOf(decodeConfigValue).returns.toEqualTypeOf<ScenarioConfig | Failure>();
});
