import { createWorld } from '@pulse-stream/pipeline';
import { backtest, type BacktestLine, type BacktestSettings } from '@pulse-stream/verify';
import type { IssuedLine } from '@pulse-stream/verify/internal';
import type { Dataset, WorldModelInput } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { mstl } from './mstl.ts';

const settings: BacktestSettings = {
  horizon: 3,
  warmup: 30,
  origins: null,
  stride: 2,
  members: 20,
  seed: 1,
  mstl,
};
/** A level that grows, with a season of four, always above 0. */
const SERIES = Array.from(
  { length: 60 },
  (_, t) => 20 + t / 2 + [3, -1, -4, 2][t % 4]! + Math.sin(12.9898 * t * t), // four of them
);
const datasetOf = (columns: Readonly<Record<string, readonly (number | null)[]>>): Dataset => ({
  name: 'series',
  sha256: JSON.stringify(columns),
  columns: Object.keys(columns),
  labels: SERIES.map((_, t) => String(t)),
  rows: SERIES.map((_, t) => Object.values(columns).map((values) => values[t] ?? null)),
});
const slotOf = (more: object = {}) => ({ kind: 'variable', initial: 20, ...more }) as const;

function run(
  slots: WorldModelInput['slots'],
  dataset: Dataset,
  { season, ...changes }: Partial<BacktestSettings> & { season?: number } = {},
): { lines: BacktestLine[]; issued: IssuedLine[] } {
  const time = season === undefined ? {} : { time: { season } };
  const world = createWorld({ model: { name: 'panel', slots, ...time } });
  const issued: IssuedLine[] = [];
  const lines = backtest(world, dataset, { ...settings, ...changes }, (line) => issued.push(line));
  return { lines, issued };
}
const methodsOf = (lines: readonly BacktestLine[]) => [...new Set(lines.map((l) => l.method))];
const overSteps = (lines: readonly BacktestLine[], method: string, target: string) =>
  lines.find((l) => l.method === method && l.target === target && l.horizon === '*');

describe('the season', () => {
  it('of the model is what MASE is relative to, and what seasonal baselines repeat', () => {
    const { lines } = run({ y: slotOf() }, datasetOf({ y: SERIES }), { season: 4, stride: 1 });
    const naive = lines.find((l) => l.method === 'seasonal-naive' && l.horizon === 1);
    const change = (lag: number, from: number, to: number) => {
      const rows = Array.from({ length: to - from }, (_, at) => at + from);
      const sum = rows.reduce((s, t) => s + Math.abs((SERIES[t] ?? 0) - (SERIES[t - lag] ?? 0)), 0);
      return sum / rows.length;
    };
    expect(naive?.season).toBe(4);
    // one step ahead of row 30 … 56 is row 31 … 57
    expect(naive?.mase).toBeCloseTo(change(4, 31, 58) / change(4, 4, 30), 12);
    const own = lines.find((l) => l.method === 'random-walk' && l.horizon === 1);
    expect(own?.mase).toBeCloseTo(change(1, 31, 58) / change(4, 4, 30), 12);
    const best = overSteps(lines, 'mstl-ets', 'y')?.scaled_crps ?? NaN;
    expect(best).toBeLessThan(0.5 * (overSteps(lines, 'random-walk', 'y')?.scaled_crps ?? NaN));
  });

  it('that the warm-up does not hold twice is not used: nothing is seasonal then', () => {
    const { lines } = run({ y: slotOf() }, datasetOf({ y: SERIES }), { season: 16 });
    expect(methodsOf(lines)).toEqual(
      methodsOf(run({ y: slotOf() }, datasetOf({ y: SERIES })).lines),
    );
    expect(lines.every(({ season }) => season === 1)).toBe(true);
  });

  it('is one of each column: a column that begins late has none, and all have the same methods', () => {
    const late = SERIES.map((y, t) => (t < 17 ? null : y));
    const dataset = datasetOf({ y: SERIES, z: late });
    const { lines } = run({ y: slotOf(), z: slotOf() }, dataset, { season: 8 });
    expect(overSteps(lines, 'ets', 'y')?.season).toBe(8);
    expect(overSteps(lines, 'ets', 'z')?.season).toBe(1);
    expect(overSteps(lines, 'ets', '*')?.season).toBeNull();
    const scoresOf = (method: string) => overSteps(lines, method, 'z')?.crps;
    expect(scoresOf('seasonal-naive')).toBe(scoresOf('random-walk'));
    expect(scoresOf('mstl-ets')).toBe(scoresOf('ets'));
  });

  it('without the library has no line of it', () => {
    const { lines } = run({ y: slotOf() }, datasetOf({ y: SERIES }), { season: 4, mstl: null });
    expect(methodsOf(lines)).not.toContain('mstl-ets');
    expect(methodsOf(lines)).toContain('seasonal-naive');
  });
});

