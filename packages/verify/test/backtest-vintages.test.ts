import { createWorld } from '@pulse-stream/pipeline';
import { backtest, type BacktestLine } from '@pulse-stream/verify';
import {
  vintageSteps,
  type IssuedLine,
  type Vintage,
  type VintageSettings,
} from '@pulse-stream/verify/internal';
import type { Dataset } from '@pulse-stream/worldstate';
import { finish } from '@pulse-stream/worldstate/internal';
import { describe, expect, it, test } from 'vitest';
import { mstl } from './mstl.ts';
import { twinDataset, twinModel } from './twin.ts';

const world = createWorld({ model: twinModel, gravity: { method: 'bank' } });
const settings: VintageSettings = { horizon: 4, warmup: 70, members: 8, seed: 1, mstl };
const whole = twinDataset(100);

/** The first rows, as they are or were, known on the day after the last of them. */
function vintageOf(
  rows: number,
  revise: (value: number, row: number) => number = (x) => x,
): Vintage {
  return {
    date: `day ${rows}`,
    dataset: {
      ...whole,
      sha256: `first ${rows}`,
      labels: whole.labels.slice(0, rows),
      rows: whole.rows
        .slice(0, rows)
        .map((row, at) => row.map((value) => (value === null ? null : revise(value, at)))),
    },
  };
}

function run(vintages: readonly Vintage[], changes: Partial<VintageSettings> = {}) {
  const issued: IssuedLine[] = [];
  const steps = vintageSteps(world, vintages, { ...settings, ...changes }, (line) =>
    issued.push(line),
  );
  return { lines: finish(steps), issued };
}
const over = (lines: readonly BacktestLine[], method: string) =>
  lines.find((line) => line.method === method && line.target === '*' && line.horizon === '*');

describe('a backtest on vintages', () => {
  it('where nothing was revised is a backtest from their last rows, bit for bit', () => {
    const ends = [71, 76, 81, 86, 91, 96];
    const { lines, issued } = run([...ends.map((rows) => vintageOf(rows)), vintageOf(100)]);
    const origins = [whole.labels[70] ?? '', whole.labels[95] ?? ''] as const;
    const seen: IssuedLine[] = [];
    const plain = backtest(world, whole, { ...settings, origins, stride: 5 }, (line) =>
      seen.push(line),
    );
    expect(lines).toEqual(plain);
    const byMethod = issued.toSorted((a, b) =>
      a.method === b.method ? 0 : a.method < b.method ? 1 : -1,
    );
    expect(
      byMethod.map(({ origin: { vintage, ...origin }, ...line }) => {
        expect(vintage).toBe(`day ${origin.row + 1}`);
        return { ...line, origin };
      }),
    ).toEqual(seen);
  });

  it('learns and forecasts from what was known then, and takes the truth from the last', () => {
    const early = (value: number, row: number) => (row > 66 ? 1.5 * value : value);
    const asKnown = run([vintageOf(71, early), vintageOf(80), vintageOf(100)]);
    const asRevised = run([vintageOf(71), vintageOf(80), vintageOf(100)]);
    const first = (lines: readonly IssuedLine[]) =>
      lines.filter(({ origin }) => origin.vintage === 'day 71');
    expect(first(asKnown.issued)).not.toEqual(first(asRevised.issued));
    expect(over(asKnown.lines, 'random-walk')?.mase).toBeGreaterThan(
      over(asRevised.lines, 'random-walk')?.mase ?? NaN,
    );
    // what came later changes nothing of what was issued
    const later = run([vintageOf(71, early), vintageOf(80), vintageOf(100, (x, row) => x + row)]);
    expect(first(later.issued)).toEqual(first(asKnown.issued));
  });

  it('scores what has come: of the newest vintages less, of the last nothing', () => {
    const { lines } = run([vintageOf(80), vintageOf(98), vintageOf(99), vintageOf(100)]);
    const counts = [1, 2, 3].map(
      (h) => lines.find(({ target, horizon }) => target === 'level' && horizon === h)?.n,
    );
    expect(counts).toEqual([3, 2, 1]);
  });
});

test.each<[string, readonly Vintage[], RegExp]>([
  ['one vintage', [vintageOf(100)], /the truth of one is in a later one/],
  ['a short one', [vintageOf(60), vintageOf(100)], /vintage day 60: 60 rows, the warm-up alone/],
  [
    'rows that are no longer there',
    [
      { date: 'day 0', dataset: { ...whole, labels: whole.labels.map((label) => `${label}-01`) } },
      vintageOf(100),
    ],
    /vintage day 0: its last row, "2008-04-01", is no row of the last vintage/,
  ],
  [
    'a column that was not there',
    [
      {
        date: 'day 0',
        dataset: { ...vintageOf(80).dataset, columns: ['level', 'x', 'hope'] } satisfies Dataset,
      },
      vintageOf(100),
    ],
    /vintage day 0: it lacks the column "other"/,
  ],
])('%s is refused, naming it', (_, vintages, message) => {
  expect(() => run(vintages)).toThrow(message);
});
