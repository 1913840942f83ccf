import { createWorld, type PipelineOptions } from '@pulse-stream/pipeline';
import type { ResultRecord, ScenarioConfigInput, WorldModelInput } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { quantile7 } from '@pulse-stream/forecast';
import { resultOf } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

const ROWS = 150;
const truth = { dataset: 'truth' };
const options: PipelineOptions = {
  model: twinModel,
  gravity: { method: 'bank', min_observations: 30 },
  datasets: new Map([['truth', twinDataset(ROWS)]]),
};
const run = (config: ScenarioConfigInput, changes: PipelineOptions = {}): ResultRecord =>
  resultOf(
    { id: 'a', turns: 6, members: 40, observations: truth, ...config },
    { ...options, ...changes },
  );
/** Rows up to here: taught, but fewer than 30 origins verified. */
const EARLY = '2008-06';

describe('calibration in a run', () => {
  it('moves quantiles away from the median, at each level as far for every target', () => {
    const { forecast } = run({});
    expect(forecast.calibration).toBe('verified');
    const shares = ['level', 'other'].map((name) => {
      const { quantiles, raw_quantiles: raw, median } = forecast.targets[name] ?? {};
      return ['0.025', '0.1', '0.75', '0.95'].map((level) => {
        const at = 3; // turn 4
        const middle = median?.[at] ?? NaN;
        return (
          ((quantiles?.[level]?.[at] ?? NaN) - middle) / ((raw?.[level]?.[at] ?? NaN) - middle)
        );
      });
    });
    const [one = [], other = []] = shares;
    for (const [at, share] of one.entries()) {
      expect(share).not.toBeCloseTo(1, 3);
      expect(other[at]).toBeCloseTo(share, 1); // a quantile lies between two members
    }
    expect(one[0]).not.toBeCloseTo(one[2] ?? NaN, 3);
  });

  it('and trust are those of the slots, whatever values are forecast beside them', () => {
    const model: WorldModelInput = { ...twinModel, values: { twice: '2 * level' } };
    const ask = (targets: string[]) => run({ forecast: { targets } }, { model });
    const [alone, beside] = [ask(['level']), ask(['level', 'twice'])];
    expect(alone.forecast.calibration).toBe('verified');
    expect(beside.forecast.calibration).toBe('verified');
    for (const key of ['confidence', 'trust_label', 'action'] as const)
      expect(beside.assessment[key]).toEqual(alone.assessment[key]);
    expect(beside.assessment.confidence).not.toBeNull();
    expect(beside.assessment.reasons['confidence']).toContain('not by twice, computed from slots');
    expect(beside.forecast.targets['twice']).not.toHaveProperty('raw_quantiles');
    // of values alone nothing is verified
    expect(ask(['twice']).assessment).toMatchObject({ confidence: null });
  });

  it('of a level does not depend on which other levels are asked for', () => {
    const at = (quantiles: number[]) => run({ forecast: { quantiles } }).forecast.targets['level'];
    const [few, all] = [at([0.1]), at([0.05, 0.1, 0.33, 0.9])];
    expect(few?.quantiles?.['0.1']).toEqual(all?.quantiles?.['0.1']);
  });

  it('is in the members that are kept too: they say what the quantiles say, each in its rank', () => {
    const { forecast } = run({}, { keepMembers: true });
    expect(forecast.calibration).toBe('verified');
    const replayed = [0, 1, 2, 3, 4, 5].map((member) => run({}, { member }).forecast.targets);
    for (const name of ['level', 'other'])
      for (const [at, members] of (forecast.targets[name]?.members ?? []).entries()) {
        const sorted = Float64Array.from(members).toSorted();
        for (const [level, values] of Object.entries(forecast.targets[name]?.quantiles ?? {}))
          expect(quantile7(sorted, Number(level))).toBe(values[at]);
        const ofPaths = replayed.map((targets) => targets[name]?.mean[at] ?? NaN);
        const order = (values: readonly number[]) =>
          [...values.keys()].toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
        expect(order(members.slice(0, ofPaths.length))).toEqual(order(ofPaths));
        expect(members.slice(0, ofPaths.length)).not.toEqual(ofPaths);
      }
  });

  it('waits for 30 verified origins, and the record says which spread it has instead', () => {
    const early = run({ observations: { ...truth, until: EARLY } });
    expect(early.gravity.status).toBe('active');
    expect(early.forecast.calibration).toBe('residual');
    expect(early.forecast.targets['level']).not.toHaveProperty('raw_quantiles');
    expect(early.assessment.reasons['forecast.calibration']).toMatch(/fewer than 30 origins/);
    expect(early.forecast.attribution['level']?.parts['calibration']).toBe(0);
    const untaught = run({ observations: { ...truth, until: '2003-01' } });
    expect(untaught.forecast.calibration).toBe('early');
    expect(untaught.assessment.reasons['forecast.calibration']).toMatch(/is untaught/);
    expect(run({ members: 1 }).forecast.calibration).toBe('none');
  });

  it('is a part of what moved the mean, and the parts still add up', () => {
    const { forecast } = run({ members: 41 });
    for (const [name, account] of Object.entries(forecast.attribution)) {
      if (account === null) throw new Error('every target is a slot');
      const { start, end, change, parts } = account;
      expect(parts['calibration']).not.toBe(0);
      const sum = Object.values(parts).reduce((total, part) => total + part, 0);
      expect(Math.abs(sum - change)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(start), 1));
      expect(forecast.targets[name]?.mean.at(-1)).toBeCloseTo(end, 9);
    }
  });

  it('beyond what is verified is that of the furthest turn that is; confidence is unknown there', () => {
    const far = run({ turns: 14, forecast: { horizons: [1, 12, 13, 14] } });
    expect(far.forecast.calibration).toBe('verified');
    const { quantiles, raw_quantiles: raw, median } = far.forecast.targets['level'] ?? {};
    const shareOf = (at: number) => {
      const middle = median?.[at] ?? NaN;
      return ((quantiles?.['0.9']?.[at] ?? NaN) - middle) / ((raw?.['0.9']?.[at] ?? NaN) - middle);
    };
    for (const at of [2, 3]) expect(shareOf(at)).toBeCloseTo(shareOf(1), 1);
    expect(far.assessment.confidence).toBeNull();
    expect(far.assessment.reasons['confidence']).toMatch(/up to 12 turns ahead, not 14/);
  });

  it('is not for targets that nobody observed', () => {
    const { forecast, assessment } = run({ forecast: { targets: ['level', 'stock'] } });
    expect(forecast.calibration).toBe('residual');
    expect(forecast.targets['level']).toHaveProperty('raw_quantiles');
    expect(forecast.targets['stock']).not.toHaveProperty('raw_quantiles');
    expect(assessment.reasons['forecast.calibration']).toEqual(
      expect.stringMatching(/^stock: no forecast of it was verified/),
    );
    expect(assessment.reasons['confidence']).toEqual(
      expect.stringMatching(/^stock: no forecast of it was verified/),
    );
  });

  it('keeps quantiles inside the bounds of their slot', () => {
    const slots: WorldModelInput['slots'] = {
      ...twinModel.slots,
      level: { kind: 'variable', initial: 0, noise: 0.05, max: 9 },
    };
    const bounded = { ...twinModel, slots };
    const { forecast } = run({}, { model: bounded });
    for (const values of Object.values(forecast.targets['level']?.quantiles ?? {}))
      for (const value of values) expect(value).toBeLessThanOrEqual(9);
  });

  it('learns with gravity off as well, from the forecasts of the core', () => {
    const off = run({ gravity: false });
    expect(off.forecast.calibration).toBe('verified');
    const on = run({});
    const width = ({ forecast }: ResultRecord) => {
      const { quantiles } = forecast.targets['level'] ?? {};
      return (quantiles?.['0.9']?.[5] ?? NaN) - (quantiles?.['0.1']?.[5] ?? NaN);
    };
    expect(width(off)).not.toBe(width(on));
  });
});

