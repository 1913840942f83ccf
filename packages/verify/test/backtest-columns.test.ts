import { createWorld } from '@pulse-stream/pipeline';
import { backtest, type BacktestLine } from '@pulse-stream/verify';
import type { Dataset, WorldModelInput } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';

describe('a column there is nothing to score of', () => {
  const noise = (t: number) => ((t * 7919) % 13) / 10;
  const panel = (b: (row: number) => number | null): Dataset => ({
    name: 'panel',
    sha256: `panel ${b(0)} ${b(30)}`,
    columns: ['a', 'b'],
    labels: Array.from({ length: 40 }, (_, row) => String(row)),
    rows: Array.from({ length: 40 }, (_, row) => [noise(row), b(row)]),
  });
  const slots = {
    a: { kind: 'variable', initial: 0, noise: 1 },
    b: { kind: 'variable', initial: 0, noise: 1 },
  } as const;
  const model = { name: 'panel', slots } as const satisfies WorldModelInput;
  const settings = { horizon: 2, warmup: 20, origins: null, stride: 4, members: 4, seed: 1 };
  const score = (dataset: Dataset) => backtest(createWorld({ model }), dataset, settings);

  it.each<[string, (row: number) => number | null, RegExp]>([
    ['never moves', () => 0.25, /never changes in the 20 rows of the warm-up/],
    [
      'is empty',
      () => null,
      /0 changes from row to row in the 20 rows of the warm-up, 9 are needed/,
    ],
    ['begins late', (row) => (row < 15 ? null : row), /4 changes from row to row in the 20 rows/],
    ['is huge', (row) => 1.7e308 * (-1) ** row, /beyond what a number holds: use a larger unit/],
    ['moves later', (row) => Math.max(row, 25), /never changes in the 20 rows/],
  ])(
    'that %s has no scores, and the reason, and changes nothing for the others',
    (_, b, reason) => {
      const lines = score(panel(b));
      const empty = lines.filter(({ target }) => target === 'b');
      expect(empty).toHaveLength(7 * 3);
      for (const line of empty) {
        expect(line).toMatchObject({ n: 0, crps: null, scaled_crps: null, mase: null, wis: null });
        expect(line.coverage80).toBeNull();
        expect(line.reason).toMatch(reason);
      }
      const alone = score({
        ...panel(b),
        columns: ['a'],
        rows: panel(b).rows.map(([a = 0]) => [a]),
      });
      const baselines = (list: readonly BacktestLine[]) =>
        list.filter(({ method, target }) => !method.startsWith('gravity') && target !== 'b');
      const scores = ({ n, scaled_crps, mase }: BacktestLine) => [n, scaled_crps, mase];
      expect(baselines(lines).map(scores)).toEqual(baselines(alone).map(scores));
      const all = lines.find(({ method, target }) => method === 'gravity-on' && target === '*');
      expect(all?.scaled_crps).toBeGreaterThan(0);
      expect(
        lines.filter(({ target }) => target === 'a').every((line) => !('reason' in line)),
      ).toBe(true);
    },
  );
});
