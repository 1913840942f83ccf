import { createHash } from 'node:crypto';
import { stripSeparator } from '@pulse-stream/codec/internal';
import { createWorld, type Line, type PipelineOptions } from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import { expect, test } from 'vitest';
import { bothWays, openDraw, pick, type Config, type Draw } from './both-ways.ts';
import { twinModel } from './twin.ts';

const LAWS = Number(process.env['LAWS'] ?? 1);

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

test('the batch path writes what the operators give, most of them express', async () => {
  const lines = generate(1, 2000 * LAWS);
  const { batch, operators, outcomes, expected, expressed } = await bothWays(lines, { seed: 'a' });
  expect(batch).toEqual(operators);
  expect(outcomes).toEqual(expected);
  expect(expressed).toBeGreaterThan(1400 * LAWS);
}, 300_000);

test('the tag follows every run, there and back, where lines differ in nothing but their overrides', async () => {
  const overlays = ['hope', 'despair', 'rage', 'fatigue', 'hope', 'trust'];
  const lines = Array.from({ length: 240 }, (_, index): Line => {
    const calm = { hope: 0.1, despair: 0.1, rage: 0.1, fatigue: 0.1, trust: 0.1 };
    const state_overrides = { ...calm, [overlays[index % overlays.length] ?? '']: 0.9 };
    const text = JSON.stringify({ id: `t${index}`, turns: 5, members: 1, state_overrides });
    return { line: index + 1, batchIndex: index, bytes: new TextEncoder().encode(text) };
  });
  const { batch, operators, expressed } = await bothWays(lines, { seed: 'a' });
  expect(batch).toEqual(operators);
  expect(expressed).toBeGreaterThan(200);
  const tags = batch.map((text) => JSON.parse(text).assessment.symbolic.tag);
  expect(new Set(tags).size).toBeGreaterThan(2);
});

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
