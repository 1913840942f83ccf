import { PulseError } from '@pulse-stream/worldstate';
import type { IssuedForecast } from '@pulse-stream/worldstate/internal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datasetOf, issue, later, scored } from './issued.ts';

const event = { name: 'high', when: 'x > 3.5', from: 1, to: 3, probability: 0.8 };

describe('the truth of a forecast', () => {
  const gap = datasetOf({ '2020-01': [1, 10], '2020-03': [3, 30], '2020-04': [4, 40] });
  const against = (issued: IssuedForecast, truth = gap) =>
    scored([issued], { datasets: new Map([['', truth]]) });

  it.each([
    ['which the record says', { labels: ['2020-02', '2020-03'] }],
    ['which follow its origin, when the record says none', {}],
  ])('is the row of its label, %s, not the row so far on', (_, parts) => {
    const { scores, summary } = against(issue(parts));
    expect(scores.map(({ target, horizon, ae }) => [target, horizon, ae])).toEqual([
      ['x', 2, 1], // forecast 2, came 3: not the 4 that stands two rows on
      ['x', '*', 1],
      ['*', '*', 1],
    ]);
    expect(summary.cells).toEqual({ verified: 1, unverified: { 'no-row': 1 } });
  });

  it('has another place in other tables, and the same scores', () => {
    const long = datasetOf({
      '2019-12': [0, 0],
      '2020-01': [1, 1],
      '2020-02': [2, 2],
      '2020-03': [3, 3],
    });
    expect(against(issue(), long).scores).toEqual(against(issue(), later).scores);
  });

  it('may be labelled in another way of writing', () => {
    const compact = datasetOf({ '202001': [1, 1], '202002': [2, 2], '202003': [3, 3] });
    expect(against(issue(), compact).scores).toEqual(against(issue(), later).scores);
  });

  it('is the row of the day, also where the zone changes, and of the hour whatever the zone', () => {
    const noon = datasetOf({
      '2024-03-29T12:00+01:00': [1, 1],
      '2024-03-30T12:00+01:00': [2, 2],
      '2024-03-31T12:00+02:00': [3, 3],
    });
    const daily = issue({
      origin: { label: '2024-03-29T12:00+01:00', row: 0 },
      labels: ['2024-03-30T12:00+01:00', '2024-03-31T12:00+01:00'],
    });
    expect(against(daily, noon).scores).toEqual(against(issue(), later).scores);
    const night = datasetOf({
      '2024-03-31T00:00+01:00': [1, 1],
      '2024-03-31T01:00+01:00': [2, 2],
      '2024-03-31T03:00+02:00': [3, 3],
    });
    const hourly = issue({
      origin: { label: '2024-03-31T00:00+01:00', row: 0 },
      labels: ['2024-03-31T01:00+01:00', '2024-03-31T02:00+01:00'],
    });
    expect(against(hourly, night).scores).toEqual(against(issue(), later).scores);
  });

  it('of an event that spans a row left out is not told', () => {
    const { summary } = against(issue({ events: [event] }));
    expect(summary.events).toEqual({ verified: 0, unverified: { 'no-row': 1 } });
  });

  it('is not guessed where labels do not say how time goes on', () => {
    const words = datasetOf({ spring: [1, 1], summer: [2, 2], autumn: [3, 3] });
    const origin = { label: 'spring', row: 0 };
    expect(against(issue({ origin, events: [event] }), words).summary).toMatchObject({
      verified: 0,
      cells: { unverified: { 'no-label': 2 } },
      events: { unverified: { 'no-label': 1 } },
    });
    const said = issue({ origin, labels: ['summer', 'winter'] });
    expect(against(said, words).summary.cells).toEqual({
      verified: 1,
      unverified: { 'no-row': 1 },
    });
  });

  it('is not taken from rows of another rhythm', () => {
    const daily = datasetOf({ '2024-01-01': [1, 1], '2024-01-02': [2, 2], '2024-01-08': [3, 3] });
    const weekly = issue({
      origin: { label: '2024-01-01', row: 0 },
      horizon: [1],
      labels: ['2024-01-08'],
      events: [event],
    });
    const { scores, summary } = against(weekly, daily);
    expect(scores[0]).toMatchObject({ horizon: 1, ae: 1 });
    expect(summary.events.unverified).toEqual({ 'no-label': 1 });
  });

  it('that has not come yet is later than the last row, not left out', () => {
    const late = issue({ labels: ['2020-04', '2020-05'] });
    expect(against(late).summary.cells.unverified).toEqual({ 'beyond-history': 1 });
    const all = issue({ labels: ['2020-05', '2020-06'] });
    expect(against(all).summary.unverified).toEqual({ 'too-early': 1 });
  });
});

