import { createWorld, type PipelineOptions } from '@pulse-stream/pipeline';
import { backtest, type BacktestLine, type BacktestSettings } from '@pulse-stream/verify';
import type { IssuedLine } from '@pulse-stream/verify/internal';
import type { Dataset, WorldModelInput } from '@pulse-stream/worldstate';
import { expect, it } from 'vitest';
import { twinDataset, twinModel } from './twin.ts';

const settings: BacktestSettings = {
  horizon: 3,
  warmup: 60,
  origins: null,
  stride: 4,
  members: 10,
  seed: 1,
};
const twin = twinDataset(110);
const METHODS = ['gravity-on', 'gravity-off'] as const;
const TARGETS = ['level', 'other'];

/** The twin without noise, but for the slots named. */
const silent = (...noisy: readonly string[]): WorldModelInput => ({
  ...twinModel,
  slots: Object.fromEntries(
    Object.entries(twinModel.slots).map(([name, slot]) => [
      name,
      noisy.includes(name) ? slot : { ...slot, noise: 0 },
    ]),
  ),
});

/** A world that is known: it counts its rows. */
const counter: WorldModelInput = {
  name: 'counter',
  slots: { y: { kind: 'variable', initial: 0 } },
  rules: [{ id: 'count', effects: [{ target: 'y', add: 1 }] }],
  forecast: { targets: ['y'] },
};
const counted: Dataset = {
  ...twin,
  columns: ['y'],
  rows: twin.rows.map((_, row) => [row]),
};

function run(
  dataset: Dataset,
  options: PipelineOptions,
): { lines: BacktestLine[]; issued: IssuedLine[] } {
  const issued: IssuedLine[] = [];
  const lines = backtest(createWorld(options), dataset, settings, (line) => issued.push(line));
  return { lines, issued };
}

const truthAt = (dataset: Dataset, target: string, row: number): number =>
  dataset.rows[row]?.[dataset.columns.indexOf(target)] ?? Number.NaN;
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
const close = (value: number | null): unknown =>
  value === null ? null : expect.closeTo(value, 10);

/** Mean |change| over so many rows of the warm-up. */
function scaleOf(dataset: Dataset, target: string, lag = 1): number {
  const changes = Array.from({ length: settings.warmup - lag }, (_, row) =>
    Math.abs(truthAt(dataset, target, row + lag) - truthAt(dataset, target, row)),
  );
  return mean(changes) ?? Number.NaN;
}

/** What one forecast said of one target at one step, and what came. */
function readCells(
  dataset: Dataset,
  issued: readonly IssuedLine[],
  method: string,
  target: string,
  h: number,
) {
  return issued.flatMap((line) => {
    const quantiles = line.targets[target]?.raw_quantiles ?? {};
    const at = (level: string) => quantiles[level]?.[h - 1];
    if (line.method !== method) return [];
    return {
      levels: Object.keys(quantiles),
      at,
      truth: truthAt(dataset, target, line.origin.row + h),
    };
  });
}

it.each<
  [string, Dataset, PipelineOptions, { points: readonly string[]; intervals: readonly string[] }]
>([
  [
    'where no spread is ever learned',
    twin,
    { model: silent(), gravity: { method: 'sgd' } },
    { points: TARGETS, intervals: [] },
  ],
  [
    'where one of two has noise',
    twin,
    { model: silent('other'), gravity: { method: 'sgd' } },
    { points: ['level'], intervals: ['other'] },
  ],
  [
    'and where the errors of a few rows are their spread, nobody agrees',
    twin,
    { model: silent(), gravity: { method: 'bank', min_observations: 50 } },
    { points: [], intervals: TARGETS },
  ],
  [
    'and where it is known that there are no errors the interval has no width',
    counted,
    { model: counter, gravity: { method: 'bank', min_observations: 50 } },
    { points: [], intervals: ['y'] },
  ],
])(
  'members that agree for want of noise are a point: scored by its distance, counted in no interval, %s',
  (_, dataset, options, expected) => {
    const { lines, issued } = run(dataset, options);
    const seen = { points: new Set<string>(), intervals: new Set<string>() };
    for (const method of METHODS)
      for (const target of new Set([...expected.points, ...expected.intervals]))
        for (let h = 1; h <= settings.horizon; h += 1) {
          const cells = readCells(dataset, issued, method, target, h);
          const spread = cells.filter(({ levels }) => levels.length > 1);
          for (const { levels } of cells) {
            seen[levels.length > 1 ? 'intervals' : 'points'].add(target);
            if (levels.length === 1) expect(levels).toEqual(['0.5']);
          }
          const errors = cells.map(({ at, truth }) => Math.abs(truth - (at('0.5') ?? Number.NaN)));
          const held = (low: string, high: string) =>
            close(
              mean(
                spread.map(({ at, truth }) =>
                  Number((at(low) ?? 0) <= truth && truth <= (at(high) ?? 0)),
                ),
              ),
            );
          const line = lines.find(
            (l) => l.method === method && l.target === target && l.horizon === h,
          );
          const error = mean(errors) ?? Number.NaN;
          const season = dataset === twin ? 12 : 1;
          expect(line, `${method} ${target} ${h}`).toMatchObject({
            n: cells.length,
            mase: close(error / scaleOf(dataset, target, season)),
            season,
            coverage50: held('0.25', '0.75'),
            coverage80: held('0.1', '0.9'),
            coverage95: held('0.025', '0.975'),
          });
          if (spread.length === 0)
            expect(line).toMatchObject({
              scaled_crps: close(error / scaleOf(dataset, target)),
              natural_ae: close(error),
              wis: null,
              calibrated_scaled_crps: null,
              calibrated_coverage80: null,
            });
        }
    expect([[...seen.points], [...seen.intervals]]).toEqual([expected.points, expected.intervals]);
  },
);

it('a world without noise that is known is forecast without an error, every step ahead', () => {
  const { lines } = run(counted, { model: counter, gravity: { method: 'sgd' } });
  const gravity = lines.filter(({ method }) => method.startsWith('gravity'));
  expect(gravity).toHaveLength(2 * (settings.horizon + 2));
  for (const line of gravity) expect(line).toMatchObject({ mase: 0, scaled_crps: 0, wis: null });
});
