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

describe('confidence of a record', () => {
  const state = learn(createWorld(options), whole);
  it.each([
    ['level', 1],
    ['level', 4],
    ['other', 3],
    ['other', 1],
  ])(
    'is how often forecasts of as many turns ahead beat a random walk, times coverage: %s at %i',
    (target, turns) => {
      const { assessment, forecast } = resultOf(
        {
          id: 'a',
          turns,
          members: 60,
          observations: { dataset: 'truth' },
          forecast: { targets: [target] },
        },
        withData(whole),
      );
      expect(forecast.calibration).toBe('verified');
      const { covered = [], won = [] } = state.track_record.trails[target]?.[turns - 1] ?? {};
      const { length } = covered;
      expect(length).toBe(Math.min(60, state.track_record.calibration.verified[turns - 1] ?? 0));
      expect(won).toHaveLength(length);
      const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);
      const expected = ((1 + sum(won)) / (2 + length)) * Math.min(1, sum(covered) / length / 0.8);
      expect(assessment.confidence).toBeCloseTo(expected, 12);
      expect(expected).toBeGreaterThan(0);
      expect(expected).toBeLessThan(1);
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
