import { ForecastScorer, type ScoreOptions, type ScoreReport } from '@pulse-stream/verify';
import { issueForecast, readGroupKeys } from '@pulse-stream/verify/internal';
import type { IssuedForecast } from '@pulse-stream/worldstate/internal';
import { describe, expect, it, test } from 'vitest';
import { datasetOf, issue, later } from './issued.ts';
import { recordOf } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

/** Scores of these by keys, each line as what it is of and how many values. */
function countsBy(keys: string, values: readonly unknown[], options: Partial<ScoreOptions> = {}) {
  const by = readGroupKeys(keys.split(','));
  return reportOf(values, { by, ...options }).scores.map((line) =>
    line.by === undefined ? `all ${line.n}` : `${Object.values(line.by ?? {}).join(' ')} ${line.n}`,
  );
}
function reportOf(
  values: readonly unknown[],
  options: Partial<ScoreOptions>,
  others: readonly unknown[] = [],
): ScoreReport {
  const scorer = new ForecastScorer({ datasets: new Map([['', later]]), ...options });
  for (const value of others) scorer.addOther(value);
  for (const value of values) scorer.add(value);
  return scorer.report();
}

/** x from 2020-01, one and two ahead; y from 2020-02, of which the cell one ahead is empty. */
const FORECASTS: readonly IssuedForecast[] = [
  issue({ meta: { place: 'b', model: 2 }, group: 'g' }),
  issue({
    trace_id: 'u',
    origin: { label: '2020-02', row: 1 },
    meta: { place: 'a', model: 10 },
    targets: { y: { unit: null, point: [2, 2], quantiles: null } },
  }),
];

describe('scores are told apart', () => {
  it.each([
    ['target', ['x 2', 'y 1', 'all 3']],
    ['horizon', ['1 1', '2 2', 'all 3']],
    ['origin', ['2020-01 2', '2020-02 1', 'all 3']],
    ['label', ['2020-02 1', '2020-03 1', '2020-04 1', 'all 3']],
    ['group', ['g 2', ' 1', 'all 3']],
    ['meta.place', ['a 1', 'b 2', 'all 3']],
    // numbers by their size
    ['meta.model', ['2 2', '10 1', 'all 3']],
    ['horizon,meta.place', ['1 b 1', '2 a 1', '2 b 1', 'all 3']],
  ])('by %s', (keys, expected) => {
    expect(countsBy(keys, FORECASTS)).toEqual(expected);
  });

  it('by dataset, and by location: meta.location, else what --split made the name of', () => {
    const from = (dataset: string, trace_id: string, meta?: IssuedForecast['meta']) =>
      issue({
        trace_id,
        horizon: [1],
        origin: { dataset, label: '2020-01', row: 0 },
        ...(meta === undefined ? {} : { meta }),
      });
    const values = [from('flu.US', 'a'), from('flu.CA', 'b'), from('flu', 'c', { location: 'TX' })];
    const datasets = new Map(['flu', 'flu.US', 'flu.CA'].map((name) => [name, later]));
    expect(countsBy('dataset', values, { datasets })).toEqual([
      'flu 1',
      'flu.CA 1',
      'flu.US 1',
      'all 3',
    ]);
    expect(countsBy('location', values, { datasets })).toEqual(['CA 1', 'TX 1', 'US 1', 'all 3']);
  });

  it('as group and meta of the scenario say, whose record keeps them', () => {
    const dataset = twinDataset(60);
    const options = { model: twinModel, datasets: new Map([['d', dataset]]) };
    const observations = { dataset: 'd', until: dataset.labels[40] ?? '' };
    const meta = { place: 'north', nested: { deep: 1 }, ticket: 2 ** 60 };
    const record = recordOf({ turns: 1, observations, group: 'runs', meta }, options);
    expect(issueForecast(record, null)).toMatchObject({ group: 'runs' });
    // what is no word, and a number with more digits than it can be told by, are not kept
    expect(Reflect.get(Object(issueForecast(record, null)), 'meta')).toEqual({ place: 'north' });
    const datasets = new Map([['d', dataset]]);
    expect(countsBy('group,meta.place,meta.nested', [record], { datasets })).toEqual([
      'runs north  2',
      'all 2',
    ]);
  });

  it('with a mean of errors only where a group has one unit', () => {
    const y = { unit: '%', point: [20], quantiles: null };
    const x = { unit: 'USD', point: [2], quantiles: null };
    const both = issue({ horizon: [1], targets: { x, y } });
    const byHorizon = reportOf([both], { by: ['horizon'] }).scores;
    expect(byHorizon[0]).toMatchObject({ target: '*', horizon: 1, unit: null, n: 2, ae: null });
    const byTarget = reportOf([both], { by: ['target'] }).scores;
    expect(byTarget[0]).toMatchObject({ target: 'x', horizon: '*', unit: 'USD', ae: 0 });
  });
});

