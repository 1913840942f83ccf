import { describe, expect, it } from 'vitest';
import { datasetOf, issue, later, scored } from './issued.ts';
import { recordOf } from './run-line.ts';
import { twinModel } from './twin.ts';

describe('what cannot be verified', () => {
  it('is counted by reason, record by record', () => {
    const model = twinModel;
    const path = recordOf({ turns: 2, observations: [{ date: '2020-01', level: 1 }] }, { model });
    const early = issue({ origin: { label: '2020-04', row: 3 } });
    const report = scored([
      null,
      'text',
      { kind: 'result' },
      { ...issue(), horizon: ['a'] },
      recordOf('{', {}),
      { ...recordOf({}), run: 5 },
      { ...recordOf({}), config: undefined },
      { ...recordOf({}), forecast: { targets: {} } },
      recordOf({}),
      recordOf({ observations: [{ hope: 0.5 }] }),
      recordOf({ observations: [{ date: '2020-01', hope: 0.5 }] }, { member: 1 }),
      issue({ origin: { row: 0 } }),
      issue({ origin: { label: '1999-01' } }),
      early,
      path,
      issue(),
    ]);
    expect(report.summary).toMatchObject({
      records: 16,
      verified: 1,
      unverified: {
        'not-a-record': 5,
        'not-whole': 2,
        failure: 1,
        'no-origin': 1,
        'no-label': 2,
        'one-member': 1,
        'label-unknown': 1,
        'too-early': 1,
        'nothing-observed': 1,
      },
    });
    const total = Object.values(report.summary.unverified).reduce((sum, n) => sum + n, 0);
    expect(total + report.summary.verified).toBe(16);
  });

  it('is counted by reason, value by value; what can be verified of a record is', () => {
    const target = { unit: null, point: [1, 2, 3, 4], quantiles: null };
    const wild = { unit: null, point: [1e308, 2, 3, 4], quantiles: { '0.5': [-1e308, 2, 3, 4] } };
    const { scores, summary } = scored(
      [
        issue({
          horizon: [1, 2, 3, 4],
          labels: ['2020-02', '2020-03', '2020-04', '2020-05'],
          targets: { y: target, z: target, x: wild },
        }),
      ],
      {
        datasets: new Map([
          [
            '',
            datasetOf({
              '2020-01': [0, 0],
              '2020-02': [-1e308, 1],
              '2020-03': [2, null],
              '2020-04': [3, 9],
            }),
          ],
        ]),
      },
    );
    expect(summary.cells).toEqual({
      verified: 4,
      unverified: { 'not-observed': 4, 'beyond-history': 2, missing: 1, overflow: 1 },
    });
    expect(scores.map(({ target: name, horizon }) => `${name} ${horizon}`)).toEqual([
      'x 2',
      'x 3',
      'x *',
      'y 1',
      'y 3',
      'y *',
      '* *',
    ]);
  });

  it('a dataset is found by its name, and one without a name stands for the others', () => {
    const named = issue({ origin: { dataset: 'survey', label: '2020-01' } });
    const other = new Map([['other', later]]);
    expect(scored([named], { datasets: other }).summary.unverified).toEqual({
      'dataset-unknown': 1,
    });
    expect(scored([named]).summary.verified).toBe(1);
    const shifted = datasetOf({ '2020-01': [0, 0], '2020-02': [7, 0] });
    const both = new Map([
      ['', later],
      ['survey', shifted],
    ]);
    expect(scored([named], { datasets: both }).scores[0]).toMatchObject({ ae: 5 });
  });

  it('what-ifs are verified and told; a date without a row is not, whichever row stands there', () => {
    const labels = ['2020-02', '2030-04'];
    const { summary } = scored([
      issue({ labels }),
      issue({ labels, what_if: true, trace_id: 'another' }),
    ]);
    expect(summary).toMatchObject({
      verified: 2,
      what_if: 1,
      cells: { unverified: { 'beyond-history': 2 } },
    });
  });

  it('ten thousand names are enough: the memory does not grow with what records name', () => {
    const events = Array.from({ length: 10_001 }, (_, index) => ({
      name: `e${index}`,
      when: 'x > 1',
      from: 1,
      to: 1,
      probability: 1,
    }));
    expect(() => scored([issue({ events })])).toThrow(
      expect.objectContaining({
        code: 'option-invalid',
        message: expect.stringContaining('10000'),
      }),
    );
  });
});
