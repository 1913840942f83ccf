import { createWorld } from '@pulse-stream/pipeline';
import type { ScenarioConfigInput } from '@pulse-stream/worldstate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datasetOf, issue, scored } from './issued.ts';
import { recordOf } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

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
    const bare = issue({
      trace_id: 'bare',
      targets: { x: { unit: 'USD', point: [2, 4], quantiles: null } },
    });
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
            trace_id: String(index),
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

describe('records of the pipeline', () => {
  const world = createWorld({
    model: twinModel,
    datasets: new Map([['truth', twinDataset()]]),
    keepMembers: true,
  });
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
    const events = (params: Record<string, number>, withModel = true) =>
      scored([recordOf({ ...config, params }, own)], { datasets, model: withModel ? model : null });
    expect(events({}).events[0]).toMatchObject({ event: 'high', n: 1, frequency: 0 });
    // set to its minimum, 0: the level of the twin is above it
    expect(events({ limit: -5 }).events[0]).toMatchObject({ frequency: 1 });
    expect(events({}, false).summary.events.unverified).toEqual({ 'condition-unknown': 1 });
    const stranger = scored([recordOf(config, own)], { datasets, model: world.compiled });
    expect(stranger.summary.events.unverified).toEqual({ 'condition-unknown': 1 });
  });

  it('a world that comes out as it was forecast scores nothing', () => {
    const record = recordOf({ ...at, members: 1 }, world);
    if (record.kind !== 'result') throw new Error('it failed');
    const [first = 0, third = 0] = record.forecast.targets['level']?.mean ?? [];
    const truth = datasetOf(
      { '2008-12': [0], '2009-01': [first], '2009-02': [null], '2009-03': [third] },
      ['level'],
    );
    const { scores } = scored([record], { datasets: new Map([['', truth]]) });
    expect(scores.map(({ ae }) => ae)).toEqual([0, 0, 0, 0]);
  });
});

describe('a forecast without a spread', () => {
  it('is scored by its point, and what it does not say is counted', () => {
    const slots = Object.entries(twinModel.slots).map(([name, slot]) => [
      name,
      { ...slot, noise: 0 },
    ]);
    const model = { ...twinModel, slots: Object.fromEntries(slots) };
    const datasets = new Map([['truth', twinDataset(120)]]);
    const early = { dataset: 'truth', until: '2000-10' };
    const record = recordOf(
      { id: 'a', observations: early, turns: 3, members: 20 },
      { model, datasets, gravity: { method: 'sgd' } },
    );
    const { summary, scores } = scored([record], { datasets });
    expect(summary).toMatchObject({ records: 1, verified: 1 });
    const all = scores.find(({ target, horizon }) => target === 'level' && horizon === '*');
    expect(all).toMatchObject({ n: 3, n_quantiles: 0, wis: null, coverage80: null });
    expect(all?.ae).toBeGreaterThan(0);
  });
});
