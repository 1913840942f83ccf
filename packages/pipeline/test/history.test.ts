import { createWorld, processLine, type PipelineOptions } from '@pulse-stream/pipeline';
import type { WorldModelInput } from '@pulse-stream/worldstate';
import { describe, expect, it } from 'vitest';
import { failureOf, resultOf, toLine } from './run-line.ts';
import { leadModel, twinDataset, twinModel, twinRows } from './twin.ts';

const ROWS = 120;
const truth = { dataset: 'truth' };

function twin(options: PipelineOptions = {}): PipelineOptions {
  return { model: twinModel, datasets: new Map([['truth', twinDataset(ROWS)]]), ...options };
}

describe('a scenario with a history', () => {
  it('starts at its last row, says so, and labels its horizons when the labels go on', () => {
    const record = resultOf({ observations: truth, turns: 3, gravity: false }, twin());
    const last = twinDataset(ROWS).rows.at(-1);
    expect(record.forecast.attribution['level']?.start).toBe(last?.[0]);
    expect(record.forecast.origin).toEqual({ dataset: 'truth', label: '2009-12', row: 119 });
    expect(record.forecast.labels).toEqual(['2010-01', '2010-02', '2010-03']);
    const early = resultOf({ observations: { ...truth, until: '2005-06', window: 40 } }, twin());
    expect(early.forecast.origin).toEqual({ dataset: 'truth', label: '2005-06', row: 65 });
    const unlabelled = resultOf({ observations: twinRows(5) }, twin());
    expect(unlabelled.forecast.origin).toEqual({ row: 4 });
    expect(unlabelled.forecast).not.toHaveProperty('labels');
    expect(resultOf({}, twin()).forecast.origin).toBeNull();
  });

  it('forecasts the same from rows of its own as from a dataset', () => {
    const config = { id: 'a', turns: 4 };
    const ofDataset = resultOf({ ...config, observations: truth }, twin());
    const ofRows = resultOf({ ...config, observations: twinRows(ROWS) }, twin());
    expect(ofRows.forecast.targets).toEqual(ofDataset.forecast.targets);
    expect(ofRows.gravity).toEqual(ofDataset.gravity);
    expect(ofRows.shadow_monitor).toEqual(ofDataset.shadow_monitor);
  });

  it('is turn 0 at every row: a rule of turn 0 teaches as one that always holds', () => {
    const rise = (when: string | undefined) => ({
      ...twinModel,
      rules: [
        ...(twinModel.rules ?? []),
        { id: 'rise', when, effects: [{ target: 'level', add: 0.1 }] },
      ],
    });
    const learned = (when: string | undefined) =>
      resultOf({ observations: truth, turns: 1 }, twin({ model: rise(when) }));
    const [always, first, later] = [undefined, 'turn == 0', 'turn > 0'].map(learned);
    expect(first?.forecast.targets).toEqual(always?.forecast.targets);
    expect(first?.gravity).toEqual(always?.gravity);
    expect(later?.gravity).not.toEqual(always?.gravity);
  });

  it('warns of a model that reads `turn` while it learns, once per record', () => {
    const warned = (model: typeof twinModel, config: Record<string, unknown>) =>
      resultOf(config, twin({ model })).warnings.map(({ type }) => type);
    expect(warned(leadModel, { observations: truth })).toEqual(['turn']);
    expect(warned(twinModel, { observations: truth })).toEqual([]);
    expect(warned(leadModel, { observations: truth, mode: 'seed_then_free' })).toEqual([]);
    expect(warned(leadModel, {})).toEqual([]);
    const measured = { ...twinModel, measurements: { mood: 'min(1, turn / 9)' } };
    expect(warned(measured, { observations: truth })).toEqual(['turn']);
    const looked = { ...twinModel, forecast: { events: [{ name: 'e', when: 'turn > 1' }] } };
    expect(warned(looked, { observations: truth })).toEqual([]);
  });

  it('without a column is a history of nothing: a record, untaught', () => {
    const record = resultOf({ observations: [{}, {}], turns: 3 }, twin());
    expect(record.gravity.status).toBe('untaught');
    expect(record.forecast.origin).toEqual({ row: 1 });
    expect(record.forecast.calibration).toBe('declared');
  });

  it('learns with method bank when nothing is chosen', () => {
    const learned = resultOf({ observations: truth, turns: 6 }, twin());
    expect(learned.gravity).toMatchObject({ status: 'active', method: 'bank' });
    expect(learned.gravity).not.toHaveProperty('lambda');
    expect(learned.gravity.variables['level']?.correction_mean).toBeGreaterThan(0);
    expect(learned.forecast.attribution['level']?.parts).toHaveProperty(['gravity.level']);
    const named = resultOf(
      { observations: truth, turns: 6 },
      twin({ gravity: { method: 'bank' } }),
    );
    expect(named.forecast).toEqual(learned.forecast);
    expect(named.gravity).toEqual(learned.gravity);
  });

  it('learns what the core misses and corrects it; seed_then_free only starts there', () => {
    const learned = resultOf(
      { observations: truth, turns: 6 },
      twin({ gravity: { method: 'sgd' } }),
    );
    expect(learned.gravity).toMatchObject({
      status: 'active',
      method: 'sgd',
      observations_used: 3 * ROWS,
      variables: { level: { status: 'active' } },
    });
    expect(learned.gravity.variables['level']?.correction_mean).toBeGreaterThan(0);
    expect(learned.shadow_monitor.variables['level']?.variance_explained).not.toBeNull();
    const free = resultOf(
      { observations: truth, turns: 6, mode: 'seed_then_free' },
      twin({ gravity: { method: 'sgd' } }),
    );
    expect(free.gravity).toMatchObject({ status: 'untaught', observations_used: 0 });
    expect(free.forecast.attribution['level']?.start).toBe(
      learned.forecast.attribution['level']?.start,
    );
    expect(free.forecast.attribution['level']?.parts).not.toHaveProperty('gravity.sgd');
  });

  it('gravity that has learned nothing, gravity off and no gravity give the same numbers', () => {
    const config = { id: 'a', turns: 5, observations: { ...truth, until: '2000-12' } };
    const untaught = resultOf(config, twin());
    expect(untaught.gravity.status).toBe('untaught');
    const off = resultOf({ ...config, gravity: false }, twin());
    expect(off.gravity).toMatchObject({ status: 'off', variables: {} });
    expect(off.shadow_monitor.variables['level']).toMatchObject({ variance_explained: null });
    const runOff = resultOf(config, twin({ gravity: false }));
    expect(untaught.forecast.targets).toEqual(off.forecast.targets);
    expect(runOff.forecast).toEqual(off.forecast);
    expect(runOff.gravity.status).toBe('off');
  });

  it('options of the line go over those of the run, also when the run has gravity off', () => {
    const config = { id: 'a', turns: 5, observations: truth };
    const share = (options: PipelineOptions, gravity: boolean | object = true) =>
      resultOf({ ...config, gravity }, twin(options)).gravity.variables['level']?.correction_mean;
    const full = share({ gravity: { method: 'sgd' } });
    expect(share({ gravity: { lambda: 0, enable_adaptive_lambda: false } })).toBe(0);
    expect(
      share({ gravity: { lambda: 0, enable_adaptive_lambda: false } }, { lambda: 0.25 }),
    ).not.toBe(0);
    expect(share({ gravity: false })).toBeUndefined();
    expect(share({ gravity: false }, { method: 'sgd' })).toBe(full);
    expect(share({ gravity: { method: 'bank' } }, { method: 'sgd' })).toBe(full);
  });

  it('overrides come after retrodiction and are not undone by it', () => {
    const config = { id: 'a', turns: 1, members: 1, observations: truth };
    const plain = resultOf(config, twin());
    const moved = resultOf({ ...config, state_overrides: { level: 50 } }, twin());
    const change = (record: typeof plain) => record.forecast.attribution['level']?.change;
    expect(moved.forecast.attribution['level']?.start).toBe(50);
    expect(change(moved)).toBeCloseTo(change(plain) ?? Number.NaN, 9);
    expect(moved.gravity.variables).toEqual(plain.gravity.variables);
  });

  it('a dynamic overlay changes nothing that was learned', () => {
    const config = { id: 'a', turns: 3, observations: truth };
    const plain = resultOf(config, twin());
    const more = resultOf({ ...config, state_overrides: { extra: 0.3 } }, twin());
    expect(more.forecast.targets).toEqual(plain.forecast.targets);
    expect(more.final_state.overlays).toHaveProperty('extra');
  });

  it('params are those retrodiction ran with', () => {
    const config = { id: 'a', turns: 3, members: 1, observations: truth };
    const one = resultOf({ ...config, params: { pull: 0.9 } }, twin());
    const two = resultOf(config, twin());
    expect(one.gravity.variables['other']).not.toEqual(two.gravity.variables['other']);
  });

  it('a correction that has done harm is halved, and only where it is watched', () => {
    const { rows, ...dataset } = twinDataset(ROWS);
    // The last third turns round: what was learned is now wrong.
    const turned = rows.map((row, index) =>
      row.map((cell, column) =>
        column === 0 && index > 80 ? 2 * (rows[80]?.[0] ?? 0) - (cell ?? 0) : cell,
      ),
    );
    const datasets = new Map([['truth', { ...dataset, sha256: 'turned', rows: turned }]]);
    const gravity = { shadow_model_window_size: 30, learning_rate: 0.1, lambda: 1 };
    const run = (critical: string) =>
      resultOf(
        {
          id: 'a',
          members: 1,
          observations: truth,
          gravity: { ...gravity, shadow_monitor: { critical_variables: [critical] } },
        },
        twin({ datasets }),
      ).gravity.variables['level'];
    const watched = run('level');
    const unwatched = run('other');
    expect(watched?.status).toBe('attenuated');
    expect(unwatched?.status).toBe('active');
    expect(watched?.correction_mean).toBeCloseTo((unwatched?.correction_mean ?? 0) / 2, 12);
  });

  it('a million lines on one history would learn once, with the same result', () => {
    const world = createWorld(twin());
    const configs = [
      { id: 'a' },
      { id: 'b', turns: 3 },
      { id: 'c', state_overrides: { level: 1 } },
    ];
    const lines = configs.map((config, index) => toLine({ ...config, observations: truth }, index));
    const records = lines.map((line) => processLine(world, line));
    expect(world.memo.learned.size).toBe(1);
    expect(records).toEqual(lines.map((line) => processLine(createWorld(twin()), line)));
    processLine(world, toLine({ observations: truth, params: { pull: 0.5 } }));
    processLine(world, toLine({ observations: truth, gravity: false }));
    processLine(world, toLine({ observations: { ...truth, window: 50 } }));
    expect(world.memo.learned.size).toBe(4);
  });

  it('a history that cannot be gone through fails its lines, each time', () => {
    const model: WorldModelInput = {
      ...twinModel,
      slots: { ...twinModel.slots, level: { kind: 'variable', initial: 1, transform: 'log100' } },
    };
    const world = createWorld({ ...twin(), model });
    for (const id of ['a', 'b'])
      expect(failureOf({ id, observations: truth }, world)).toMatchObject({
        id,
        error: { type: 'domain-error' },
      });
  });

  it('a measured overlay is neither observed nor overridden', () => {
    expect(failureOf({ observations: [{ mood: 0.5 }] }, twin()).error.type).toBe(
      'observations-invalid',
    );
    expect(failureOf({ state_overrides: { mood: 0.5 } }, twin()).error.type).toBe(
      'measured-overlay',
    );
  });
});