test.each([
  ['horizn', /by: "horizn" is nothing to group by \(did you mean "horizon"\?\)/],
  ['place', /by: "place" is nothing to group by \(it takes target, .*, meta\.KEY\)/],
  ['meta.', /by: "meta\." is nothing/],
  ['target,target', /by: "target" twice/],
])('--by %s is refused', (keys, message) => {
  expect(() => readGroupKeys(keys.split(','))).toThrow(message);
});

describe('beside other forecasts', () => {
  const at = (point: number, parts: Partial<IssuedForecast> = {}) =>
    issue({ targets: { x: { unit: null, point: [point, point], quantiles: null } }, ...parts });

  it('a score is over theirs of the values that both forecast, whatever else they forecast', () => {
    // truth 2 and 3: errors 2 and 1 against 1 and 0
    const own = at(4);
    const others = [
      at(3, { trace_id: 'other', horizon: [1, 2, 3] }),
      at(9, { trace_id: 'later', origin: { label: '2020-02', row: 1 } }),
    ];
    const [first, second, all] = reportOf([own], {}, others).scores;
    expect(first).toMatchObject({ n_relative: 1, relative_ae: 2, relative_wis: null });
    // over an error of 0 there is no ratio
    expect(second).toMatchObject({ n_relative: 1, relative_ae: null });
    expect(all).toMatchObject({ n: 2, n_relative: 2, relative_ae: 3 });
  });

  it('of several of one value the first counts, and what nobody else forecast is not compared', () => {
    const others = [at(3, { horizon: [1] }), at(9, { trace_id: 'again', horizon: [1] })];
    const scores = reportOf([at(4)], {}, others).scores;
    expect(scores.map(({ n_relative: n, relative_ae: ae }) => [n, ae])).toEqual([
      [1, 2],
      [0, null],
      [1, 2],
      [1, 2],
    ]);
  });

  it('WIS is compared only where the levels are the same', () => {
    const spread = (levels: readonly string[], width: number, trace: string) =>
      issue({
        trace_id: trace,
        horizon: [1],
        targets: {
          x: {
            unit: null,
            point: [2],
            quantiles: Object.fromEntries(
              levels.map((level, k) => [level, [2 + width * (k - (levels.length - 1) / 2)]]),
            ),
          },
        },
      });
    const three = ['0.1', '0.5', '0.9'];
    const own = spread(three, 2, 'own');
    const same = reportOf([own], {}, [spread(three, 1, 'other')]).scores[0];
    expect(same?.relative_wis).toBeCloseTo(2, 12);
    const unlike = reportOf([own], {}, [spread(['0.2', '0.5', '0.8'], 1, 'other')]).scores[0];
    expect(unlike).toMatchObject({ n_relative: 1, relative_wis: null });
  });

  it('without any no line says relative', () => {
    for (const line of reportOf([at(4)], {}).scores) expect('n_relative' in line).toBe(false);
  });
});

describe('on the scale log', () => {
  it('errors are those of ln(1 + x), below 0 is 0, and a truth below 0 is not verified', () => {
    const table = datasetOf({ '2020-01': [0, 0], '2020-02': [99, -1] });
    const forecast = issue({
      horizon: [1],
      targets: {
        x: {
          unit: 'USD',
          point: [9],
          quantiles: { '0.1': [-5], '0.5': [9], '0.9': [999] },
          members: [[-5, 9]],
        },
        y: { unit: '%', point: [1], quantiles: null },
      },
    });
    const { scores, summary } = reportOf([forecast], {
      datasets: new Map([['', table]]),
      scale: 'log',
    });
    const ln10 = Math.log(10);
    const [first] = scores;
    expect(first).toMatchObject({ target: 'x', unit: null, coverage80: 1 });
    expect(first?.ae).toBeCloseTo(ln10, 12);
    // half of it, and a tenth of the interval from 0 to ln 1000, over 1.5
    expect(first?.wis).toBeCloseTo((0.5 * ln10 + 0.1 * 3 * ln10) / 1.5, 12);
    expect(first?.crps).toBeCloseTo(1.5 * ln10 - (2 * ln10) / 8, 12);
    expect(summary.cells).toEqual({ verified: 1, unverified: { 'below-zero': 1 } });
  });

  it('targets of different units have a common mean', () => {
    const x = { unit: 'USD', point: [2], quantiles: null };
    const y = { unit: '%', point: [20], quantiles: null };
    const report = reportOf([issue({ horizon: [1], targets: { x, y } })], { scale: 'log' });
    expect(report.scores.at(-1)).toMatchObject({ target: '*', ae: 0, unit: null });
  });
});
