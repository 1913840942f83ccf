import { createWorld } from '@pulse-stream/pipeline';
import { createLineProcessor, processBatch } from '@pulse-stream/pipeline/internal';
import { expect, test } from 'vitest';
import { resultOf, toLine } from './run-line.ts';

const model = (rate: string, more: object = {}): unknown => ({
  name: 'm',
  members: 3,
  slots: { level: { kind: 'variable', initial: 100, min: 0, noise: 1 } },
  rules: [{ id: 'out', effects: [{ flow: { from: 'level' }, rate }] }],
  ...more,
});
const DRIVERS = {
  name: 'drivers',
  sha256: 'two rows',
  columns: ['pull'],
  labels: ['0', '1'],
  rows: [[0.5], [0.5]],
};
const worldOf = (wanted: unknown, options: object = {}) =>
  createWorld({ ...options, model: wanted as never }); // checked by createWorld

const coarse = (config: object, world: ReturnType<typeof worldOf>): string[] =>
  resultOf(config, world).warnings.flatMap(({ type, message }) =>
    type === 'step-coarse' ? [message] : [],
  );

// 100, 50, 25, … beside 100, 56.25, 31.64, …
test('every record of a world whose step is coarse says so, whichever line comes first', () => {
  const lines = [{ turns: 1 }, { turns: 50 }, { turns: 5, members: 1 }];
  const said = lines.map((line) => coarse(line, worldOf(model('0.5 * level'))));
  const world = worldOf(model('0.5 * level'));
  expect(lines.map((line) => coarse(line, world))).toEqual(said);
  expect(new Set(said.flat())).toEqual(
    new Set([
      'with half the step level moves by 6.6 % of its range (write time: { steps_per_turn: 8 }, or method: rk4)',
    ]),
  );
});

test('lines that are alike all say so, and that labels of a series cannot be read', () => {
  const series = { pull: { dataset: 'drivers', beyond: 'hold' } };
  const drivers = { ...DRIVERS, labels: ['1.7.2020', '1.8.2020'], timeColumn: 'date' };
  const datasets = new Map([['drivers', drivers]]);
  for (const [world, type] of [
    [worldOf(model('0.5 * level')), 'step-coarse'],
    [worldOf(model('0 * pull', { series }), { datasets }), 'labels-unread'],
  ] as const) {
    const lines = Array.from({ length: 9 }, (_, index) => toLine({ turns: 5 }, index));
    const { bytes } = processBatch(createLineProcessor(world), { lines, blank: 0 });
    const records = new TextDecoder().decode(bytes).trimEnd().split('\n');
    expect(records).toHaveLength(9);
    for (const record of records)
      expect(record).toMatch(new RegExp(`"warnings":.{"type":"${type}"`));
  }
});

test('a fine step, and rules that act once a turn, say nothing', () => {
  expect(coarse({ turns: 5 }, worldOf(model('0.01 * level')))).toEqual([]);
  const rules = [{ id: 'out', effects: [{ target: 'level', add: '-0.5 * level' }] }];
  expect(coarse({ turns: 5 }, worldOf(model('1', { rules })))).toEqual([]);
});

test('the step is looked at with the drivers of the model, and not without them', () => {
  const series = { pull: { dataset: 'drivers', beyond: 'hold' } };
  const driven = model('pull * level', { series });
  const datasets = new Map([['drivers', DRIVERS]]);
  expect(coarse({ turns: 5 }, worldOf(driven, { datasets }))).toHaveLength(1);
  const own = { turns: 2, series: { pull: [0.5, 0.5, 0.5] } };
  expect(coarse(own, worldOf(driven))).toEqual([]);
});
