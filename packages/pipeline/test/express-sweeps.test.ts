import type { Line, PipelineOptions } from '@pulse-stream/pipeline';
import type { WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { bothWays, openDraw, pick, type Config, type Draw } from './both-ways.ts';

const LAWS = Number(process.env['LAWS'] ?? 1);

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
  dynamic_overlay: { initial: 0.3, decay: 0.07, noise: 0.05 },
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

/** The same with rates, a table, values that are looked at, and turns that have dates. */
const steppedModel: WorldModelInput = {
  ...sweptModel,
  name: 'stepped',
  time_unit: 'month',
  time: { start: '2020-01', dt: 0.25, steps_per_turn: 2 },
  tables: {
    ease: {
      points: [
        [0, 1],
        [4, 0.5],
        [9, 0.1],
      ],
    },
  },
  values: {
    inflow: 'pull * level * ease(level)',
    rush: { formula: 'if(level > 3, ln(level - 2), month)' },
  },
  rules: [
    ...(sweptModel.rules ?? []),
    { id: 'flow', when: 'rush < 9', effects: [{ target: 'level', rate: 'inflow - 0.1 * level' }] },
  ],
  forecast: { targets: ['inflow', 'level', 'rush'], events: [{ name: 'high', when: 'rush > 1' }] },
};

/** Without noise but for a parameter that is drawn, and where a line draws the other one. */
const drawnModel: WorldModelInput = {
  ...sweptModel,
  name: 'drawn',
  slots: { ...sweptModel.slots, level: { kind: 'variable', initial: 1, min: 0, max: 9 } },
  params: {
    share: { value: 0.5, draw: { uniform: [0, 1] } },
    pull: { value: 0.1, min: 0, max: 1 },
  },
};
const stillModel: WorldModelInput = {
  ...drawnModel,
  name: 'still',
  params: sweptModel.params,
};

/** A scenario in which one thing differs from its neighbours, or two. */
function sweep(draw: Draw, index: number): Config {
  const number = (): number =>
    pick(draw, [draw(1000) / 1000, draw(1e9) / 1e9 / 3, draw(30) / 10 - 0.5]);
  const kinds: readonly (() => Config)[] = [
    () => ({ state_overrides: { level: number(), mood: number() } }),
    () => ({ state_overrides: { stranger: draw(12) / 10, level: number() } }),
    () => ({ state_overrides: { another: draw(12) / 10, inflow: 1 } }),
    () => ({
      state_overrides: { another: draw(9) / 10, stranger: draw(9) / 10 },
      interventions: draw(3) > 0 ? [] : [{ turn: 2, add: { stranger: 0.1 } }],
    }),
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
    () => ({ forecast: { targets: pick(draw, [['level'], ['rate', 'mood'], ['stranger']]) } }),
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

test.each<[string, PipelineOptions]>([
  ['one after the other', { model: sweptModel }],
  ['with one seed for all', { model: sweptModel, crn: true, seed: 3 }],
  ['of a model with steps, values and dates', { model: steppedModel }],
  ['of a model that leaves nothing to chance', { model: stillModel }],
  ['of a model that draws a parameter', { model: drawnModel }],
])('both ways agree on sweeps over everything a line may say: %s', async (_, options) => {
  const draw = openDraw(5);
  const lines = Array.from({ length: 1000 * LAWS }, (_line, index): Line => ({
    line: index + 1,
    batchIndex: index,
    bytes: new TextEncoder().encode(JSON.stringify(sweep(draw, index))),
    source: undefined,
  }));
  const { batch, operators, outcomes, expected, expressed, warned, warnable } = await bothWays(
    lines,
    options,
  );
  expect(batch).toEqual(operators);
  expect(outcomes).toEqual(expected);
  expect(warned).toEqual(warnable);
  expect(expressed / lines.length).toBeGreaterThan(0.5);
});
