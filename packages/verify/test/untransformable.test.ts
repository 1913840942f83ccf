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
