import { createHash } from 'node:crypto';
import { encodeRecord } from '@pulse-stream/codec';
import { readMetaText, stripSeparator } from '@pulse-stream/codec/internal';
import { createWorld, type Line, type PipelineOptions } from '@pulse-stream/pipeline';
import {
  createLineProcessor,
  processBatch,
  type LineProcessor,
} from '@pulse-stream/pipeline/internal';
import type { WorldModelInput } from '@pulse-stream/worldstate';
import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { byStages } from './by-stages.ts';
import { twinModel } from './twin.ts';

const LAWS = Number(process.env['LAWS'] ?? 1);

type Draw = (bound: number) => number;
type Config = Record<string, unknown>;

/** Whole numbers below `bound`, the same for the same seed (mulberry32). */
function openDraw(seed: number): Draw {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

const pick = <T>(draw: Draw, items: readonly T[]): T => items[draw(items.length)] as T; // not empty
const OVERLAYS = ['trust', 'hope', 'despair', 'rage', 'fatigue'];
const OTHERS = ['inflation_index', 'nvda', 'cash', 'fed_funds_rate', 'energy_price_index'];

/** A third of the time as `config`; the rest is rare. */
function vary(draw: Draw, config: Config): Config {
  const rare: readonly (() => Config)[] = [
    () => ({ group: 'g "1"' }),
    () => ({ meta: { a: [1, 'é'] } }),
    () => ({ seed: pick(draw, [0, 7, 'spring', 2 ** 53 - 1]) }),
    () => ({ params: { 'rule.R001_HopeTrust.trust': draw(200) / 100 } }),
    () => ({
      interventions: [
        { turn: 1, set: { hope: draw(150) / 100 } },
        { turn: 2, add: { rage: 0.1 } },
      ],
    }),
    () => ({ gravity: pick<unknown>(draw, [false, true, { lambda: 0.5 }]) }),
    () => ({ mode: 'seed_then_free' }),
    () => ({ use_symbolism: false }),
    () => ({ turns: 1 + draw(7) }),
    () => ({ state_overrides: { [pick(draw, ['mood', 'nvda'])]: draw(3) } }),
    () => ({ state_overrides: { nvda: 10 ** draw(309), cash: -(10 ** draw(300)) } }),
    () => ({ state_overrides: { nvda: -100, cash: 100 } }),
    () => ({ trace: pick(draw, ['none', 'summary', 'full']) }),
    () => ({ observations: [{ hope: 0.4 }, { hope: 0.5 }] }),
    () => ({ forecast: { targets: ['hope', 'nvda'], horizons: [1, 2], quantiles: [0.05, 0.5] } }),
    () => ({ forecast: { events: [{ name: 'gone', when: 'hope < 0.5', by: 2 }] } }),
    () => ({ gravity: { shadow_monitor: { critical_variables: ['nvda'] } } }),
    () => ({ gravity: { shadow_monitor: { critical_variables: ['none'] } } }),
    () => ({ assess: 'full' }),
    () => ({ turns: 0 }),
  ];
  return draw(3) === 0 ? { ...config, ...pick(draw, rare)() } : config;
}

/** Other texts for the same keys: white space, spellings of numbers, escapes, duplicates. */
function respell(draw: Draw, text: string): string {
  const numbers = ['0.5', '0.50', '5e-1', '1E-7', '-0', '-0.0', '0.1e1', '1', '1.0', '0.000001'];
  const digits = ['0.30000000000000004', '0.12345678901234567', '0.123456789012345', '-0.25'];
  const changes: readonly ((line: string) => string)[] = [
    (line) => line.replaceAll(/([,:])(?=[^ ])/g, '$1 '),
    (line) => line.replaceAll(':', ' : '),
    (line) => ` ${line}\t`,
    (line) => line.replace(/"(hope|rage|trust)":[\d.]+/, `"$1":${pick(draw, numbers)}`),
    (line) => line.replace(/"(hope|rage|cash)":[\d.]+/, `"$1":${pick(draw, digits)}`),
    (line) => line.replace('"hope"', '"\\u0068ope"'),
    (line) => line.replace(/("state_overrides":\{)(.*?)\}/, '$1$2,$2}'),
    (line) => line.replace(/\{"turns":(\d+),(.*)\}$/, '{$2,"turns":$1}'),
    (line) => line.replace('"id":"case', '"id":"c\\u0061se'),
    (line) => line.replace('"id":"case', '"id":"😀'),
    (line) => line.replace(/"state_overrides":\{.*?\}/, '"state_overrides":{}'),
    (line) => line.slice(0, draw(line.length)),
  ];
  return draw(4) === 0 ? pick(draw, changes)(text) : text;
}

function generate(seed: number, count: number): Line[] {
  const draw = openDraw(seed);
  const encoder = new TextEncoder();
  return Array.from({ length: count }, (_, index): Line => {
    const config: Config = {
      turns: pick(draw, [2, 5]),
      members: pick(draw, [1, 1, 1, 6]),
      state_overrides: {
        [pick(draw, OVERLAYS)]: draw(1101) / 1000,
        [pick(draw, OTHERS)]: (draw(2000) - 100) / 1000,
      },
    };
    if (draw(4) > 0) config['id'] = pick(draw, [`case ${index}`, `"é" ${index}`, 'x\\']);
    return {
      line: index + 1 + draw(2) * 1e6,
      batchIndex: index,
      bytes: encoder.encode(respell(draw, JSON.stringify(vary(draw, config)))),
      source: draw(5) === 0 ? 'a "file".ndjson' : undefined,
    };
  });
}

/** The bytes of the batch path and of the operators, and how many lines took the express lane. */
async function bothWays(lines: readonly Line[], options: PipelineOptions) {
  const world = createWorld(options);
  const { precision } = world.options;
  const processor = createLineProcessor(world);
  let expressed = 0;
  const { bytes, outcomes } = processBatch(
    {
      ...processor,
      express: (...given: Parameters<NonNullable<LineProcessor['express']>>) => {
        const turns = processor.express?.(...given) ?? 0;
        if (turns > 0) expressed += 1;
        return turns;
      },
    },
    { lines, blank: 0 },
  );
  const records = await lastValueFrom(from(lines).pipe(byStages(world), toArray()));
  return {
    batch: new TextDecoder().decode(bytes).trimEnd().split('\n'),
    operators: records.map((record, index) => {
      const isRead = record.kind === 'result' || record.config !== undefined;
      const line = lines[index]?.bytes ?? new Uint8Array();
      return encodeRecord(record, { precision, meta: isRead ? readMetaText(line) : null });
    }),
    outcomes,
    expected: records.map((record) =>
      record.kind === 'failure' ? record.error.type : record.status,
    ),
    expressed,
  };
}

test('the batch path writes what the operators give, most of them express', async () => {
  const lines = generate(1, 2000 * LAWS);
  const { batch, operators, outcomes, expected, expressed } = await bothWays(lines, { seed: 'a' });
  expect(batch).toEqual(operators);
  expect(outcomes).toEqual(expected);
  expect(expressed).toBeGreaterThan(1400 * LAWS);
}, 300_000);

test('whatever way a record is made, it says what its line gave, and the hash of the line', async () => {
  const lines = generate(2, 1000);
  const { batch, expressed } = await bothWays(lines, { defaults: { turns: 4, members: 3 } });
  let echoed = 0;
  for (const [index, { bytes }] of lines.entries()) {
    const record = JSON.parse(batch[index] ?? '');
    expect(record.line_sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    if (record.config === undefined) continue;
    echoed += 1;
    const given = JSON.parse(new TextDecoder().decode(stripSeparator(bytes)));
    expect(Object.keys(record.config).toSorted()).toEqual(Object.keys(given).toSorted());
  }
  expect([echoed > 750, expressed > 500]).toEqual([true, true]);
});

test.each<[string, PipelineOptions, boolean]>([
  ['a model with a measured overlay, events and its own horizon', { model: twinModel }, true],
  ['exact statistics, one seed for all', { precision: 17, crn: true, seed: 3 }, true],
  [
    'defaults for lines that do not say, strict names',
    { defaults: { turns: 3 }, strict: true },
    true,
  ],
  ['other thresholds', { thresholds: { risk: 0 } }, true],
  ['a gate', { gate: 'correction_share < 0.5' }, false],
  ['one member replayed', { member: 2 }, false],
  ['small records', { limits: { recordBytes: 6000 } }, false],
])('both ways agree: %s', async (_, options, isExpress) => {
  const lines = generate(2, 300);
  const { batch, operators, outcomes, expected, expressed } = await bothWays(lines, options);
  expect(batch).toEqual(operators);
  expect(outcomes).toEqual(expected);
  expect(expressed > 0).toBe(isExpress);
});

test('observers see every record: nothing is express', async () => {
  const seen: number[] = [];
  const observer = {
    observeRecord: (record: { batch_index: number }) => void seen.push(record.batch_index),
  };
  const world = createWorld({ runObservers: [observer] });
  const lines = generate(3, 20);
  processBatch(createLineProcessor(world), { lines, blank: 0 });
  expect(seen).toEqual(lines.map(({ batchIndex }) => batchIndex));
});

/** Its measurement reads a parameter, another one has bounds; `members` and what noise reaches vary. */
const sweptModel: WorldModelInput = {
  name: 'swept',
  members: 4,
  slots: {
    level: { kind: 'variable', initial: 1, min: 0, max: 9, noise: 0.1 },
    rate: { kind: 'variable', initial: 2, transform: 'log100' },
    calm: { kind: 'overlay', initial: 0.5 },
    mood: { kind: 'overlay', initial: 0.5 },
  },
  measurements: { calm: 'clamp(share * level / 9, 0, 1)' },
  params: { share: { value: 0.5 }, pull: { value: 0.1, min: 0, max: 1 } },
  rules: [
    {
      id: 'rise',
      when: 'level > 1',
      effects: [{ target: 'rate', add: 'pull * (1 - calm[-2])' }],
    },
    { id: 'fall', trust: 0.5, effects: [{ target: 'level', add: '-pull * level + calm' }] },
  ],
  forecast: { targets: ['level', 'rate'], events: [{ name: 'high', when: 'level > 2 + share' }] },
};

/** A scenario in which one thing differs from its neighbours, or two. */
function sweep(draw: Draw, index: number): Config {
  const number = (): number =>
    pick(draw, [draw(1000) / 1000, draw(1e9) / 1e9 / 3, draw(30) / 10 - 0.5]);
  const kinds: readonly (() => Config)[] = [
    () => ({ state_overrides: { level: number(), mood: number() } }),
    () => ({ state_overrides: { rate: number() } }),
    () => ({ params: { share: number() } }),
    () => ({ params: { pull: number(), 'rule.fall.trust': number() } }),
    () => ({ params: { 'rule.rise.importance': number() } }),
    () => ({ params: { pull: { uniform: [0, 1] } } }),
    () => ({ interventions: [{ turn: 1 + draw(4), set: { level: number() } }] }),
    () => ({
      interventions: [
        { turn: 3, add: { rate: number(), level: 0.1 } },
        { turn: 1 + draw(4), set: { mood: number() } },
        { turn: 3, set: { level: number() } },
      ],
    }),
    () => ({ interventions: [{ turn: 2, set: { pull: number() } }] }),
    () => ({ interventions: [{ turn: 2, set: { calm: number() } }] }),
    () => ({ seed: draw(50) }),
    () => ({ group: `g${draw(9)}` }),
    () => ({ meta: { a: number(), b: [draw(3)] } }),
    () => ({ turns: 1 + draw(4) }),
    () => ({ members: 1 + draw(5) }),
    () => ({ forecast: { targets: pick(draw, [['level'], ['rate', 'mood']]) } }),
    () => ({ forecast: { events: [{ name: 'own', when: 'level > 2 * share' }] } }),
  ];
  return {
    ...(draw(3) === 0 ? {} : { id: `s${index}` }),
    turns: 3,
    members: pick(draw, [1, 4]),
    ...pick(draw, kinds)(),
    ...(draw(2) === 0 ? pick(draw, kinds)() : {}),
  };
}

test.each([
  ['one after the other', {}],
  ['with one seed for all', { crn: true, seed: 3 }],
])('both ways agree on sweeps over everything a line may say: %s', async (_, options) => {
  const draw = openDraw(5);
  const lines = Array.from({ length: 1500 * LAWS }, (_line, index): Line => ({
    line: index + 1,
    batchIndex: index,
    bytes: new TextEncoder().encode(JSON.stringify(sweep(draw, index))),
    source: undefined,
  }));
  const { batch, operators, outcomes, expected, expressed } = await bothWays(lines, {
    model: sweptModel,
    ...options,
  });
  expect(batch).toEqual(operators);
  expect(outcomes).toEqual(expected);
  expect(expressed / lines.length).toBeGreaterThan(0.5);
});