describe('a forecast that comes more than once', () => {
  it('counts once, in whatever company, and is named', () => {
    const copies = fc.record({ times: fc.integer({ min: 1, max: 4 }), at: fc.nat() });
    fc.assert(
      fc.property(fc.array(copies, { minLength: 1, maxLength: 6 }), (list) => {
        const once = list.map((_, index) => issue({ trace_id: `t${index}`, events: [event] }));
        const all = list
          .flatMap(({ times, at }, index) =>
            Array.from({ length: times }, (_, copy) => ({ at: at + copy, index })),
          )
          .toSorted((a, b) => a.at - b.at)
          .map(({ index }) => once[index]);
        const { scores, events, summary } = scored(all);
        expect({ scores, events }).toEqual({
          scores: scored(once).scores,
          events: scored(once).events,
        });
        const again = list.flatMap(({ times }, index) => (times > 1 ? [`t${index}`] : []));
        expect(summary.duplicates).toEqual(again);
        expect(summary.unverified.duplicate ?? 0).toBe(all.length - once.length);
      }),
      { numRuns: 50 },
    );
  });

  it('counts with what is new in it: another target, horizon or origin', () => {
    const { x } = issue().targets;
    if (x === undefined) throw new Error('it has a target');
    const values = [
      issue({ horizon: [1] }),
      issue(),
      issue({ targets: { x, y: x } }),
      issue({ origin: { label: '2020-02', row: 1 } }),
      issue({ origin: { dataset: 'other', label: '2020-01', row: 0 } }),
    ];
    const { summary, scores } = scored(values);
    expect(summary).toMatchObject({ verified: 5, unverified: {}, duplicates: ['t'] });
    expect(summary.cells.unverified).toMatchObject({ duplicate: 3 });
    expect(scores.at(-1)?.n).toBe(2 + 1 + 2 + 2);
  });
});

describe('forecasts with other quantile levels', () => {
  it('have a count beside each score, and the sets are counted', () => {
    const levels = (...list: string[]) => {
      const quantiles = Object.fromEntries(list.map((level) => [level, [2]]));
      return issue({
        trace_id: list.join(),
        horizon: [1],
        targets: { x: { unit: null, point: [2], quantiles } },
      });
    };
    const sets = [
      levels('0.1', '0.5', '0.9'),
      levels('0.1', '0.9'),
      levels('0.25', '0.5'),
      levels(),
    ];
    const [line] = scored([...sets, levels('0.9', '0.5', '0.1 ')]).scores;
    expect(line).toMatchObject({
      n: 5,
      n_quantiles: 4,
      level_sets: 3,
      n_wis: 2,
      n_coverage50: 0,
      n_coverage80: 3,
      n_coverage95: 0,
    });
    expect(scored([sets[0]]).scores[0]).toMatchObject({ level_sets: 1, n_wis: 1 });
    expect(scored([sets[3]]).scores[0]).toMatchObject({ level_sets: 0, n_wis: 0 });
  });
});

describe('forecasts of several datasets', () => {
  const of = (dataset: string) =>
    issue({ trace_id: dataset, origin: { dataset, label: '2020-01', row: 0 } });

  it('are not scored against one file without a name', () => {
    const all = [of('us'), of('ca'), of('tx')];
    expect(() => scored(all)).toThrow(PulseError);
    expect(() => scored(all)).toThrow(/3 datasets \(ca, tx, us\).*--observations ca=FILE/);
    const datasets = new Map([
      ['', later],
      ['us', later],
    ]);
    expect(() => scored(all, { datasets })).toThrow(/2 datasets \(ca, tx\)/);
  });

  it('are matched by name, and the names are said', () => {
    const datasets = new Map([
      ['us', later],
      ['ca', later],
    ]);
    const { summary, lost } = scored([of('us'), of('ca'), of('tx')], { datasets });
    expect(lost).toEqual({ named: ['tx'], given: ['ca', 'us'] });
    expect(scored([issue()], { datasets }).lost.named).toEqual([null]);
    expect(summary).toMatchObject({
      verified: 2,
      unverified: { 'dataset-unknown': 1 },
      datasets: { ca: 1, us: 1 },
    });
    expect(scored([of('us')]).summary.datasets).toEqual({ us: 1 });
    expect(scored([of('us'), issue()]).summary.datasets).toEqual({ '': 1, us: 1 });
  });
});
