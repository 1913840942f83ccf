import { createWorld, type PipelineOptions } from '@pulse-stream/pipeline';
import type { ResultRecord, ScenarioConfigInput } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { resultOf } from './run-line.ts';
import { twinDataset, twinModel } from './twin.ts';

const truth = { dataset: 'truth' };
const PARTS = ['gravity.level', 'gravity.drift', 'gravity.bias', 'gravity.rls'];

function twin(options: PipelineOptions = {}): PipelineOptions {
  const datasets = new Map([['truth', twinDataset(120)]]);
  return {
    model: twinModel,
    datasets,
    gravity: { method: 'bank', min_observations: 30 },
    ...options,
  };
}

const run = (config: ScenarioConfigInput, options = twin()): ResultRecord =>
  resultOf({ id: 'a', turns: 6, observations: truth, ...config }, options);

describe('gravity method bank in a scenario', () => {
  it('corrects in four named parts, and the parts of every target add up to its change', () => {
    const { forecast, gravity } = run({ members: 40 });
    expect(gravity).toMatchObject({ status: 'active', method: 'bank' });
    for (const account of Object.values(forecast.attribution)) {
      if (account === null) throw new Error('every target is a slot');
      const { start, end, change, parts } = account;
      expect(Object.keys(parts)).toEqual(expect.arrayContaining(PARTS));
      const sum = Object.values(parts).reduce((total, part) => total + part, 0);
      const scale = Math.max(Math.abs(start), Math.abs(end), 1);
      expect(Math.abs(sum - change)).toBeLessThanOrEqual(1e-9 * scale);
      expect(parts['noise']).not.toBe(0);
    }
  });

  it('a correction that has done harm is halved, part by part, and says so', () => {
    const { rows, ...dataset } = twinDataset(120);
    // the level of the last two rows falls as it rose before: what was learned was wrong for them
    const turn = 117;
    const turned = rows.map((row, index) =>
      row.map((cell, column) =>
        column === 0 && index > turn ? 2 * (rows[turn]?.[0] ?? 0) - (cell ?? 0) : cell,
      ),
    );
    const datasets = new Map([['truth', { ...dataset, sha256: 'turned', rows: turned }]]);
    const watching = (critical: string) => {
      const gravity = {
        shadow_model_window_size: 4,
        shadow_model_min_trigger_samples: 4,
        shadow_monitor: { critical_variables: [critical] },
      };
      const record = run({ turns: 1, members: 1, gravity }, twin({ datasets }));
      const parts = record.forecast.attribution['level']?.parts;
      const { status, correction_mean } = record.gravity.variables['level'] ?? {};
      const verdict = record.shadow_monitor.variables['level']?.verdict;
      return { status, verdict, all: [...PARTS.map((part) => parts?.[part]), correction_mean] };
    };
    const [watched, unwatched] = [watching('level'), watching('other')];
    expect(watched).toMatchObject({ status: 'attenuated', verdict: 'harmful' });
    expect(unwatched).toMatchObject({ status: 'active', verdict: undefined });
    expect(Math.abs(unwatched.all.at(-1) ?? 0)).toBeGreaterThan(0);
    for (const [at, amount] of unwatched.all.entries())
      expect(watched.all[at]).toBeCloseTo((amount ?? NaN) / 2, 12);
  });

  it('foresees the rise that the core knows nothing of', () => {
    const last = (record: ResultRecord) => record.forecast.targets['level']?.mean.at(-1) ?? NaN;
    const start = run({}).forecast.attribution['level']?.start ?? NaN;
    expect(last(run({ members: 100 }))).toBeGreaterThan(start + 0.2);
    // off stays where it is, give or take the shocks it draws
    expect(Math.abs(last(run({ members: 100, gravity: false })) - start)).toBeLessThan(0.2);
  });

  it('off has no correction and no part, but the shocks that the core had', () => {
    const off = run({ members: 40, gravity: false });
    expect(off.gravity).toMatchObject({ status: 'off', variables: {}, top_contributors: [] });
    const { parts } = off.forecast.attribution['level'] ?? { parts: {} };
    for (const part of PARTS) expect(parts).not.toHaveProperty(part);
    expect(parts).toHaveProperty('noise');
    // the declared noise of the level is 0.05, its errors are far larger
    const sd = off.forecast.targets['level']?.sd?.[0] ?? 0;
    expect(sd).toBeGreaterThan(0.08);
  });

  it('with nothing learned on and off are the same, bit for bit', () => {
    const short = { observations: { ...truth, until: '2001-12' } };
    const [on, off] = [run(short), run({ ...short, gravity: false })];
    expect(on.gravity.status).toBe('untaught');
    expect(on.forecast).toEqual(off.forecast);
    expect(on.final_state).toEqual(off.final_state);
  });

  it('one member alone draws what it draws among all', () => {
    const control = (options: PipelineOptions) => run({ members: 8 }, twin(options));
    const replayed = [0, 3, 7].map((member) => control({ member }).forecast.targets['level']?.mean);
    const { raw_quantiles: raw } = run({ members: 8 }).forecast.targets['level'] ?? {};
    const alone = Array.from({ length: 8 }, (_, member) => control({ member }))
      .map(({ forecast }) => forecast.targets['level']?.mean[5] ?? NaN)
      .toSorted((one, other) => one - other);
    expect(((alone[3] ?? NaN) + (alone[4] ?? NaN)) / 2).toBeCloseTo(raw?.['0.5']?.[5] ?? NaN, 10);
    expect(new Set(replayed.map(String)).size).toBe(3);
  });

  it('an override is kept: no level pulls it back', () => {
    const change = (config: ScenarioConfigInput) =>
      run({ turns: 1, members: 1, ...config }).forecast.attribution['level'];
    const plain = change({});
    const moved = change({ state_overrides: { level: 50 } });
    expect(moved?.start).toBe(50);
    for (const part of ['gravity.level', 'gravity.drift', 'gravity.bias'])
      expect(moved?.parts[part]).toBeCloseTo(plain?.parts[part] ?? NaN, 9);
  });

  it('an intervention is kept: no level pulls it back, in its turn or later', () => {
    const level = (interventions: ScenarioConfigInput['interventions']) =>
      run({ turns: 4, members: 1, interventions }).forecast.attribution['level']?.parts ?? {};
    const plain = level([]);
    const moved = level([{ turn: 2, add: { level: 30 } }]);
    expect(moved['intervention']).toBe(30);
    expect(moved['gravity.level']).toBeCloseTo(plain['gravity.level'] ?? NaN, 9);
    expect(moved['gravity.bias']).toBeCloseTo(plain['gravity.bias'] ?? NaN, 9);
  });

  it('half of gravity is half of what the control run is corrected by in its first turn', () => {
    const first = (gravity: object) => {
      const { attribution } = run({ turns: 1, members: 1, gravity }).forecast;
      return PARTS.map((part) => attribution['level']?.parts[part] ?? NaN);
    };
    const whole = first({});
    expect(first({ lambda: 0.5 })).toEqual(whole.map((part) => expect.closeTo(part / 2, 12)));
    expect(first({ lambda: 0 })).toEqual([0, 0, 0, 0].map((zero) => expect.closeTo(zero, 15)));
  });

  it('scenarios on one history learn once', () => {
    const world = createWorld(twin());
    for (const id of ['a', 'b', 'c']) resultOf({ id, observations: truth }, world);
    expect(world.memo.learned.size).toBe(1);
  });
});