it.each([{}, { method: 'bank' }, false] as const)(
  'rows that observe nothing teach nothing, with gravity %j',
  (gravity) => {
    const record = resultOf({ observations: [{}, {}], gravity, turns: 2 });
    expect(record.gravity.variables).toEqual({});
    expect(record.forecast.origin).toEqual({ row: 1 });
  },
);

it('a history may have more variables than a line may name targets', () => {
  const names = Array.from({ length: 1001 }, (_, index) => `v${index}`);
  const model = {
    name: 'wide',
    slots: Object.fromEntries(
      names.map((name) => [name, { kind: 'variable', initial: 0, noise: 1 }] as const),
    ),
    forecast: { targets: ['v0'] },
  };
  const row = Object.fromEntries(names.map((name) => [name, 1]));
  const config = { observations: [row, row, row], members: 2 };
  const sgd = resultOf({ ...config, gravity: { method: 'sgd' } }, { model });
  expect(sgd.gravity.observations_used).toBe(3 * names.length);
  expect(failureOf({ ...config, gravity: { method: 'bank' } }, { model }).error).toMatchObject({
    type: 'limit-exceeded',
    path: 'observations',
    message: expect.stringMatching(
      /1001 observed variables take \d+ numbers, more than .* 4194304/,
    ),
  });
});
