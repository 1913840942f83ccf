import { forecastRun } from '@pulse-stream/forecast';
import { attempt, Forecast, isFailure } from '@pulse-stream/worldstate';
import type { RunAttribution } from '@pulse-stream/worldstate/internal';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeRun, makeSlot, range } from './make-run.ts';

const account = (parts: Record<string, number>, rest: Partial<RunAttribution> = {}) => ({
  target: 'x',
  start: 1,
  end: 1 + Object.values(parts).reduce((sum, part) => sum + part, 0),
  parts: new Map(Object.entries(parts)),
  ...rest,
});

describe('a forecast', () => {
  test('keeps its members when asked to, a list per horizon, in the order they were drawn', () => {
    const run = makeRun({
      targets: [makeSlot('x'), makeSlot('y')],
      horizons: [1, 5],
      cells: [
        [4, 1, 3],
        [0, 2, 0],
        [9, 8, 7],
        [1, 1, 5],
      ],
    });
    const { targets } = forecastRun(run, { keepMembers: true });
    expect(targets['x']?.members).toEqual([
      [4, 1, 3],
      [0, 2, 0],
    ]);
    expect(targets['y']?.members?.[1]).toEqual([1, 1, 5]);
    expect(forecastRun(run).targets['x']).not.toHaveProperty('members');
    const path = makeRun({ cells: null, control: [3] });
    expect(forecastRun(path, { keepMembers: true }).targets['x']).not.toHaveProperty('members');
  });

  test('of an ensemble has its statistics per target and horizon, in record order', () => {
    const run = makeRun({
      targets: [makeSlot('x', { unit: 'USD' }), makeSlot('valueOf')],
      horizons: [1, 5],
      quantiles: [0.75, 0.25],
      cells: [
        [4, 1, 3, 2],
        [0, 0, 0, 0],
        [10, 30, 20, 40],
        [1, 1, 1, 5],
      ],
      events: { high: 3 },
    });
    const forecast = forecastRun(run);
    expect(forecast).toEqual({
      origin: null,
      horizon: [1, 5],
      targets: {
        x: {
          unit: 'USD',
          mean: [2.5, 0],
          median: [2.5, 0],
          sd: [Math.sqrt(5 / 3), 0],
          quantiles: { '0.25': [1.75, 0], '0.75': [3.25, 0] },
        },
        valueOf: {
          unit: null,
          mean: [25, 2],
          median: [25, 1],
          sd: [Math.sqrt(500 / 3), 2],
          quantiles: { '0.25': [17.5, 1], '0.75': [32.5, 2] },
        },
      },
      quantile_type: 7,
      events: [{ name: 'high', probability: 0.75, count: 3, members: 4 }],
      attribution: {},
      calibration: 'declared',
    });
    expect(Object.keys(forecast)).toEqual([
      'origin',
      'horizon',
      'targets',
      'quantile_type',
      'events',
      'attribution',
      'calibration',
    ]);
    expect(Object.keys(forecast.targets.x?.quantiles ?? {})).toEqual(['0.25', '0.75']);
    expect(Forecast.parse(forecast)).toEqual(forecast);
  });

  test('of the control run alone is its path, without intervals, and says so', () => {
    const run = makeRun({
      horizons: [1, 2],
      cells: null,
      control: [7, 8.5],
      events: { hit: 1, missed: 0 },
    });
    expect(forecastRun(run)).toMatchObject({
      targets: { x: { mean: [7, 8.5], median: null, sd: null, quantiles: null } },
      events: [
        { name: 'hit', probability: 1, count: 1, members: 1 },
        { name: 'missed', probability: 0, count: 0, members: 1 },
      ],
      calibration: 'none',
    });
  });

  test('of one replayed member is that path, bit for bit', () => {
    const run = makeRun({
      horizons: [1, 2],
      cells: [[0.1], [0.3]],
      member: 12,
      events: { hit: 1 },
    });
    expect(forecastRun(run)).toMatchObject({
      targets: { x: { mean: [0.1, 0.3], median: [0.1, 0.3], sd: null, quantiles: null } },
      events: [{ name: 'hit', probability: 1, count: 1, members: 1 }],
      calibration: 'none',
    });
  });

  test('carries the origin and the labels it is handed', () => {
    const origin = { dataset: 'macro', label: '2007-06', row: 41 };
    const forecast = forecastRun(makeRun({ cells: [[1, 2]] }), { origin, labels: ['2007-07'] });
    expect(forecast).toMatchObject({ origin, labels: ['2007-07'] });
    expect(Object.keys(forecast).slice(0, 3)).toEqual(['origin', 'horizon', 'labels']);
  });

  test('has an event probability that is its count over the members', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.double({ min: 0, max: 1 }), (members, p) => {
        const count = Math.floor(p * members) || 0;
        const { events } = forecastRun(makeRun({ cells: [range(members)], events: { e: count } }));
        expect(events).toEqual([{ name: 'e', probability: count / members, count, members }]);
      }),
    );
  });

  test.each([
    ['mean', [1.7e308, -1.7e308]],
    ['infinite member', [1, Infinity]],
    ['member that is no number', [1, Number.NaN]],
  ])('whose %s no double can hold fails the scenario', (_, cell) => {
    const result = attempt(() => forecastRun(makeRun({ cells: [cell] })));
    expect(isFailure(result) && result).toMatchObject({ type: 'overflow', stage: 'forecast' });
  });

  test('of a run of the wrong shape is a bug', () => {
    const run = makeRun({ cells: [[1, 2]] });
    expect(() => forecastRun({ ...run, horizons: [1, 2] })).toThrow('2 values for 2 cells × 2');
    expect(() => forecastRun({ ...run, member: 3 })).toThrow('one path');
    expect(() => forecastRun(makeRun({ cells: [[1]] }))).toThrow('at least two members');
    expect(() => forecastRun(run, { labels: [] })).toThrow('0 labels for 1 horizons');
  });
});

