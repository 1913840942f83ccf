import { ScenarioConfig } from '@pulse-stream/worldstate';
import { canonicalJson } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { acceptConfig } from './accept-config.ts';

/** A million, and every one compared: `node tools/bench/fast-paths.mjs`. */
const COUNT = 100_000;

/** Whole numbers below `bound`, the same every time (mulberry32). */
function openDraw(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

type Draw = ReturnType<typeof openDraw>;
type Config = Record<string, unknown>;

const pick = <T>(draw: Draw, items: readonly T[]): T => items[draw(items.length)] as T;
const share = (draw: Draw): number => draw(1001) / 1000;

/** Per key: values the schema accepts. */
const VALID: Record<string, (draw: Draw) => unknown> = {
  id: (draw) => `case ${draw(1000)}`,
  turns: (draw) => 1 + draw(100),
  state_overrides: (draw) => ({ hope: share(draw), valueOf: -share(draw) }),
  params: (draw) => ({ 'rule.R001_HopeTrust.trust': share(draw), beta: 1e-9 }),
  interventions: (draw) => [
    { turn: 1 + draw(5), set: { hope: share(draw) } },
    { turn: 2, add: {} },
  ],
  use_symbolism: (draw) => draw(2) === 0,
  members: (draw) => 1 + draw(1000),
  seed: (draw) => pick(draw, [0, draw(1e9), 2 ** 53 - 1, 'spring']),
  gravity: (draw) => pick<unknown>(draw, [true, false, { lambda: 0.5 }, {}]),
  observations: (draw) =>
    pick<unknown>(draw, [
      [],
      [{ hope: share(draw), date: '2020' }, { hope: null }],
      { dataset: 'a' },
    ]),
  mode: (draw) => pick(draw, ['strict_injection', 'seed_then_free']),
  forecast: (draw) => pick<unknown>(draw, [{}, { targets: ['hope'], quantiles: [0.1, 0.9] }]),
  assess: (draw) => pick(draw, ['basic', 'full']),
  trace: (draw) => pick(draw, ['none', 'summary', 'full']),
  group: () => 'premise',
  meta: (draw) => ({ note: 'é ✓', list: [draw(9), null, { deep: true }] }),
};
const KEYS = Object.keys(VALID);

/** Values that are wrong for some keys and right for others. */
const ODD: readonly unknown[] = [
  null,
  true,
  '',
  'x'.repeat(257),
  'a\u0000b',
  'tab\t',
  -1,
  0,
  0.5,
  100_001,
  2 ** 53,
  NaN,
  Infinity,
  [],
  {},
  [1],
  [null],
  [[]],
  { a: 1 },
  { a: '1' },
  { 'a b': 1 },
  { turn: 1 },
  { constructor: 1 },
  JSON.parse('{"__proto__":1}'),
  [JSON.parse('{"__proto__":1}')],
  { toString: 1 },
  { not: 1 },
  [{ turn: 1 }],
  [{ turn: 0, set: {} }],
  [{ turn: 1, set: {}, add: {} }],
  [{ turn: 1, put: {} }],
  [{ hope: true }],
  [{ hope: [1] }],
  { dataset: '' },
  { 'rule.x.weight': 1 },
  { big: 'x'.repeat(20_000) },
  new Date(0),
  Array.from({ length: 2 }),
  { hope: undefined },
  Object.create({ inherited: 1 }),
];

function generate(draw: Draw): Config {
  const config: Config = {};
  const some = draw(6);
  for (let count = 0; count < some; count += 1) {
    const key = pick(draw, KEYS);
    config[key] = VALID[key]?.(draw);
  }
  return config;
}

/** Changes one value, somewhere. */
function spoil(draw: Draw, config: Config): void {
  const key = draw(12) === 0 ? pick(draw, ['turnz', 'toString', 'Id', '']) : pick(draw, KEYS);
  config[key] = pick(draw, ODD);
}

test('what it accepts the schema accepts, with equal values; it accepts nearly all valid ones', () => {
  const draw = openDraw(1);
  const wrong: Config[] = [];
  let [valid, accepted, refused] = [0, 0, 0];
  for (let index = 0; index < COUNT; index += 1) {
    const config = generate(draw);
    const isSpoilt = draw(4) > 0;
    if (isSpoilt) spoil(draw, config);
    const quick = acceptConfig(config);
    if (!isSpoilt) {
      valid += 1;
      if (quick !== null) accepted += 1;
    }
    if (quick === null) {
      refused += 1;
      continue;
    }
    // every value of the generator was seen often; one of eight accepted ones is compared in full
    if (isSpoilt ? draw(3) > 0 : draw(8) > 0) continue;
    const parsed = ScenarioConfig.safeParse(config);
    if (!parsed.success || canonicalJson(parsed.data) !== canonicalJson(quick)) wrong.push(config);
  }
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(COUNT / 4);
  expect(valid).toBeGreaterThan(COUNT / 5);
  expect(accepted / valid).toBeGreaterThanOrEqual(0.999);
}, 300_000);

test('maps with keys of the user inherit no key, and the input stays as it was', () => {
  const raw = { state_overrides: { hope: 1 }, observations: [{ hope: 1 }] };
  const before = structuredClone(raw);
  const config = acceptConfig(raw);
  for (const map of [config?.state_overrides, config?.params, ...[config?.observations].flat()])
    for (const name of ['valueOf', 'constructor', '__proto__'])
      expect(name in (map ?? {})).toBe(false);
  expect(raw).toEqual(before);
});
