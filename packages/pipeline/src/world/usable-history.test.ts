import { PulseError, ScenarioError, WorldModel, type Dataset } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { describeOrigin, indexDataset, selectHistory, takeHistory } from './history.ts';
import { useHistory } from './usable-history.ts';

const model = WorldModel.parse({
  name: 'lake',
  time_unit: 'month',
  slots: {
    level: { kind: 'variable', initial: 1 },
    mood: { kind: 'overlay', initial: 0.5 },
  },
  measurements: { mood: 'level / 10' },
  values: { fill: 'level / 9' },
  series: { rain: { dataset: 'lake' }, heat: { dataset: 'lake', column: 'sun' } },
});
const withoutSeries = WorldModel.parse({ ...model, series: undefined });

/** Rows of months from 2001-01 on. */
const tableOf = (columns: readonly string[], rows: Dataset['rows']): Dataset => ({
  name: 'lake',
  sha256: 'abc',
  columns,
  labels: rows.map((_, row) => `2001-${String(row + 1).padStart(2, '0')}`),
  rows,
});
const lake = tableOf(
  ['rain', 'level', 'fill', 'sun'],
  [
    [5, 1, 0.1, null],
    [6, 2, null, 30],
    [7, null, 0.3, 31],
    [8, null, null, null],
  ],
);
const policy = { ignoreColumns: false };
const select = (dataset: Dataset, reference: object = {}, known: WorldModel = model) =>
  selectHistory(
    { dataset: 'lake', ...reference },
    new Map([['lake', indexDataset(dataset, known, policy)]]),
    known,
  );
const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof PulseError || error instanceof ScenarioError) return error.message;
  }
  throw new Error('nothing failed');
};

describe('a history in a model with series', () => {
  it('has the columns that are slots; what series read and values compute is set aside', () => {
    const { dataset, columns } = useHistory(lake, model, policy);
    expect(dataset).toMatchObject({ columns: ['level'], rows: [[1], [2]] });
    expect(columns.names).toEqual(lake.columns);
    expect(columns.valuesOf('rain')).toEqual(Float64Array.of(5, 6, 7, 8));
    expect(columns.valuesOf('sun')).toEqual(Float64Array.of(Number.NaN, 30, 31));
    expect(columns.valuesOf('snow')).toBeNull();
  });

  it('ends at the last row in which a slot was observed', () => {
    const span = select(lake);
    expect(takeHistory(span)).toMatchObject({ labels: ['2001-01', '2001-02'], lastRow: 1 });
    expect(describeOrigin(span, [])).toEqual({ dataset: 'lake', label: '2001-02', row: 1 });
    expect(span.warnings).toEqual([]);
    expect(takeHistory(select(lake, { window: 1 })).rows).toEqual([[2]]);
  });

  it('that is to end where nothing was observed ends before, and says so', () => {
    const span = select(lake, { until: '2001-04' });
    expect(span.last).toBe(1);
    expect(span.warnings).toEqual([
      {
        type: 'until-unobserved',
        message: 'nothing was observed at "2001-04": the history ends at "2001-02"',
        path: 'observations.until',
      },
    ]);
    expect(select(lake, { until: '2001-01' }).warnings).toEqual([]);
    expect(messageOf(() => select(lake, { until: '2002' }))).toBe(
      'dataset "lake" has no row labelled "2002"',
    );
  });

  it('is the same whether later rows are there or not', () => {
    const cut = { ...lake, labels: lake.labels.slice(0, 2), rows: lake.rows.slice(0, 2) };
    expect(takeHistory(select(cut))).toEqual(takeHistory(select(lake)));
  });

  it('of rows in a line ends there too, takes values and has its series elsewhere', () => {
    const datasets = new Map();
    const span = selectHistory(
      [
        { level: 1, fill: 0.1 },
        { level: null, fill: 0.2 },
      ],
      datasets,
      model,
    );
    expect(takeHistory(span)).toMatchObject({ columns: ['level'], rows: [[1]] });
    expect(messageOf(() => selectHistory([{ level: null }], datasets, model))).toBe(
      'nothing was observed in any row',
    );
    expect(() => selectHistory([{ level: 1, rain: 5 }], datasets, model)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({
          type: 'observations-invalid',
          path: 'observations.rain',
          hint: 'give its numbers in series.rain',
        }),
      }),
    );
  });

  it('may be a table that feeds series only, with any columns, and is then no history', () => {
    const feed = tableOf(['wet', 'dry'], [[5, 1]]);
    expect(indexDataset(feed, model, policy).columns.names).toEqual(['wet', 'dry']);
    const onlyScored = tableOf(['fill', 'rain'], [[1, 2]]);
    const said =
      'no column is a slot of model lake: they are fill, rain; fill is a value of the model, computed from slots, so it is only scored and nothing is learned (give a column of a slot, converted from fill if need be, or make fill a slot; slots: level)';
    expect(messageOf(() => useHistory(onlyScored, model, policy))).toContain(said);
    expect(messageOf(() => select(onlyScored))).toContain(said);
    const noSlot = 'no column is a slot of model lake: they are wet, dry (slots: level)';
    expect(messageOf(() => select(feed))).toBe(noSlot);
    expect(messageOf(() => useHistory(feed, model, policy))).toBe(`lake: ${noSlot}`);
  });

  it('without a slot is told which slots its columns may have meant', () => {
    const slips = tableOf(['levl', 'Lewel', 'wet'], [[1, 2, 3]]);
    expect(messageOf(() => useHistory(slips, model, { ignoreColumns: true }))).toBe(
      'lake: no column is a slot of model lake: they are levl, Lewel, wet (did you mean "level" by "levl"? did you mean "level" by "Lewel"?)',
    );
  });

  it('without any observation is none', () => {
    expect(messageOf(() => select(tableOf(['level', 'rain'], [[null, 1]])))).toBe(
      'nothing was observed in any row up to there',
    );
  });

  it('has no column that the model does not have', () => {
    const strange = tableOf(['level', 'rian'], [[1, 2]]);
    expect(messageOf(() => indexDataset(strange, model, policy))).toBe(
      'lake: column "rian" is not a slot of model lake (did you mean "rain"?; --ignore-columns leaves it out)',
    );
    const measured = tableOf(['level', 'mood'], [[1, 0.2]]);
    expect(messageOf(() => indexDataset(measured, model, policy))).toContain('by a measurement');
    const ignored = indexDataset(strange, model, { ignoreColumns: true });
    expect(ignored.dataset.columns).toEqual(['level']);
  });
});

describe('a history in a model without series', () => {
  it('keeps the rows in which nothing was observed', () => {
    const rows = tableOf(['level'], [[1], [null]]);
    expect(takeHistory(select(rows, {}, withoutSeries)).rows).toEqual([[1], [null]]);
    expect(takeHistory(selectHistory([{ level: null }], new Map(), withoutSeries)).rows).toEqual([
      [null],
    ]);
  });

  it('has no table without a slot', () => {
    expect(messageOf(() => indexDataset(tableOf(['wet'], [[1]]), withoutSeries, policy))).toContain(
      'column "wet" is not a slot',
    );
  });
});
