import { ScenarioError, WorldModel, type Dataset, type Failure } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { describeOrigin, indexDataset, selectHistory, takeHistory } from './history.ts';

const model = WorldModel.parse({
  name: 'two',
  slots: {
    rate: { kind: 'variable', initial: 1 },
    price: { kind: 'variable', initial: 1 },
    mood: { kind: 'overlay', initial: 0.5 },
  },
  measurements: { mood: 'rate / 10' },
});

const dataset: Dataset = {
  name: 'macro',
  sha256: 'abc',
  columns: ['rate', 'price'],
  labels: ['2001-01', '2001-02', '2001-03'],
  rows: [
    [1, 10],
    [2, null],
    [3, 30],
  ],
};
const strict = { ignoreColumns: false };
const datasets = new Map([['macro', indexDataset(dataset, model, strict)]]);
type Observations = Parameters<typeof selectHistory>[0];
const select = (observations: Observations) => selectHistory(observations, datasets, model);

function failureOf(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    if (error instanceof ScenarioError) return error.failure;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('the history of a scenario', () => {
  it('a dataset is taken up to a label, inclusive, and no further back than the window', () => {
    expect(takeHistory(select({ dataset: 'macro' })).rows).toEqual(dataset.rows);
    const span = select({ dataset: 'macro', until: '2001-02', window: 1 });
    expect(takeHistory(span)).toEqual({
      ...dataset,
      labels: ['2001-02'],
      rows: [[2, null]],
      lastRow: 1,
    });
    expect(describeOrigin(span, [])).toEqual({ dataset: 'macro', label: '2001-02', row: 1 });
    expect(span.warnings).toEqual([]);
  });

  it('a dataset or a label that is not there is told with those that are', () => {
    const hintOf = (act: () => unknown) => failureOf(act).hint;
    const [one] = datasets.values();
    const two = new Map(
      [
        ['macro', one],
        ['flu', one],
      ].filter((entry): entry is [string, NonNullable<typeof one>] => entry[1] !== undefined),
    );
    expect(hintOf(() => selectHistory({ dataset: 'qqq' }, two, model))).toBe(
      'registered: "macro", "flu"',
    );
    expect(hintOf(() => selectHistory({ dataset: 'macr' }, two, model))).toBe(
      'did you mean "macro"?',
    );
    expect(hintOf(() => selectHistory({ dataset: 'h' }, new Map(), model))).toBe(
      'register it with --observations NAME=FILE',
    );
    const ends = 'labels go from "2001-01" to "2001-03"';
    expect(hintOf(() => select({ dataset: 'macro', until: '1999' }))).toContain(ends);
    expect(hintOf(() => select({ dataset: 'macro', until: '2001-04' }))).toContain(ends);
  });

  it('a window longer than the history takes what there is and says so', () => {
    const span = select({ dataset: 'macro', until: '2001-02', window: 5 });
    expect(takeHistory(span).rows).toHaveLength(2);
    expect(span.warnings).toMatchObject([{ type: 'window-short', path: 'observations.window' }]);
  });

  it('a number is a label too', () => {
    const numbered = { ...dataset, labels: ['1', '2', '3'] };
    const span = selectHistory(
      { dataset: 'macro', until: 2 },
      new Map([['macro', indexDataset(numbered, model, strict)]]),
      model,
    );
    expect(span.last).toBe(1);
  });

  it('the columns of inline rows are the union of their keys; what a row lacks is missing', () => {
    const span = select([{ rate: 1 }, { price: 5, rate: null }]);
    expect(takeHistory(span)).toMatchObject({
      name: null,
      columns: ['rate', 'price'],
      rows: [
        [1, null],
        [null, 5],
      ],
      labels: ['0', '1'],
      lastRow: 1,
    });
    expect(describeOrigin(span, [])).toEqual({ row: 1 });
  });

  it.each<[string, (string | number)[], number, RegExp]>([
    ['twice', ['2001', '2001'], 1, /date "2001" is given twice/],
    ['backwards', ['2001', '2002', '2000'], 2, /"2000" does not come after "2002"/],
    ['with a gap', ['2001', '2002', '2004'], 2, /"2004" is not one year after "2002"/],
    [
      'in two ways of writing',
      ['2001-01', '2001-Q1'],
      1,
      /"2001-Q1" is written in another way than "2001-01"/,
    ],
  ])('labels of inline rows that go %s fail the line, by row and column', (_, dates, row, text) => {
    const failure = failureOf(() => select(dates.map((date) => ({ date, rate: 1 }))));
    expect(failure).toMatchObject({
      type: 'observations-invalid',
      path: `observations[${row}].date`,
      message: expect.stringMatching(text),
    });
  });

  it('labels that cannot be read get one warning that rows left out are not seen', () => {
    const rows = ['wave 1', 'wave 2'].map((date) => ({ date, rate: 1 }));
    expect(select(rows).warnings).toEqual([
      {
        type: 'labels-unread',
        message: expect.stringContaining('row 1: "wave 1" cannot be read as a time'),
        path: 'observations',
      },
    ]);
    const named = indexDataset({ ...dataset, labels: ['a', 'b', 'c'] }, model, strict);
    const span = selectHistory({ dataset: 'macro' }, new Map([['macro', named]]), model);
    expect(span.warnings).toMatchObject([{ type: 'labels-unread', path: 'observations.dataset' }]);
  });

  it('a column without a value in any row gets a warning', () => {
    const rows = dataset.rows.map(([rate]) => [rate ?? null, null]);
    const empty = indexDataset({ ...dataset, rows }, model, strict);
    const span = selectHistory({ dataset: 'macro' }, new Map([['macro', empty]]), model);
    expect(span.warnings).toMatchObject([
      { type: 'never-observed', message: expect.stringContaining('column "price" is empty') },
    ]);
    expect(select([{ rate: 1, price: null }]).warnings).toMatchObject([
      { type: 'never-observed', path: 'observations' },
    ]);
  });

  it('values outside the bounds of their slot are said, once per column, by the spans that have them', () => {
    const bounded = WorldModel.parse({
      ...model,
      slots: { ...model.slots, rate: { kind: 'variable', initial: 1, min: 0, max: 5 } },
    });
    const rows = [
      [1, -1e9],
      [-999, 1],
      [9, 1],
      [0, 5],
    ];
    const labels = ['2001-01', '2001-02', '2001-03', '2001-04'];
    const given = indexDataset({ ...dataset, labels, rows }, bounded, strict);
    const spanOf = (reference: object) =>
      selectHistory({ dataset: 'macro', ...reference }, new Map([['macro', given]]), bounded);
    const message =
      'column "rate": 2 values are outside their bounds, the first -999 at row 2 (2001-02): min 0; an empty cell says that nobody observed';
    expect(spanOf({}).warnings).toEqual([
      { type: 'out-of-bounds', message, path: 'observations.dataset' },
    ]);
    expect(takeHistory(spanOf({})).rows).toEqual(rows);
    expect(spanOf({ until: '2001-01' }).warnings).toEqual([]);
    expect(spanOf({ window: 1 }).warnings).toEqual([]);
    expect(spanOf({ window: 2 }).warnings).toMatchObject([
      { message: expect.stringMatching(/1 value is .*first 9 at row 3 \(2001-03\): max 5;/) },
    ]);
    expect(selectHistory([{ rate: -1 }], datasets, bounded).warnings).toMatchObject([
      { path: 'observations', message: expect.stringContaining('first -1 at row 1: min 0;') },
    ]);
  });

  it('years in a column turn are counts', () => {
    const weekly = WorldModel.parse({ ...model, time_unit: 'week' });
    const rows = (name: string) => [1998, 1999].map((label) => ({ [name]: label, rate: 1 }));
    expect(selectHistory(rows('turn'), datasets, weekly).axis.finding).toBeNull();
    expect(failureOf(() => selectHistory(rows('date'), datasets, weekly))).toMatchObject({
      type: 'observations-invalid',
      path: 'observations[0].date',
      message: 'row 0: date "1998" is a year, but a step of the model is one week',
    });
  });

  it('labels of inline rows may go in equal steps of any size', () => {
    const rows = [1990, 1995, 2000].map((date) => ({ date, rate: 1 }));
    expect(select(rows).dataset.labels).toEqual(['1990', '1995', '2000']);
  });

  it('a date or turn column of inline rows holds their labels', () => {
    const span = select([
      { date: '2001-01', rate: 1 },
      { date: '2001-02', rate: 2 },
    ]);
    expect(span.dataset).toMatchObject({ columns: ['rate'], labels: ['2001-01', '2001-02'] });
    expect(describeOrigin(span, [])).toEqual({ label: '2001-02', row: 1 });
    expect(select([{ turn: 7, rate: 1 }]).dataset.labels).toEqual(['7']);
  });

  it('equal rows have equal hashes, whatever the order of their keys', () => {
    const hash = (rows: Observations) => select(rows).dataset.sha256;
    expect(hash([{ rate: 1, price: 2 }])).toBe(hash([{ price: 2, rate: 1 }]));
    expect(hash([{ rate: 1 }])).not.toBe(hash([{ rate: 2 }]));
  });

  it.each<[string, Observations, Partial<Failure>]>([
    [
      'an unknown dataset names the nearest',
      { dataset: 'marco' },
      { type: 'dataset-unknown', path: 'observations.dataset', hint: 'did you mean "macro"?' },
    ],
    [
      'an unknown label names the nearest',
      { dataset: 'macro', until: '2001-20' },
      { type: 'observations-invalid', path: 'observations.until', hint: expect.any(String) },
    ],
    [
      'a label far from all names the range',
      { dataset: 'macro', until: 'yesterday' },
      { type: 'observations-invalid', hint: 'labels go from "2001-01" to "2001-03"' },
    ],
    ['no rows are no history', [], { type: 'observations-invalid', path: 'observations' }],
    [
      'an undeclared column names the nearest slot',
      [{ rat: 1 }],
      { type: 'observations-invalid', path: 'observations.rat', hint: 'did you mean "rate"?' },
    ],
    [
      'a measured overlay cannot be observed',
      [{ mood: 0.5 }],
      { type: 'observations-invalid', path: 'observations.mood' },
    ],
    [
      'text is no observation',
      [{ rate: 1 }, { rate: 'high' }],
      { type: 'observations-invalid', path: 'observations[1].rate' },
    ],
    [
      'a row without the label the others have is refused',
      [{ date: '2001', rate: 1 }, { rate: 2 }],
      { type: 'observations-invalid', path: 'observations[1].date' },
    ],
  ])('%s', (_law, observations, expected) => {
    expect(failureOf(() => select(observations))).toMatchObject({
      stage: 'initialise',
      ...expected,
    });
  });

  it('a dataset without rows is refused', () => {
    const empty = new Map([
      ['none', indexDataset({ ...dataset, name: 'none', rows: [], labels: [] }, model, strict)],
    ]);
    expect(failureOf(() => selectHistory({ dataset: 'none' }, empty, model)).type).toBe(
      'observations-invalid',
    );
  });
});
