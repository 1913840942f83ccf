import { createWorld } from '@pulse-stream/pipeline';
import { backtest } from '@pulse-stream/verify';
import type { Dataset, WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';

const ROWS = 120;
const DAY_MS = 86_400_000;

const monthly = (row: number): string =>
  `${2015 + Math.floor(row / 12)}-${String((row % 12) + 1).padStart(2, '0')}`;
const weekly = (row: number): string =>
  new Date(Date.UTC(2019, 0, 7) + 7 * DAY_MS * row).toISOString().slice(0, 10);
const quarterly = (row: number): string => `${1990 + Math.floor(row / 4)}-Q${(row % 4) + 1}`;
const daily = (row: number): string =>
  new Date(Date.UTC(2023, 9, 1) + DAY_MS * row).toISOString().slice(0, 10);

/** What the world does in a turn that begins at a row, told by the row alone. */
const CLOCKS: readonly [
  reading: string,
  timeUnit: string,
  label: (row: number) => string,
  position: (row: number) => number,
][] = [
  ['time', 'month', monthly, (row) => row],
  ['month', 'month', monthly, (row) => (row % 12) + 1],
  ['season', 'quarter', quarterly, (row) => row % 4],
  ['weekday', 'day', daily, (row) => ((row + 6) % 7) + 1],
  // 2019-01-07 is the Monday of week 2; 2020 has 53 weeks
  ['week', 'week', weekly, (row) => (row <= 50 ? row + 2 : row <= 103 ? row - 50 : row - 103)],
];

const response = (position: number): number => 20 + 6 * Math.sin(1.3 * position);

test.each(CLOCKS)(
  'a core that knows what %s does beats the random walk on dates by the %s',
  (reading, timeUnit, label, position) => {
    const model: WorldModelInput = {
      name: 'clockwork',
      time_unit: timeUnit,
      time: {},
      slots: { y: { kind: 'variable', initial: 20, noise: 0.5 } },
      rules: [{ id: 'tick', effects: [{ target: 'y', set: `20 + 6 * sin(1.3 * ${reading})` }] }],
    };
    // remainders that nobody can know, without chance
    const values = Array.from(
      { length: ROWS },
      (_, row) => response(position(row - 1)) + (((row * 7919) % 13) - 6) / 12,
    );
    const dataset: Dataset = {
      name: 'clock',
      sha256: `clock-${reading}`,
      columns: ['y'],
      labels: values.map((_, row) => label(row)),
      timeColumn: 'date',
      rows: values.map((value) => [value]),
    };
    const settings = { horizon: 6, warmup: 40, origins: null, stride: 5, members: 20, seed: 1 };
    const lines = backtest(createWorld({ model }), dataset, settings);
    const crpsOf = (method: string) =>
      lines.find((line) => line.method === method && line.target === '*')?.scaled_crps ?? NaN;
    expect(crpsOf('gravity-off')).toBeLessThan(0.3 * crpsOf('random-walk'));
    expect(crpsOf('gravity-on')).toBeLessThan(0.3 * crpsOf('random-walk'));
  },
);
