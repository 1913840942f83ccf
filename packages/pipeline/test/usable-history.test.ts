import { createWorld, useHistory } from '@pulse-stream/pipeline';
import type { Dataset } from '@pulse-stream/worldstate';
import type { DatasetReference } from '@pulse-stream/worldstate/internal';
import { describe, expect, it } from 'vitest';
import { failureOf, recordOf } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

describe('a history that cannot be gone through', () => {
  const { model } = createWorld({ model: twinModel }).compiled;
  const dataset = { ...twinDataset(30), name: 'h.csv' };
  const use = (changes: Partial<Dataset>, ignoreColumns = false) =>
    useHistory({ ...dataset, ...changes }, model, { ignoreColumns }).dataset;

  it('is refused for a column that is no slot, naming it and the nearest one', () => {
    const columns = ['level', 'othr', 'hope'];
    expect(() => use({ columns })).toThrow(/h\.csv: column "othr".*did you mean "other"/);
    const used = use({ columns }, true);
    expect(used.columns).toEqual(['level', 'hope']);
    expect(used.rows[3]).toEqual([dataset.rows[3]?.[0], dataset.rows[3]?.[2]]);
  });

  it('is refused for a column that a measurement computes', () => {
    expect(() => use({ columns: ['level', 'mood', 'hope'] })).toThrow(/"mood" is computed by/);
  });

  it('is refused for a row that is left out, naming the row', () => {
    const without = (list: readonly unknown[]) => list.toSpliced(7, 1);
    const labels = without(dataset.labels) as string[]; // still texts
    expect(() => use({ labels, rows: without(dataset.rows) as Dataset['rows'] })).toThrow(
      /row 8: "2000-09" is not one month after "2000-07"/,
    );
  });

  it('is refused by row and column for a value outside the transform of its slot', () => {
    const logs = {
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
    const message = /row 7 \(6\), column "y": log100 of 0 is not defined/;
    const options = { model: logs, datasets: new Map([['zero', zero]]) };
    const fails = (observations: DatasetReference) =>
      failureOf({ observations }, options).error.message;
    expect(fails({ dataset: 'zero' })).toMatch(message);
    expect(fails({ dataset: 'zero', until: 8, window: 4 })).toMatch(message);
    const later = { dataset: 'zero', window: 4 };
    expect(recordOf({ observations: later }, options).kind).toBe('result');
  });

  it('is refused once, before any line, when it is given to a run', () => {
    const foreign = { ...dataset, columns: ['level', 'othr', 'hope'] };
    const datasets = new Map([['h', foreign]]);
    expect(() => createWorld({ model: twinModel, datasets })).toThrow(
      /^h: column "othr" is not a slot of model twin \(did you mean "other"\?; --ignore-columns leaves it out\)$/,
    );
    const used = createWorld({ model: twinModel, datasets, ignoreColumns: true });
    expect(used.datasets.get('h')?.dataset.columns).toEqual(['level', 'hope']);
  });

  it('is refused when the model has none of its columns', () => {
    expect(() => use({ columns: ['x', 'y', 'z'] }, true)).toThrow(
      /no column is a slot of model twin/,
    );
  });
});