describe('natural units', () => {
  it('are those of the column: errors of a transformed slot are those of what would be published', () => {
    const { lines, issued } = run({ y: slotOf({ transform: 'log100' }) }, datasetOf({ y: SERIES }));
    const errors = issued.flatMap(({ method, origin, targets }) =>
      method === 'gravity-on'
        ? [
            Math.abs(
              Math.exp((targets['y']?.quantiles['0.5']?.[0] ?? NaN) / 100) -
                (SERIES[origin.row + 1] ?? NaN),
            ),
          ]
        : [],
    );
    const line = lines.find((l) => l.method === 'gravity-on' && l.horizon === 1);
    expect(errors.length).toBe(line?.n);
    expect(line?.natural_ae).toBeCloseTo(errors.reduce((a, b) => a + b, 0) / errors.length, 9);
    expect(line?.natural_wis).toBeLessThan(0.5 * (line?.wis ?? NaN));
  });

  it('of a slot without transform are those of the scores', () => {
    const { lines } = run({ y: slotOf() }, datasetOf({ y: SERIES }));
    for (const line of lines.filter(({ target, method }) => target === 'y' && method === 'theta'))
      expect(line.natural_wis).toBeCloseTo(line.wis ?? NaN, 12);
  });

  it('that no number holds are null, and end nothing', () => {
    const steep = SERIES.map((_, t) => (t < 40 ? 1.5 ** t : 1e300 * (1 + (t % 3))));
    const { lines } = run({ y: slotOf({ transform: 'log100' }) }, datasetOf({ y: steep }));
    const walk = overSteps(lines, 'random-walk', 'y');
    expect(walk?.natural_wis).toBeNull();
    expect(walk?.wis).toBeGreaterThan(0);
  });
});

it('any quantiles can be asked for: they are issued and scored, and change nothing else', () => {
  const slots = { y: slotOf({ noise: 1 }) };
  const usual = run(slots, datasetOf({ y: SERIES }));
  const other = run(slots, datasetOf({ y: SERIES }), { levels: [0.1, 0.3, 0.9] });
  expect(Object.keys(other.issued[0]?.targets['y']?.quantiles ?? {})).toEqual([
    '0.1',
    '0.3',
    '0.9',
  ]);
  const rest = (lines: readonly BacktestLine[]) =>
    lines.map(({ wis, natural_wis, calibrated_wis, ...line }) => {
      expect([wis, natural_wis, calibrated_wis]).not.toContain(0);
      return line;
    });
  expect(rest(other.lines)).toEqual(rest(usual.lines));
  expect(overSteps(other.lines, 'ets', 'y')?.wis).not.toBe(overSteps(usual.lines, 'ets', 'y')?.wis);
});

it('each target is tested by itself: what is told of one is not told of another', () => {
  const noise = SERIES.map((_, t) => 20 + Math.sin(77 * t * t));
  const dataset = datasetOf({ y: SERIES, z: noise });
  const { lines } = run({ y: slotOf(), z: slotOf() }, dataset, { season: 4, stride: 1 });
  const alone = run({ y: slotOf() }, datasetOf({ y: SERIES }), { season: 4, stride: 1 }).lines;
  const test = (of: readonly BacktestLine[], target: string) =>
    overSteps(of, 'mstl-ets', target)?.dm_t_vs_off ?? NaN;
  expect(test(lines, 'y')).toBeLessThan(-3);
  expect(test(lines, 'y')).toBeCloseTo(test(alone, 'y'), 0);
  expect(Math.abs(test(lines, 'z'))).toBeLessThan(Math.abs(test(lines, 'y')));
});
