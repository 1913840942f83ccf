import { createWorld, ForecastScorer, type ScoreOptions } from '@pulse-stream/pipeline';
import type { Dataset, IssuedForecast, ScenarioConfigInput } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordOf } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

type Cells = readonly (number | null)[];

function datasetOf(rows: Readonly<Record<string, Cells>>, columns = ['x', 'y']): Dataset {
  const labels = Object.keys(rows);
  return { name: null, sha256: '', columns, labels, rows: Object.values(rows) };
}

const later = datasetOf({
  '2020-01': [1, 10],
  '2020-02': [2, 20],
  '2020-03': [3, null],
  '2020-04': [4, 40],
});

/** A forecast of x from 2020-01, one and two turns ahead. */
function issue(parts: Partial<IssuedForecast> = {}): IssuedForecast {
  return {
    kind: 'issued',
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

function scored(values: readonly unknown[], options: Partial<ScoreOptions> = {}) {
  const scorer = new ForecastScorer({ datasets: new Map([['', later]]), ...options });
  for (const value of values) scorer.add(value);
  return scorer.report();
}

describe('scores', () => {
  it('are those of the h-th row after the origin, by hand', () => {
    const { scores, summary } = scored([issue()]);
    expect(scores).toMatchObject([
      // truth 2: in the middle; pinballs .1·1 and .1·1, twice their mean
      {
        target: 'x',
        horizon: 1,
        n: 1,
        ae: 0,
        wis: null,
        crps_q: expect.closeTo(0.2, 12),
        coverage80: 1,
      },
      // truth 3 above both: .1·3 and .9·2
      {
        target: 'x',
        horizon: 2,
        n: 1,
        ae: 1,
        wis: null,
        crps_q: expect.closeTo(2.1, 12),
        coverage80: 0,
      },
      {
        target: 'x',
        horizon: '*',
        n: 2,
        ae: 0.5,
        crps_q: expect.closeTo(1.15, 12),
        coverage80: 0.5,
      },
      { target: '*', horizon: '*', n: 2, ae: 0.5, coverage50: null, coverage80: 0.5 },
    ]);
    expect(summary).toMatchObject({ records: 1, verified: 1, unverified: {} });
  });

  it('of kept members are CRPS, its fair form and a PIT histogram; of the others they are not', () => {
    const members = [
      [1, 3],
      [0, 8],
    ];
    const kept = issue({
      targets: { x: { unit: 'USD', point: [2, 4], quantiles: null, members } },
    });
    const bare = issue({ targets: { x: { unit: 'USD', point: [2, 4], quantiles: null } } });
    const [first, second, all, over] = scored([kept, bare]).scores;
    // truth 2: mean distance 1 less 2·2/(2·4), fair 2·2/(2·2)
    expect(first).toMatchObject({ n: 2, n_members: 1, n_quantiles: 0, crps: 0.5, fair_crps: 0 });
    // truth 3: (3 + 5)/2 less 16/8, fair 16/4
    expect(second).toMatchObject({ crps: 2, fair_crps: 0, pit: [0, 0, 0, 0, 0, 1, 0, 0, 0, 0] });
    expect(all).toMatchObject({
      unit: 'USD',
      n: 4,
      crps: 1.25,
      pit_deviation: expect.closeTo(1.8, 12),
    });
    expect(over).toMatchObject({ target: '*', unit: 'USD', crps: 1.25 });
  });

  it('of targets in different units have no common error, only common shares', () => {
    const y = { unit: '%', point: [20], quantiles: { '0.1': [10], '0.9': [15] } };
    const x = { unit: 'USD', point: [2], quantiles: { '0.1': [1], '0.9': [3] } };
    const { scores } = scored([issue({ horizon: [1], targets: { y, x } })]);
    expect(scores.map(({ target, horizon }) => `${target} ${horizon}`)).toEqual([
      'x 1',
      'x *',
      'y 1',
      'y *',
      '* *',
    ]);
    expect(scores.at(-1)).toMatchObject({ n: 2, ae: null, crps_q: null, coverage80: 0.5 });
  });

  it('of events are Brier scores, told only when every turn of the event was observed', () => {
    const event = { name: 'high', when: 'x > 3.5', from: 1, to: 3, probability: 0.8 };
    const events = [
      event,
      { ...event, name: 'at', from: 1, to: 1, probability: 0.3 },
      { ...event, name: 'turn', when: 'x > turn and turn > 2', probability: 0.5 },
      { ...event, name: 'params', when: 'x > limit', to: 1, probability: 1 },
    ];
    const untold = [
      { ...event, when: 'x > 1.5', to: 4 },
      { ...event, when: 'y > 5', to: 2 },
      { ...event, when: 'z > 5' },
      { ...event, when: null },
      { ...event, when: '1 / (x - 2) > 0' },
      { ...event, when: 'x >' },
    ];
    const { events: lines, summary } = scored([
      issue({ events: [...events, ...untold], params: { limit: 1.5 } }),
    ]);
    expect(lines).toEqual([
      { kind: 'score-event', event: 'at', n: 1, brier: 0.09, probability: 0.3, frequency: 0 },
      expect.objectContaining({ event: 'high', brier: expect.closeTo(0.04, 12), frequency: 1 }),
      expect.objectContaining({ event: 'params', brier: 0 }),
      expect.objectContaining({ event: 'turn', brier: 0.25, frequency: 1 }),
      expect.objectContaining({ event: '*', n: 4, frequency: 0.75 }),
    ]);
    expect(summary.events).toEqual({
      verified: 4,
      unverified: {
        'condition-unknown': 2,
        'beyond-history': 1,
        missing: 1,
        'not-computable': 1,
        'not-observed': 1,
      },
    });
  });

  it('are the same to the last bit in whatever order the forecasts come', () => {
    const value = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
    const forecasts = fc.array(
      fc.record({ point: fc.tuple(value, value), members: fc.array(value, { minLength: 2 }) }),
      { minLength: 2, maxLength: 30 },
    );
    fc.assert(
      fc.property(forecasts, fc.nat(), (parts, turn) => {
        const list = parts.map(({ point, members }, index) =>
          issue({
            targets: {
              x: { unit: null, point, quantiles: { '0.5': point }, members: [members, members] },
            },
            events: [{ name: `e${index % 3}`, when: 'x > 1', from: 1, to: 1, probability: 1 / 3 }],
          }),
        );
        const split = turn % list.length;
        const turned = [...list.slice(split), ...list.slice(0, split)].toReversed();
        expect(scored(turned)).toEqual(scored(list));
      }),
      { numRuns: 50 },
    );
  });
});

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
      records: 13,
      verified: 1,
      unverified: {
        'not-a-record': 4,
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
    expect(total + report.summary.verified).toBe(13);
  });

  it('is counted by reason, value by value; what can be verified of a record is', () => {
    const target = { unit: null, point: [1, 2, 3, 4], quantiles: null };
    const wild = { unit: null, point: [1e308, 2, 3, 4], quantiles: { '0.5': [-1e308, 2, 3, 4] } };
    const { scores, summary } = scored(
      [issue({ horizon: [1, 2, 3, 4], targets: { y: target, z: target, x: wild } })],
      {
        datasets: new Map([
          ['', datasetOf({ '2020-01': [0, 0], a: [-1e308, 1], b: [2, null], c: [3, 9] })],
        ]),
      },
    );
    expect(summary.cells).toEqual({
      verified: 4,
      unverified: { 'not-observed': 4, 'beyond-history': 2, missing: 1, overflow: 1 },
    });
    expect(scores.map(({ target: name, horizon }) => `${name} ${horizon}`)).toEqual([
      ...['x 2', 'x 3', 'x *'],
      ...['y 1', 'y 3', 'y *', '* *'],
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

  it('what-ifs and rows with another date than was forecast are verified and told', () => {
    const labels = ['2020-02', '2020-04'];
    const { summary } = scored([issue({ labels }), issue({ what_if: true })]);
    expect(summary).toMatchObject({ verified: 2, what_if: 1, labels_differ: 1 });
  });

  it('ten thousand names are enough: the memory does not grow with what records name', () => {
    const events = Array.from({ length: 10_001 }, (_, index) => ({
      name: `e${index}`,
      ...{ when: 'x > 1', from: 1, to: 1, probability: 1 },
    }));
    expect(() => scored([issue({ events })])).toThrow(
      expect.objectContaining({
        code: 'option-invalid',
        message: expect.stringContaining('10000'),
      }),
    );
  });
});

describe('records of the pipeline', () => {
  const world = createWorld({
    model: twinModel,
    datasets: new Map([['truth', twinDataset()]]),
    keepMembers: true,
  });
  const { compiled, modelHash } = world;
  const at: ScenarioConfigInput = {
    turns: 3,
    observations: { dataset: 'truth', until: '2008-12' },
    forecast: { targets: ['level'], horizons: [1, 3], quantiles: [0.25, 0.5, 0.75] },
  };

  it('are verified by the rows that followed their origin in the same dataset', () => {
    const record = recordOf(at, world);
    const { scores } = scored([record], { datasets: new Map([['truth', twinDataset()]]) });
    if (record.kind !== 'result') throw new Error('it failed');
    const { rows, labels } = twinDataset();
    const origin = labels.indexOf('2008-12');
    for (const [h, turn] of [1, 3].entries()) {
      const truth = rows[origin + turn]?.[0] ?? Number.NaN;
      const { median, members, quantiles } = record.forecast.targets['level'] ?? {};
      const error = Math.abs((median?.[h] ?? 0) - truth);
      const [low, high] = [quantiles?.['0.25']?.[h] ?? 0, quantiles?.['0.75']?.[h] ?? 0];
      // ½·error + ¼·interval score, over 1½
      const outside = Math.max(0, low - truth, truth - high);
      expect(scores[h]).toMatchObject({ target: 'level', horizon: turn, n: 1, n_members: 1 });
      expect(scores[h]?.ae).toBeCloseTo(error, 12);
      expect(scores[h]?.wis).toBeCloseTo((error / 2 + (high - low + 4 * outside) / 4) / 1.5, 12);
      expect(scores[h]?.crps).toBeLessThan(
        (members?.[h] ?? []).reduce((sum, x) => sum + Math.abs(x - truth) / 20, 0),
      );
    }
  });

  it('leave their events to the model: its conditions and params are taken from there', () => {
    const model = {
      ...twinModel,
      params: { ...twinModel.params, limit: { value: 100, min: 0, max: 100 } },
      forecast: { targets: ['level'], events: [{ name: 'high', when: 'level > limit', by: 2 }] },
    };
    const own = createWorld({ model, datasets: world.options.datasets });
    const datasets = new Map([['truth', twinDataset()]]);
    const config = { turns: 3, observations: at.observations };
    const given = { compiled: own.compiled, modelHash: own.modelHash };
    const events = (params: Record<string, number>, withModel = true) =>
      scored([recordOf({ ...config, params }, own)], { datasets, model: withModel ? given : null });
    expect(events({}).events[0]).toMatchObject({ event: 'high', n: 1, frequency: 0 });
    // set to its minimum, 0: the level of the twin is above it
    expect(events({ limit: -5 }).events[0]).toMatchObject({ frequency: 1 });
    expect(events({}, false).summary.events.unverified).toEqual({ 'condition-unknown': 1 });
    const stranger = scored([recordOf(config, own)], { datasets, model: { compiled, modelHash } });
    expect(stranger.summary.events.unverified).toEqual({ 'condition-unknown': 1 });
  });

  it('a world that comes out as it was forecast scores nothing', () => {
    const record = recordOf({ ...at, members: 1 }, world);
    if (record.kind !== 'result') throw new Error('it failed');
    const [first = 0, third = 0] = record.forecast.targets['level']?.mean ?? [];
    const truth = datasetOf({ '2008-12': [0], b: [first], c: [null], d: [third] }, ['level']);
    const { scores } = scored([record], { datasets: new Map([['', truth]]) });
    expect(scores.map(({ ae }) => ae)).toEqual([0, 0, 0, 0]);
  });
});
