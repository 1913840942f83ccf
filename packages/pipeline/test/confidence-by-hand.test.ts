import { createWorld, learn, type PipelineOptions } from '@pulse-stream/pipeline';
import type { Dataset } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { resultOf } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

const ROWS = 150;
const whole = twinDataset(ROWS);
const options: PipelineOptions = { model: twinModel, gravity: { method: 'bank', warmup: 40 } };
const withData = (dataset: Dataset): PipelineOptions => ({
  ...options,
  datasets: new Map([['truth', dataset]]),
});

/** Type 7 by its definition. */
function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

describe('confidence of a record', () => {
  const state = learn(createWorld(options), whole);
  it.each([
    ['level', 1],
    ['level', 4],
    ['other', 3],
    ['other', 1],
  ])(
    'is the sharpness of what is published against the changes of as many rows, times coverage: %s at %i',
    (target, turns) => {
      const { assessment, forecast } = resultOf(
        {
          id: 'a',
          turns,
          members: 60,
          observations: { dataset: 'truth' },
          forecast: { targets: [target], quantiles: [0.1, 0.5, 0.9] },
        },
        withData(whole),
      );
      expect(forecast.calibration).toBe('verified');
      const { quantiles, raw_quantiles: raw } = forecast.targets[target] ?? {};
      const widthOf = (of: typeof quantiles) =>
        (of?.['0.9']?.[turns - 1] ?? NaN) - (of?.['0.1']?.[turns - 1] ?? NaN);
      expect(Math.abs(widthOf(quantiles) / widthOf(raw) - 1)).toBeGreaterThan(0.002);

      const column = whole.columns.indexOf(target);
      const values = whole.rows.map((row) => row[column] ?? NaN);
      const changes = values.slice(turns).map((value, t) => value - (values[t] ?? NaN));
      const climate = quantile(changes, 0.9) - quantile(changes, 0.1);
      const { covered = [] } = state.track_record.trails[target]?.[turns - 1] ?? {};
      expect(covered).toHaveLength(
        Math.min(60, state.track_record.calibration.verified[turns - 1] ?? 0),
      );
      const coverage = covered.reduce((sum, hit) => sum + hit, 0) / covered.length;
      const sharpness = Math.min(1, Math.max(0, 1 - widthOf(quantiles) / climate));
      const expected = sharpness * Math.min(1, coverage / 0.8);
      expect(assessment.confidence).toBeCloseTo(expected, 9);
      expect(expected).toBeGreaterThan(0);
      expect(sharpness).toBeLessThan(1);
    },
  );
});

describe('what is known at a row', () => {
  const UNTIL = 110;
  const label = whole.labels[UNTIL - 1] ?? '';
  const first: Dataset = {
    ...whole,
    labels: whole.labels.slice(0, UNTIL),
    rows: whole.rows.slice(0, UNTIL),
  };
  const other: Dataset = {
    ...whole,
    rows: whole.rows.map((row, t) => (t < UNTIL ? row : row.map((cell) => -3 * (cell ?? 0)))),
  };
  const gaps: Dataset = {
    ...whole,
    rows: whole.rows.map((row, t) => (t < UNTIL ? row : row.map(() => null))),
  };

  it.each(['bank', 'sgd'] as const)('is the same whatever rows come after it: %s', (method) => {
    const config = {
      turns: 4,
      members: 20,
      seed: 3,
      observations: { dataset: 'truth', until: label },
    };
    const records = [first, whole, other, gaps].map((dataset) =>
      resultOf(config, { ...withData(dataset), gravity: { method, warmup: 40 } }),
    );
    expect(records[0]?.gravity.status).toBe('active');
    for (const record of records) expect(record).toEqual(records[0]);
  });

  it('is not what the row after it says', () => {
    const at = (until: string) =>
      resultOf({ members: 20, observations: { dataset: 'truth', until } }, withData(whole))
        .forecast;
    const next = whole.labels[UNTIL] ?? '';
    expect(at(next).targets).not.toEqual(at(label).targets);
    expect(at(label).attribution['level']?.start).toBeCloseTo(
      whole.rows[UNTIL - 1]?.[0] ?? NaN,
      12,
    );
  });
});
