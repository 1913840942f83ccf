import { attempt, isFailure, ScenarioConfig, type WorldModelInput } from '@pulse-stream/worldstate';
import { compileModel, simulateRun } from '@pulse-stream/simulator';
import { openRng } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { meanOf, membersOf, runWorld, SEASONS, sdOf } from './run-world.ts';
import { SteppedMaker } from './stepped-models.ts';

const WORLDS = 120 * Number(process.env['LAWS'] ?? 1);

test(
  'on random worlds any member alone is the member of the ensemble, and every change is attributed',
  () => {
    const maker = new SteppedMaker(openRng(Number(process.env['SEED'] ?? 8), 0, 'members'));
    let [failures, ensembles, attributed] = [0, 0, 0];
    for (let index = 0; index < WORLDS; index += 1) {
      const { model, config, drivers } = maker.make({ chance: true });
      const compiled = compileModel(model);
      const parsed = ScenarioConfig.parse({ ...config, trace: 'none' });
      const options = { surroundings: { drivers, calendar: SEASONS } };
      const run = attempt(() => simulateRun(compiled, parsed, options));
      const where = () => `world ${index} ${JSON.stringify([model, config])}`;
      if (isFailure(run)) {
        failures += 1;
        continue;
      }
      for (const { start, end, parts, scale = 1 } of run.attribution) {
        const sum = [...parts.values()].reduce((a, b) => a + b, 0);
        // rounding goes with the largest value on the way
        if (!(Math.abs(start + sum - end) <= 1e-9 * Math.max(1, scale))) throw new Error(where());
        attributed += 1;
      }
      const { ensemble, targets, horizons } = run;
      if (ensemble === null) continue;
      ensembles += 1;
      for (const member of [2, 0]) {
        const alone = simulateRun(compiled, parsed, { ...options, member });
        const expected = Array.from(
          { length: targets.length * horizons.length },
          (_, place) => ensemble.values[place * ensemble.members + member],
        );
        expect([...(alone.ensemble?.values ?? [])], where()).toEqual(expected);
      }
    }
    expect(failures).toBeLessThan(0.3 * WORLDS);
    expect(ensembles).toBeGreaterThan(0.5 * WORLDS);
    expect(attributed).toBeGreaterThan(WORLDS);
  },
  120_000 + 1000 * WORLDS,
);

const LINEAR = {
  params: {
    a: { value: 2, draw: { normal: [2, 0.5] } },
    b: { value: 1, draw: { uniform: [0, 2] } },
  },
  slots: {
    x: { kind: 'variable', initial: { normal: [10, 3] } },
    y: { kind: 'variable', initial: 0 },
  },
  rules: [
    { id: 'a', effects: [{ target: 'x', rate: 'a' }] },
    { id: 'b', effects: [{ target: 'y', add: 'b' }] },
  ],
  forecast: { targets: ['x', 'y'] },
} as const satisfies Omit<WorldModelInput, 'name'>;

test('draws of parameters and initial values give the mean and the spread of a linear world', () => {
  const members = 4000;
  const run = runWorld({ ...LINEAR, members }, { turns: 4, trace: 'none' });
  // x = x0 + 4 a: 9 + 16 · 0.25; y = 4 b: 16 · 4/12
  for (const [name, mean, variance] of [
    ['x', 18, 9 + 16 * 0.25],
    ['y', 4, (16 * 4) / 12],
  ] as const) {
    const values = membersOf(run, name);
    const error = Math.sqrt(variance / members);
    expect(Math.abs(meanOf(values) - mean)).toBeLessThan(4 * error);
    expect(Math.abs(sdOf(values) / Math.sqrt(variance) - 1)).toBeLessThan(
      4 / Math.sqrt(2 * members),
    );
  }
  expect([...run.control.values].slice(-1)).toEqual([4]);
  expect(run.control.start.variables['x']).toBe(10);
});

test('what two names draw has nothing to do with each other', () => {
  const draw = { normal: [0, 1] as [number, number] };
  const members = 2000;
  const run = runWorld(
    {
      params: { a: { value: 0, draw }, b: { value: 0, draw } },
      slots: {
        x: { kind: 'variable', initial: draw },
        y: { kind: 'variable', initial: 0, noise: 1 },
      },
      values: { drawn_a: 'a', drawn_b: 'b' },
      forecast: { targets: ['drawn_a', 'drawn_b', 'x', 'y'] },
      members,
    },
    { turns: 1, trace: 'none' },
  );
  const drawn = ['drawn_a', 'drawn_b', 'x', 'y'].map((name) => membersOf(run, name));
  for (const [index, one] of drawn.entries())
    for (const other of drawn.slice(index + 1)) {
      const product = meanOf(one.map((value, member) => value * (other[member] ?? NaN)));
      expect(Math.abs(product)).toBeLessThan(4 / Math.sqrt(members));
    }
});

