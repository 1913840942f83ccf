import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScenarioConfig, type Corrector } from '@pulse-stream/worldstate';
import { CONTROL_RUN, type CorrectionStep } from '@pulse-stream/worldstate/internal';
import { compileModel, createCore, simulateRun } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';

interface AttributionVector {
  init: { a: number; b: number; level: number; bias: number };
  K: number;
  phi: number;
  beta: number;
  shocks: [number, number][];
  contributions: { a: Record<string, number>; b: Record<string, number> };
  delta: { a: number; b: number };
}

const vector: AttributionVector = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/attribution.json'), 'utf8'),
);

/** The world of the vector: three drifts that read the present values. */
const world = compileModel({
  name: 'vector',
  slots: {
    a: { kind: 'variable', initial: vector.init.a },
    b: { kind: 'variable', initial: vector.init.b },
  },
  rules: [
    { id: 'D_decay_a', effects: [{ target: 'a', add: '.1*(2.5-a)' }] },
    { id: 'R_slack', effects: [{ target: 'a', add: '-.05*(b-5)' }] },
    { id: 'R_okun', effects: [{ target: 'b', add: '.04*(a-2)' }] },
  ],
  evaluation: 'simultaneous',
  forecast: { targets: ['a', 'b'] },
});

/** One innovation expert on `a` (FORECAST.md §1.2) with given shocks on both slots. */
function vectorCorrector(): Corrector {
  const { K, phi, beta, init, shocks } = vector;
  const correction = new Float64Array(2);
  const partValues = new Float64Array(4);
  let [level, bias, turn, predicted] = [0, 0, 0, 0];
  return {
    slots: [0, 1],
    parts: ['gravity.level', 'gravity.bias'],
    correction,
    partValues,
    clipped: new Int32Array(2),
    begin() {
      [level, bias, turn] = [init.level, init.bias, 0];
    },
    correct({ before, causal }) {
      partValues.set([level - (before[0] ?? 0), phi * bias]);
      correction[0] = (partValues[0] ?? 0) + (partValues[1] ?? 0);
      predicted = (causal[0] ?? 0) + correction[0];
    },
    shock(out) {
      out.set(shocks[turn] ?? []);
      return true;
    },
    settle(after) {
      const error = (after[0] ?? 0) - predicted;
      level = predicted + K * error;
      bias = phi * bias + beta * error;
      turn += 1;
    },
  };
}

test('the attribution vector holds part by part', () => {
  const core = createCore(world);
  const start = { path: core.start(Float64Array.of(3, 5), 0), corrector: vectorCorrector() };
  const config = ScenarioConfig.parse({ turns: vector.shocks.length, members: 2 });
  const [a, b] = simulateRun(world, config, { start }).attribution;
  const { contributions, delta } = vector;
  for (const [run, parts, change] of [
    [a, contributions.a, delta.a],
    [b, contributions.b, delta.b],
  ] as const) {
    for (const [name, amount] of Object.entries(parts)) {
      const part = name === 'shock' ? 'noise' : name.startsWith('gravity.') ? name : `rule.${name}`;
      expect(run?.parts.get(part), part).toBeCloseTo(amount, 12);
    }
    expect((run?.end ?? 0) - (run?.start ?? 0)).toBeCloseTo(change, 12);
    const sum = [...(run?.parts.values() ?? [])].reduce((total, part) => total + part, 0);
    expect(sum).toBeCloseTo(change, 12);
  }
});

/** A noisy slot that keeps running into its bounds. */
const bounded = compileModel({
  name: 'bounded',
  slots: {
    level: { kind: 'variable', initial: 0.5, min: 0, max: 1, noise: 0.4 },
    quiet: { kind: 'variable', initial: 0 },
  },
  rules: [
    { id: 'push', effects: [{ target: 'level', add: 0.1 }] },
    { id: 'late', when: 'turn >= 3', effects: [{ target: 'level', add: '-0.3 * level' }] },
  ],
  forecast: { targets: ['level'] },
});

test('noise is the sum of the drawn shocks and bounds the sum of the clips, recomputed by hand', () => {
  const [members, turns] = [40, 12];
  const config = ScenarioConfig.parse({ turns, members, seed: 11 });
  const [found] = simulateRun(bounded, config).attribution;
  let [noise, bounds, end] = [0, 0, 0];
  for (let member = 0; member < members; member += 1) {
    const rng = openRng(11, member, 'noise');
    let level = 0.5;
    const clip = (value: number): number => {
      const inside = Math.min(1, Math.max(0, value));
      bounds += inside - value;
      return inside;
    };
    for (let turn = 0; turn < turns; turn += 1) {
      level = clip(level + 0.1);
      if (turn >= 3) level = clip(level + -0.3 * level);
      const shock = rng.nextNormal() * 0.4;
      noise += shock;
      level = clip(level + shock);
    }
    end += level;
  }
  expect(found?.parts.get('noise')).toBeCloseTo(noise / members, 12);
  expect(found?.parts.get('bounds')).toBeCloseTo(bounds / members, 12);
  expect(found?.end).toBeCloseTo(end / members, 12);
});

