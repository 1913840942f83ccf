import { createWorld, type PipelineOptions } from '@pulse-stream/pipeline';
import { backtest, type BacktestLine, type BacktestSettings } from '@pulse-stream/verify';
import type { IssuedLine } from '@pulse-stream/verify/internal';
import { PulseError, type Dataset, type WorldModelInput } from '@pulse-stream/worldstate';
import { describe, expect, it, test } from 'vitest';
import { mstl } from './mstl.ts';
import { leadModel, twinDataset, twinModel } from './twin.ts';

const bank: PipelineOptions = { model: twinModel, gravity: { method: 'bank' } };
const settings: BacktestSettings = {
  horizon: 4,
  warmup: 70,
  origins: null,
  stride: 3,
  members: 20,
  seed: 1,
  mstl,
};

function run(
  dataset: Dataset = twinDataset(120),
  changes: Partial<BacktestSettings> = {},
  options: PipelineOptions = bank,
): { lines: BacktestLine[]; issued: IssuedLine[] } {
  const issued: IssuedLine[] = [];
  const lines = backtest(createWorld(options), dataset, { ...settings, ...changes }, (line) =>
    issued.push(line),
  );
  return { lines, issued };
}

const over = (lines: readonly BacktestLine[], method: string) =>
  lines.find((line) => line.method === method && line.target === '*' && line.horizon === '*');

/** One series with ups and downs, made of a sine and remainders; the model says nothing about it. */
const SERIES = Array.from(
  { length: 30 },
  (_, t) => Math.round(1e4 * (10 + 3 * Math.sin(t * 0.7) + ((t * 7919) % 13) / 10)) / 1e4,
);
const seriesDataset: Dataset = {
  name: 'series',
  sha256: 'series',
  columns: ['y'],
  labels: SERIES.map((_, t) => String(t)),
  rows: SERIES.map((y) => [y]),
};
const slotsOnly: WorldModelInput = {
  name: 'slots-only',
  slots: { y: { kind: 'variable', initial: 0, noise: 1 } },
};