describe('attribution', () => {
  test('passes every part on untouched, in record order, and names what did not happen', () => {
    const parts = {
      noise: 0.25,
      'gravity.sgd': -2,
      'rule.R2': 3,
      'rule.R1': 0.5,
      decay: -0.125,
      bounds: 0.5,
    };
    const { attribution } = forecastRun(
      makeRun({
        cells: [[1, 2]],
        targets: [makeSlot('x', { unit: 'EUR' })],
        attribution: [account(parts)],
      }),
    );
    expect(attribution).toEqual({
      x: {
        start: 1,
        end: 3.125,
        change: 2.125,
        unit: 'EUR',
        parts: { ...parts, measurement: 0, intervention: 0, calibration: 0 },
      },
    });
    expect(Object.keys(attribution.x?.parts ?? {})).toEqual([
      'rule.R2',
      'rule.R1',
      'decay',
      'measurement',
      'intervention',
      'gravity.sgd',
      'noise',
      'bounds',
      'calibration',
    ]);
  });

  test.each([
    ['identity', '%', '%'],
    ['identity', null, null],
    ['log100', 'USD', '100 ln(USD)'],
    ['logit', null, 'logit(value)'],
  ] as const)('of a %s slot in %s is in %s', (transform, unit, expected) => {
    const run = makeRun({
      cells: [[1, 2]],
      targets: [makeSlot('x', { transform, unit })],
      attribution: [account({ noise: 1 })],
    });
    expect(forecastRun(run).attribution.x?.unit).toBe(expected);
  });

  test.each([
    ['a part', account({ 'rule.R1': Number.POSITIVE_INFINITY }), 'the attribution of x (rule.R1)'],
    ['opposed sums', account({ 'rule.R1': Number.NaN }), 'the attribution of x (rule.R1)'],
    ['the end', account({}, { end: Number.POSITIVE_INFINITY }), 'the attribution of x (end)'],
    ['the change', account({}, { start: -1e308, end: 1e308 }), 'the attribution of x (change)'],
  ])('fails with overflow when %s is beyond the range of a double', (_, attribution, name) => {
    const run = makeRun({ cells: [[1, 2]], attribution: [attribution] });
    const failure = attempt(() => forecastRun(run));
    expect(failure).toMatchObject({ type: 'overflow', message: expect.stringContaining(name) });
  });

  test('is whole when amounts are finite whose sum is not', () => {
    const parts = { noise: 1e308, bounds: -1e308, 'rule.R1': 1e308, decay: -1e308 };
    const run = makeRun({ cells: [[1, 2]], attribution: [account(parts, { end: 1 })] });
    expect(forecastRun(run).attribution.x?.parts).toMatchObject(parts);
  });

  test('whose parts do not sum to the change is a bug', () => {
    const lost = account({ 'rule.R1': 1 }, { end: 2 + 1e-8 });
    const rounded = account({ 'rule.R1': 1 }, { end: 2 + 1e-10 });
    const run = (attribution: RunAttribution) =>
      makeRun({ cells: [[1, 2]], attribution: [attribution] });
    expect(() => forecastRun(run(lost))).toThrow('the parts of x sum to 1');
    expect(forecastRun(run(rounded)).attribution.x?.parts).toMatchObject({ 'rule.R1': 1 });
  });

  test('allows the rounding of the largest value on the way, when the run says it', () => {
    const detour = account({ intervention: 0 }, { end: 0.5, scale: 1e17 });
    const { attribution } = forecastRun(makeRun({ cells: [[1, 2]], attribution: [detour] }));
    expect(attribution.x).toMatchObject({ change: -0.5, parts: { intervention: 0 } });
  });

  test('of something that is not forecast is a bug', () => {
    const stray = account({ noise: 1 }, { target: 'y' });
    expect(() => forecastRun(makeRun({ cells: [[1, 2]], attribution: [stray] }))).toThrow(
      'no target',
    );
  });
});