test('a member replayed with a rule removed at its last turn moves by that rule’s part', () => {
  const free = {
    ...bounded.model,
    slots: {
      ...bounded.model.slots,
      level: { kind: 'variable' as const, initial: 0.5, noise: 0.4 },
    },
  };
  const turns = 6;
  const replay = (model: unknown, length: number) =>
    simulateRun(
      compileModel(model),
      ScenarioConfig.parse({ turns: length, members: 50, seed: 5 }),
      { member: 17 },
    );
  const part = (length: number) =>
    replay(free, length).attribution[0]?.parts.get('rule.late') ?? Number.NaN;
  const lastPart = part(turns) - part(turns - 1);
  const removed = structuredClone(free);
  const late = removed.rules[1];
  if (late === undefined) throw new Error('rule late');
  late.when = `turn >= 3 and turn < ${turns - 1}`;
  const moved =
    (replay(removed, turns).ensemble?.values.at(-1) ?? Number.NaN) -
    (replay(free, turns).ensemble?.values.at(-1) ?? Number.NaN);
  expect(lastPart).not.toBe(0);
  expect(moved).toBeCloseTo(-lastPart, 12);
});

test('every part is counted: rules, decay, interventions, measurements and noise sum to the change', () => {
  const compiled = compileModel({
    name: 'all-parts',
    slots: {
      mood: { kind: 'overlay', initial: 0.6, decay: 0.02, noise: 0.05 },
      seen: { kind: 'overlay', initial: 0 },
      price: { kind: 'variable', initial: 100, transform: 'log100', noise: 1 },
    },
    params: { k: { value: 0.5 } },
    rules: [
      { id: 'up', when: 'mood < 0.9', effects: [{ target: 'mood', add: 'k / 10', max: 0.8 }] },
      { id: 'drag', trust: 0.5, effects: [{ target: 'price', add: '-0.1 * (price - price[-2])' }] },
    ],
    measurements: { seen: 'sigmoid((price - 460) / 10)' },
    forecast: { targets: ['mood', 'seen', 'price'] },
  });
  const config = ScenarioConfig.parse({
    turns: 9,
    members: 20,
    interventions: [
      { turn: 3, add: { price: 20 } },
      { turn: 5, set: { mood: 0.1 } },
    ],
  });
  for (const run of simulateRun(compiled, config).attribution) {
    const sum = [...run.parts.values()].reduce((total, part) => total + part, 0);
    const change = run.end - run.start;
    expect(Math.abs(sum - change)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(run.end)));
  }
  const [mood] = simulateRun(compiled, config).attribution;
  expect([...(mood?.parts.keys() ?? [])]).toEqual([
    'rule.up',
    'decay',
    'measurement',
    'intervention',
    'noise',
    'bounds',
  ]);
});

test('a control run starts its corrector as the control run', () => {
  const begun: number[] = [];
  const corrector = { ...vectorCorrector(), begin: (member: number) => void begun.push(member) };
  const start = { path: createCore(world).start(Float64Array.of(3, 5), 0), corrector };
  simulateRun(world, ScenarioConfig.parse({ members: 3 }), { start });
  expect(begun).toEqual([CONTROL_RUN, 0, 1, 2]);
});

test('a corrector is told what interventions changed apart from what rules changed', () => {
  const compiled = compileModel({
    name: 'acted',
    slots: { x: { kind: 'variable', initial: 1 } },
    rules: [{ id: 'up', effects: [{ target: 'x', add: 0.5 }] }],
  });
  const seen: number[][] = [];
  const corrector = {
    ...vectorCorrector(),
    slots: [],
    clipped: new Int32Array(0),
    settle: () => undefined,
    correct: ({ before, acted, causal }: CorrectionStep) =>
      void seen.push([before, acted ?? [], causal].map(([x = NaN]) => x)),
  };
  const start = { path: createCore(compiled).start(Float64Array.of(1), 0), corrector };
  const interventions = [{ turn: 2, add: { x: 10 } }];
  simulateRun(compiled, ScenarioConfig.parse({ turns: 2, members: 1, interventions }), { start });
  expect(seen).toEqual([
    [1, 1, 1.5],
    [1.5, 11.5, 12],
  ]);
});

test('the scale of an attribution is the largest magnitude on the way', () => {
  const compiled = compileModel({
    name: 'huge',
    slots: { x: { kind: 'variable', initial: 0.5 } },
    rules: [
      { id: 'up', effects: [{ target: 'x', add: 1e17 }] },
      { id: 'down', effects: [{ target: 'x', add: -1e17 }] },
    ],
  });
  const [x] = simulateRun(compiled, ScenarioConfig.parse({ members: 1 })).attribution;
  expect(x?.scale).toBe(1e17);
  expect(x?.end).toBe(0);
});

const counting = compileModel({
  name: 'counting',
  slots: {
    guests: { kind: 'variable', initial: 5, min: 0 },
    seated: { kind: 'variable', initial: 0 },
  },
  rules: [
    { id: 'arrivals', effects: [{ flow: { to: 'guests' }, rate: 3, draw: 'poisson' }] },
    {
      id: 'sitting',
      effects: [{ flow: { from: 'guests', to: 'seated' }, rate: 2, draw: 'poisson' }],
    },
  ],
  forecast: { targets: ['guests', 'seated'] },
});

test('the mean of a count is the part of its rule, also of one from outside, and the rest is noise', () => {
  const { attribution } = simulateRun(counting, ScenarioConfig.parse({ turns: 4, members: 400 }));
  const part = (target: number, name: string): number =>
    attribution[target]?.parts.get(name) ?? NaN;
  expect(part(0, 'rule.arrivals')).toBeCloseTo(12, 10);
  // now and then somebody would sit down and nobody is there
  expect(part(1, 'rule.sitting')).toBeGreaterThan(7.8);
  expect(part(1, 'rule.sitting')).toBeLessThanOrEqual(8);
  expect(part(0, 'rule.sitting')).toBe(-part(1, 'rule.sitting'));
  for (const target of [0, 1]) {
    expect(part(target, 'noise')).not.toBe(0);
    expect(Math.abs(part(target, 'noise'))).toBeLessThan(0.6);
  }
});