describe('confidence and skill in a run', () => {
  it('are null without evidence, with the reason', () => {
    expect(run({ observations: { ...truth, until: EARLY } }).assessment).toMatchObject({
      confidence: null,
      reasons: {
        confidence: expect.stringMatching(/^level: \d+ verified forecasts, 30 are needed/),
      },
    });
  });

  it('come from forecasts that came true', () => {
    const { confidence } = run({}).assessment;
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
    const gated = (gate: string) => run({}, { gate });
    expect(gated('skill > -9').status).toBe('complete');
    expect(gated('skill > 0.99').assessment.gate?.reason).toMatch(/skill = -?0\.\d+/);
    const early = run({ observations: { ...truth, until: EARLY } }, { gate: 'skill > -9' });
    expect(early.status).toBe('gated');
    expect(early.assessment.gate?.reason).toMatch(/skill is null: level: \d+ verified forecasts/);
  });
});

describe('what is learned from a history', () => {
  it('is learned once, whatever the lines on it ask for', () => {
    const world = createWorld(options);
    const lines: ScenarioConfigInput[] = [
      { turns: 2 },
      { turns: 40, members: 7, seed: 5 },
      { id: 'b', state_overrides: { level: 3 }, interventions: [{ turn: 1, add: { other: 1 } }] },
      { forecast: { targets: ['other'], quantiles: [0.3] }, assess: 'full' },
    ];
    for (const line of lines) resultOf({ id: 'a', observations: truth, ...line }, world);
    expect(world.memo.learned.size).toBe(1);
    // alone each of them would say the same
    for (const line of lines) {
      const config = { id: 'a', observations: truth, ...line };
      expect(resultOf(config, world)).toEqual(resultOf(config, createWorld(options)));
    }
  });
});