describe('a backtest', () => {
  // means over the origins 12..27 of the closed form, computed apart with the error function
  it.each([
    ['random-walk', 1, 0.9238364511143103, 0.6245245461352034, 0.8811774439370942, 0.6875],
    ['random-walk', 2, 1.710906296665936, 1.1565932228765725, 1.6749169580688184, 0.5],
    ['drift', 1, 0.9584933466596578, 0.647953024124794, 0.9230596969431635, 0.75],
    ['drift', 2, 1.8041747024023143, 1.2196437863080192, 1.7817841748891599, 0.5],
  ] as const)(
    'scores %s at step %d by the closed form, scaled by the changes of the warm-up',
    (method, horizon, crps, scaled, mase, coverage80) => {
      const { lines } = run(
        seriesDataset,
        { horizon: 2, warmup: 12, stride: 1 },
        { model: slotsOnly },
      );
      const line = lines.find((l) => l.method === method && l.horizon === horizon);
      expect(line).toMatchObject({ kind: 'backtest', target: 'y', n: 16, coverage80 });
      expect(line?.crps).toBeCloseTo(crps, 10);
      expect(line?.scaled_crps).toBeCloseTo(scaled, 10);
      expect(line?.mase).toBeCloseTo(mase, 10);
    },
  );

  it('writes a line per method, target and step, and one over all with their means', () => {
    const { lines } = run();
    expect([...new Set(lines.map(({ method }) => method))]).toEqual([
      'gravity-on',
      'gravity-off',
      'random-walk',
      'drift',
      'seasonal-naive',
      'theta',
      'ets',
      'mstl-ets',
      'mean',
    ]);
    for (const method of new Set(lines.map((line) => line.method))) {
      const own = lines.filter((line) => line.method === method);
      expect(own.map(({ target, horizon }) => `${target} ${horizon}`)).toEqual([
        ...['level', 'other'].flatMap((target) => [1, 2, 3, 4, '*'].map((h) => `${target} ${h}`)),
        '* *',
      ]);
      const all = own.at(-1);
      const cells = own.filter(({ horizon }) => horizon !== '*');
      for (const key of [
        'scaled_crps',
        'mase',
        'coverage50',
        'coverage80',
        'coverage95',
      ] as const) {
        const mean = cells.reduce((sum, cell) => sum + (cell[key] ?? NaN) / cells.length, 0);
        expect(all?.[key]).toBeCloseTo(mean, 12);
      }
      expect(all).toMatchObject({ crps: null, wis: null, natural_wis: null, n: 16 * 8 });
      const level = own.find(({ target, horizon }) => target === 'level' && horizon === '*');
      const levels = cells.filter(({ target }) => target === 'level');
      for (const key of ['crps', 'scaled_crps', 'wis', 'natural_ae'] as const)
        expect(level?.[key]).toBeCloseTo(
          levels.reduce((sum, cell) => sum + (cell[key] ?? NaN) / levels.length, 0),
          12,
        );
      const isGravity = method.startsWith('gravity');
      for (const line of own) expect('calibrated_scaled_crps' in line).toBe(isGravity);
      expect(all !== undefined && 'dm_t_vs_off' in all).toBe(method !== 'gravity-off');
      expect(all !== undefined && 'dm_p_vs_off' in all).toBe(method !== 'gravity-off');
      expect(all !== undefined && 'dm_t_vs_on' in all).toBe(method !== 'gravity-on');
      expect(all !== undefined && 'dm_p_vs_on' in all).toBe(method !== 'gravity-on');
    }
  });

  it('finds the rise that the core knows nothing of', () => {
    const { lines } = run(twinDataset(200));
    const [on, off] = [over(lines, 'gravity-on'), over(lines, 'gravity-off')];
    expect(on?.scaled_crps).toBeLessThan(0.9 * (off?.scaled_crps ?? NaN));
    expect(on?.dm_t_vs_off).toBeLessThan(-2);
    expect(on?.dm_p_vs_off).toBeLessThan(0.05);
    expect(off?.dm_t_vs_on).toBe(-(on?.dm_t_vs_off ?? NaN));
    expect(off?.dm_p_vs_on).toBe(on?.dm_p_vs_off);
  });

  it('with nothing learned on and off are the same, bit for bit', () => {
    const { lines } = run(
      twinDataset(120),
      {},
      {
        model: twinModel,
        gravity: { method: 'bank', min_observations: 1000 },
      },
    );
    const scores = (method: string) =>
      lines.filter((l) => l.method === method).map((l) => [l.crps, l.wis, l.coverage80]);
    expect(scores('gravity-on')).toEqual(scores('gravity-off'));
    expect(over(lines, 'gravity-on')?.dm_t_vs_off).toBeNull();
  });

  it('does not depend on the order of the columns', () => {
    const dataset = twinDataset(120);
    const turned: Dataset = {
      ...dataset,
      columns: dataset.columns.toReversed(),
      rows: dataset.rows.map((row) => row.toReversed()),
    };
    expect(run(turned)).toEqual(run(dataset));
  });

  it('scores no forecast whose truth is missing', () => {
    const dataset = twinDataset(120);
    const rows = dataset.rows.map((row, at) => (at === 100 ? [null, ...row.slice(1)] : row));
    const { lines } = run({ ...dataset, rows }, { stride: 1 });
    for (const method of ['gravity-on', 'random-walk']) {
      const cells = lines.filter((line) => line.method === method && line.horizon === 2);
      expect(cells.map(({ target, n }) => [target, n])).toEqual([
        ['level', 45],
        ['other', 46],
      ]);
    }
  });

  it('starts at the row after the warm-up and ends where the last truth is, or at the labels given', () => {
    const origins = (changes: Partial<BacktestSettings>) =>
      run(twinDataset(120), changes)
        .issued.filter(({ method }) => method === 'gravity-on')
        .map(({ origin }) => origin.row);
    expect(origins({ stride: 1 })).toEqual(Array.from({ length: 46 }, (_, at) => 70 + at));
    expect(origins({ stride: 20 })).toEqual([70, 90, 110]);
    expect(origins({ origins: ['2005-10', '2006-01'], stride: 1 })).toEqual([69, 70, 71, 72]);
  });
});