test('a draw of one parameter shifts no other, and neither shifts noise', () => {
  const noisy = {
    ...LINEAR,
    slots: { ...LINEAR.slots, n: { kind: 'variable' as const, initial: 0, noise: 1 } },
    forecast: { targets: ['x', 'y', 'n'] },
    members: 5,
  };
  const { a: _, ...without } = LINEAR.params;
  const base = runWorld(noisy, { turns: 2 });
  const fixed = runWorld(noisy, { turns: 2, params: { b: 0.5 } });
  expect(membersOf(fixed, 'x')).toEqual(membersOf(base, 'x'));
  expect(membersOf(fixed, 'n')).toEqual(membersOf(base, 'n'));
  const fewer = {
    ...noisy,
    params: {
      ...without,
      a: { value: 2 },
      z: { value: 0, draw: { normal: [0, 1] as [number, number] } },
    },
  };
  const other = runWorld(fewer, { turns: 2 });
  expect(membersOf(other, 'y')).toEqual(membersOf(base, 'y'));
  expect(membersOf(other, 'n')).toEqual(membersOf(base, 'n'));
  expect(membersOf(other, 'x')).not.toEqual(membersOf(base, 'x'));
  const drawn = membersOf(runWorld(noisy, { turns: 1, params: { b: { uniform: [5, 6] } } }), 'y');
  expect(Math.min(...drawn)).toBeGreaterThan(5);
});

test('a value that nobody reads changes no member of a world that had none', () => {
  const old = {
    slots: {
      a: { kind: 'variable' as const, initial: 1, noise: 0.2 },
      b: { kind: 'variable' as const, initial: 1, noise: 0.1 },
      c: { kind: 'overlay' as const, initial: 0.5, noise: 0.05, decay: 0.01 },
    },
    rules: [{ id: 'r', when: 'a > b[-1]', effects: [{ target: 'b', add: 'a / 10' }] }],
    forecast: { targets: ['a', 'b', 'c'] },
    dynamic_overlay: { noise: 0.1 },
    members: 20,
  };
  const config = { turns: 5, state_overrides: { envy: 0.3 } };
  const before = runWorld(old, config);
  const after = runWorld({ ...old, values: { unread: 'a + b' } }, config);
  expect(before.kernel).not.toBe('reference');
  expect(after.ensemble?.values).toEqual(before.ensemble?.values);
  expect(after.attribution).toEqual(before.attribution);
});

test('no noise reaches a value that no uncertain slot moves, and all members are then one', () => {
  const flow = (min: Record<string, number>) => ({
    slots: {
      a: { kind: 'variable' as const, initial: 1, noise: 1, ...min },
      b: { kind: 'variable' as const, initial: 0 },
    },
    rules: [{ id: 'r', effects: [{ flow: { from: 'a', to: 'b' }, rate: 0.8 }] }],
    forecast: { targets: ['b'] },
    members: 50,
  });
  expect(runWorld(flow({}), { turns: 2 }).deterministic).toBe(true);
  // what flows is limited to what there is, which is uncertain
  const limited = runWorld(flow({ min: 0 }), { turns: 2 });
  expect(limited.deterministic).toBe(false);
  expect(sdOf(membersOf(limited, 'b'))).toBeGreaterThan(0.1);
});

test('members start from initial values that are computed from what they drew', () => {
  const run = runWorld(
    {
      params: { total: { value: 100, draw: { uniform: [50, 150] } } },
      slots: {
        rest: { kind: 'variable', initial: 'total - part' },
        part: { kind: 'variable', initial: { uniform: [0, 10] } },
        copy: { kind: 'variable', initial: 'held' },
      },
      values: { sum: 'rest + part - total', held: 'smooth1(rest, 3)', late: 'rest[-2]' },
      forecast: { targets: ['rest', 'sum', 'copy', 'held', 'late'] },
      members: 50,
    },
    { turns: 1 },
  );
  expect(sdOf(membersOf(run, 'rest'))).toBeGreaterThan(10);
  expect(Math.max(...membersOf(run, 'sum').map(Math.abs))).toBeLessThan(1e-9);
  expect(membersOf(run, 'copy')).toEqual(membersOf(run, 'rest'));
  expect(membersOf(run, 'held')).toEqual(membersOf(run, 'rest'));
  expect(membersOf(run, 'late')).toEqual(membersOf(run, 'rest'));
  // an override replaces what it names and nothing else
  const overridden = runWorld(
    { ...TOTALS, members: 20, forecast: { targets: ['rest', 'part'] } },
    { turns: 1, state_overrides: { part: 7 } },
  );
  expect(new Set(membersOf(overridden, 'part'))).toEqual(new Set([7]));
  expect(sdOf(membersOf(overridden, 'rest'))).toBeGreaterThan(5);
});

const TOTALS = {
  params: { total: { value: 100, draw: { uniform: [50, 150] } } },
  slots: {
    rest: { kind: 'variable', initial: 'total - part' },
    part: { kind: 'variable', initial: { uniform: [0, 10] } },
  },
} as const satisfies Omit<WorldModelInput, 'name'>;

test('a parameter is set for all members or added to each one’s own, from its turn on', () => {
  const of = (act: object) =>
    runWorld({ ...LINEAR, members: 6 }, { turns: 2, interventions: [{ turn: 2, ...act }] });
  const base = membersOf(runWorld({ ...LINEAR, members: 6 }, { turns: 2 }), 'y');
  const added = membersOf(of({ add: { b: 3 } }), 'y');
  for (const [member, value] of added.entries())
    expect(value).toBeCloseTo((base[member] ?? NaN) + 3, 12);
  const first = membersOf(runWorld({ ...LINEAR, members: 6 }, { turns: 1 }), 'y');
  const set = membersOf(of({ set: { b: 3 } }), 'y');
  for (const [member, value] of set.entries())
    expect(value).toBeCloseTo((first[member] ?? NaN) + 3, 12);
});
