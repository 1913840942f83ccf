import { createWorld } from '@pulse-stream/pipeline';
import { backtest } from '@pulse-stream/verify';
import type { Dataset } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';

test('a value outside the transform of its slot is refused by row and column', () => {
  const model = {
    name: 'logs',
    slots: { y: { kind: 'variable', initial: 1, transform: 'log100' } },
  } as const;
  const zero: Dataset = {
    name: 'zero',
    sha256: 'zero',
    columns: ['y'],
    labels: Array.from({ length: 30 }, (_, row) => String(row)),
    rows: Array.from({ length: 30 }, (_, row) => [row === 6 ? 0 : 1 + (row % 5)]),
  };
  const settings = { horizon: 2, warmup: 12, origins: null, stride: 3, members: 4, seed: 1 };
  expect(() => backtest(createWorld({ model }), zero, settings)).toThrow(
    /row 7 \(6\), column "y": log100 of 0 is not defined/,
  );
});

test('a forecast whose members leave the numbers is refused by the row that it was made from', () => {
  // a step that leaves the positive numbers from 550 on
  const model = {
    name: 'explosive',
    slots: { x: { kind: 'variable' as const, initial: 50, errors: 'log100' as const, noise: 5 } },
    rules: [{ id: 'r', effects: [{ target: 'x', add: '0.1 * x - 0.002 * x^2' }] }],
  };
  const rows = Array.from({ length: 60 }, (_, row) => [row % 7 === 0 ? 500 : 5 + (row % 3)]);
  const labels = rows.map((_, row) => `${row}`);
  const dataset: Dataset = { name: 'wild', sha256: 'wild', columns: ['x'], labels, rows };
  const settings = { horizon: 6, warmup: 30, origins: null, stride: 1, members: 30, seed: 1 };
  expect(() => backtest(createWorld({ model }), dataset, settings)).toThrow(
    /the forecast from row \d+: log100 of -[\d.]+ is not defined: it needs x > 0 in the value of x/,
  );
});