describe('no forecast looks ahead', () => {
  /** Rows after the cut become noise. */
  function spoil(dataset: Dataset, cut: number): Dataset {
    const rows = dataset.rows.map((row, at) =>
      at <= cut ? row : row.map((_, column) => 0.5 + 0.4 * Math.sin(77 * at * at + column)),
    );
    return { ...dataset, sha256: `spoilt ${cut}`, rows };
  }

  it.each(['bank', 'sgd'] as const)(
    'what %s issued up to a row is the same when later rows were never there, also of a model that reads `turn`',
    (method) => {
      const options: PipelineOptions = { model: leadModel, gravity: { method } };
      const few = { stride: 1, members: 4, horizon: 2, warmup: 40 };
      const whole = twinDataset(104);
      const { issued } = run(whole, few, options);
      for (const cut of [60, 95]) {
        const kept = cut + few.horizon + 1; // a backtest issues only what it can verify
        const shorter: Dataset = {
          ...whole,
          labels: whole.labels.slice(0, kept),
          rows: whole.rows.slice(0, kept),
        };
        const upTo = issued.filter(({ origin }) => origin.row <= cut);
        expect(upTo.length).toBeGreaterThan(0);
        expect(run(shorter, few, options).issued).toEqual(upTo);
      }
    },
  );

  it.each(['bank', 'sgd'] as const)(
    'what %s issued up to a row, scales and calibration included, is the same whatever came later',
    (method) => {
      const options: PipelineOptions = { model: twinModel, gravity: { method } };
      const few = { stride: 1, members: 4, horizon: 2, warmup: 40 };
      const { issued } = run(twinDataset(104), few, options);
      // calibration is at work, or there would be nothing to see
      expect(issued.some(({ calibration }) => calibration.some((spread) => spread !== null))).toBe(
        true,
      );
      for (const cut of [60, 95]) {
        const spoilt = run(spoil(twinDataset(104), cut), few, options).issued;
        const upTo = (lines: IssuedLine[]) => lines.filter(({ origin }) => origin.row <= cut);
        expect(upTo(spoilt)).toEqual(upTo(issued));
        expect(upTo(spoilt).length).toBeGreaterThan(0);
        expect(spoilt).not.toEqual(issued);
      }
    },
  );
});

test.each<[string, Partial<BacktestSettings>, Dataset, RegExp]>([
  ['too short a history', { warmup: 118 }, twinDataset(120), /120 rows, but 118 of warm-up and 4/],
  ['a short warm-up', { warmup: 5 }, twinDataset(120), /warm-up of 11 rows/],
  ['an unknown label', { origins: ['2005-13', '2006-01'] }, twinDataset(120), /labelled "2005-13"/],
  ['origins turned round', { origins: ['2007-01', '2006-01'] }, twinDataset(120), /comes after/],
  ['an origin in the warm-up', { origins: ['2001-01', '2006-01'] }, twinDataset(120), /inside the/],
  [
    'an origin too late',
    { origins: ['2006-01', '2009-12'] },
    twinDataset(120),
    /fewer than 4 rows/,
  ],
  [
    'a series that never changes',
    { warmup: 20 },
    {
      ...seriesDataset,
      columns: ['level'],
      rows: SERIES.map(() => [1]),
      labels: SERIES.map(String),
    },
    /column "level": never changes in the 20 rows/,
  ],
])('%s is refused with the numbers', (_, changes, dataset, message) => {
  expect(() => run(dataset, changes)).toThrow(message);
  expect(() => run(dataset, changes)).toThrow(PulseError);
});
