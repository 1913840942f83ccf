import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { runWorld, turnsOf } from './run-world.ts';

/**
 * Rows of the outputs that are published with the test models of the System Dynamics community
 * (SDXorg/test-models): single precision, six significant digits.
 */
const PUBLISHED: Record<string, { columns: string[]; rows: number[][] }> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/published-models.json'), 'utf8'),
);

const stock = (initial: number | string) => ({ kind: 'variable', initial }) as const;
const rate = (id: string, target: string, amount: string) => ({
  id,
  effects: [{ target, rate: amount }],
});
const flow = (id: string, from: string, to: string, amount: string) => ({
  id,
  effects: [{ flow: { from, to }, rate: amount }],
});

const MODELS = {
  teacup: {
    time: { dt: 0.125, steps_per_turn: 8 },
    params: { room_temperature: { value: 70 }, characteristic_time: { value: 10 } },
    slots: { teacup_temperature: stock(180) },
    values: { heat_loss: '(teacup_temperature - room_temperature) / characteristic_time' },
    rules: [rate('cooling', 'teacup_temperature', '-heat_loss')],
  },
  sir: {
    time: { dt: 0.03125, steps_per_turn: 32 },
    params: {
      contact_infectivity: { value: 0.3 },
      duration: { value: 5 },
      total_population: { value: 1000 },
    },
    slots: { susceptible: stock('total_population'), infectious: stock(5), recovered: stock(0) },
    values: { contagion: 'infectious / total_population * contact_infectivity' },
    rules: [
      flow('succumbing', 'susceptible', 'infectious', 'susceptible * contagion'),
      flow('recovering', 'infectious', 'recovered', 'infectious / duration'),
    ],
  },
  oscillator: {
    time: { dt: 0.01, steps_per_turn: 10 },
    params: { elastic_constant: { value: 0.5 }, mass: { value: 10 } },
    slots: { position: stock(50), speed: stock(0) },
    values: { elastic_acceleration: '-elastic_constant / mass * position' },
    rules: [rate('move', 'position', 'speed'), rate('pull', 'speed', 'elastic_acceleration')],
  },
  lookups: {
    time: { dt: 0.25, steps_per_turn: 4 },
    tables: {
      rate_by_time: {
        points: [
          [0, 0],
          [5, 0],
          [10, 1],
          [15, 1],
          [20, 0],
          [25, 0],
          [30, -1],
          [35, -1],
          [40, 0],
          [45, 0],
        ],
      },
    },
    slots: { accumulation: stock(0) },
    values: { lookup_function_call: 'rate_by_time(time)', rate: 'lookup_function_call' },
    rules: [rate('accumulate', 'accumulation', 'rate')],
  },
  delayfixed: {
    params: { reference_shipping_rate: { value: 1 } },
    slots: { shipments_in_transit: stock(0) },
    values: {
      shipping: 'if(time >= 10 and time < 20, reference_shipping_rate, 0)',
      receiving: 'delay_fixed(shipping, 20, 0)',
      input_a1: '10 * time',
      input_a2: '20 * time',
      input_a3: '30 * time',
      output_a1: 'delay_fixed(input_a1, 1, 0)',
      output_a2: 'delay_fixed(input_a2, 1, 0)',
      output_a3: 'delay_fixed(input_a3, 1, 0)',
      a: 'delay_fixed(input_a1 + 1, 1, 0)',
      b: 'delay_fixed(input_a1 + 1, 1, 0)',
    },
    rules: [rate('transit', 'shipments_in_transit', 'shipping - receiving')],
  },
  exogenous: {
    tables: {
      first: {
        points: [
          [0, 1000],
          [1, 2000],
          [2, 3000],
          [9, 4000],
          [10, 5000],
        ],
      },
      each: {
        points: [
          [0, 0],
          [1, 10],
          [2, 20],
          [9, 70],
          [10, 80],
        ],
      },
    },
    slots: { nothing: stock(0) },
    values: {
      simple_1: 'first(time)',
      simple_2: 'first(time) / 10',
      simple_totals: 'simple_1 + simple_2',
      a_totals: '3 * each(time) + 30',
    },
  },
} satisfies Record<string, Omit<WorldModelInput, 'name'>>;

test('there are numbers for every model', () => {
  expect(Object.keys(MODELS).toSorted()).toEqual(Object.keys(PUBLISHED).toSorted());
});

test.each(Object.entries(MODELS))('%s agrees with its published numbers', (name, model) => {
  const { columns = [], rows = [] } = PUBLISHED[name] ?? {};
  const turns = turnsOf(runWorld(model, { turns: rows.at(-1)?.[0] ?? 0 }));
  expect(rows.length).toBeGreaterThan(4);
  for (const [index, column] of columns.entries()) {
    if (column === 'turn') continue;
    const largest = Math.max(...rows.map((row) => Math.abs(row[index] ?? NaN)));
    for (const row of rows) {
      const known = row[index] ?? NaN;
      const found = turns[row[0] ?? NaN]?.[column] ?? NaN;
      // half of the last digit, and what single precision loses on the way
      const tolerance = 5e-6 * Math.abs(known) + 3e-7 * largest;
      expect(Math.abs(found - known), `${column} at turn ${row[0]}`).toBeLessThanOrEqual(tolerance);
    }
  }
});
