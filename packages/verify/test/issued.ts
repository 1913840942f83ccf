import { ForecastScorer, type ScoreOptions, type ScoreReport } from '@pulse-stream/verify';
import type { Dataset } from '@pulse-stream/worldstate';
import type { IssuedForecast } from '@pulse-stream/worldstate/internal';

type Cells = readonly (number | null)[];

/** A dataset with these rows by label. */
export function datasetOf(rows: Readonly<Record<string, Cells>>, columns = ['x', 'y']): Dataset {
  const labels = Object.keys(rows);
  return { name: null, sha256: '', columns, labels, rows: Object.values(rows) };
}

/** What came true: x goes up, y lacks a cell. */
export const later = datasetOf({
  '2020-01': [1, 10],
  '2020-02': [2, 20],
  '2020-03': [3, null],
  '2020-04': [4, 40],
});

/** A forecast of x from 2020-01, one and two turns ahead. */
export function issue(parts: Partial<IssuedForecast> = {}): IssuedForecast {
  return {
    kind: 'forecast',
    schema: 1,
    trace_id: 't',
    model: 'm',
    model_hash: 'h',
    seed: 0,
    origin: { label: '2020-01', row: 0 },
    horizon: [1, 2],
    targets: { x: { unit: null, point: [2, 2], quantiles: { '0.1': [1, 0], '0.9': [3, 1] } } },
    events: [],
    ...parts,
  };
}

/** The report of a scorer that was given these, by default against `later`. */
export function scored(
  values: readonly unknown[],
  options: Partial<ScoreOptions> = {},
): ScoreReport {
  const scorer = new ForecastScorer({ datasets: new Map([['', later]]), ...options });
  for (const value of values) scorer.add(value);
  return scorer.report();
}
