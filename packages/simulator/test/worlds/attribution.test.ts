import type { WorldModelInput } from '@pulse-stream/worldstate';
import { createCore } from '@pulse-stream/simulator';
import { expect, test } from 'vitest';
import { meanOf, membersOf, runWorld, turnsOf } from './run-world.ts';

type World = Omit<WorldModelInput, 'name'>;

/** Parts of the change of a target. */
function partsOf(run: ReturnType<typeof runWorld>, name: string) {
  const found = run.attribution.find(({ target }) => target === name);
  if (found === undefined) throw new Error(`${name} has no attribution`);
  const { start, end, parts } = found;
  const sum = [...parts.values()].reduce((a, b) => a + b, 0);
  return { start, end, sum, ...Object.fromEntries(parts) };
}

const STOCKS: World = {
  slots: {
    a: { kind: 'variable', initial: 100, min: 0 },
    b: { kind: 'variable', initial: 0, max: 60 },
    c: { kind: 'variable', initial: 8, errors: 'log1p' },
  },
  rules: [
    { id: 'flow', effects: [{ flow: { from: 'a', to: 'b' }, rate: 'a / 4' }] },
    { id: 'rate', trust: 0.5, effects: [{ target: 'b', rate: 6 }] },
    { id: 'set', when: 'turn == 2', effects: [{ target: 'c', set: 3 }] },
    { id: 'add', effects: [{ target: 'c', add: 1 }] },
  ],
  time: { dt: 0.25, steps_per_turn: 4 },
  forecast: { targets: ['a', 'b', 'c'] },
};

test.each(['euler', 'rk4'] as const)('every part has its name, summed over steps: %s', (method) => {
  const run = runWorld(
    { ...STOCKS, time: { ...STOCKS.time, method } },
    { turns: 4, interventions: [{ turn: 2, add: { c: 5, b: 1 } }] },
  );
  const last = turnsOf(run).at(-1);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => partsOf(run, name));
  expect(a).toMatchObject({ start: 100, end: last?.['a'], bounds: 0, noise: 0 });
  expect(a?.['rule.flow' as 'sum']).toBeCloseTo((last?.['a'] ?? NaN) - 100, 9);
  expect(b?.['rule.flow' as 'sum']).toBeCloseTo(100 - (last?.['a'] ?? NaN), 9);
  expect(b).toMatchObject({ 'rule.rate': 12, intervention: 1, end: 60 });
  expect(b?.['bounds' as 'sum']).toBeCloseTo(60 - 13 - (100 - (last?.['a'] ?? NaN)), 9);
  // what rules change is told in natural units, whatever the scale of errors
  expect(c?.['rule.add' as 'sum']).toBeCloseTo(4, 9);
  expect(c?.['intervention' as 'sum']).toBeCloseTo(5, 9);
  expect(c?.['rule.set' as 'sum']).toBeCloseTo(3 - (8 + 2 + 5), 9);
  for (const part of [a, b, c])
    expect(part?.sum).toBeCloseTo((part?.end ?? NaN) - (part?.start ?? NaN), 9);
});

test.each(['log1p', 'log100', 'sqrt', 'logit'] as const)(
  'noise on the scale %s is told in natural units, and is noise alone',
  (errors) => {
    for (const per of ['turn', 'time'] as const) {
      const run = runWorld(
        {
          slots: { x: { kind: 'variable', initial: 0.6, errors, noise: { sd: 0.3, per } } },
          rules: [{ id: 'r', effects: [{ target: 'x', add: 0 }] }],
          time: { dt: 0.5, steps_per_turn: 2 },
          members: 40,
        },
        { turns: 3 },
      );
      const { noise, start, end } = { noise: NaN, ...partsOf(run, 'x') };
      expect(run.deterministic).toBe(false);
      expect(end).toBeCloseTo(meanOf(membersOf(run, 'x')), 9);
      expect(noise).toBeCloseTo(end - start, 9);
      expect(partsOf(run, 'x')).toMatchObject({ bounds: 0, 'rule.r': 0 });
    }
  },
);

test('members that start by themselves are counted from where they started', () => {
  const run = runWorld(
    {
      params: { p: { value: 1, draw: { uniform: [0, 2] } } },
      slots: {
        x: { kind: 'variable', initial: { uniform: [0, 100] } },
        y: { kind: 'variable', initial: 'x * p' },
      },
      rules: [{ id: 'r', effects: [{ target: 'y', rate: 'p' }] }],
      members: 30,
      forecast: { targets: ['x', 'y'] },
    },
    { turns: 2 },
  );
  const [x, y] = [partsOf(run, 'x'), partsOf(run, 'y')];
  expect(x.start).toBeCloseTo(meanOf(membersOf(run, 'x')), 9);
  expect(x.sum).toBe(0);
  expect(y.sum).toBeCloseTo(y.end - y.start, 9);
  expect(y).toMatchObject({ noise: 0, 'rule.r': y.sum });
});

test('what a limited flow did not take is told to nobody', () => {
  const run = runWorld(
    {
      slots: {
        a: { kind: 'variable', initial: 3, min: 1 },
        b: { kind: 'variable', initial: 0 },
      },
      rules: [{ id: 'r', effects: [{ flow: { from: 'a', to: 'b' }, rate: 9 }] }],
    },
    { turns: 2 },
  );
  expect(partsOf(run, 'a')).toMatchObject({ 'rule.r': -2, bounds: 0, end: 1 });
  expect(partsOf(run, 'b')).toMatchObject({ 'rule.r': 2, bounds: 0, end: 2 });
});

test('a value has no attribution', () => {
  const run = runWorld(
    {
      slots: { x: { kind: 'variable', initial: 0 } },
      values: { v: 'x' },
      forecast: { targets: ['v', 'x'] },
    },
    { turns: 1 },
  );
  expect(run.attribution.map(({ target }) => target)).toEqual(['x']);
});

const SCALES = {
  identity: (x: number) => x,
  log1p: (x: number) => 100 * Math.log1p(x),
  log100: (x: number) => 100 * Math.log(x),
  sqrt: Math.sqrt,
  logit: (x: number) => Math.log(x / (1 - x)),
} as const;

/** What two effects add on the scale of the errors, and where they and decay take the slot. */
function contributionsOn(errors: keyof typeof SCALES, initial: number, adds: [number, number]) {
  const core = createCore({
    name: 'scaled',
    slots: { x: { kind: 'variable', initial, errors } },
    rules: [{ id: 'r', effects: adds.map((amount) => ({ target: 'x', add: amount })) }],
  });
  const path = core.start(core.initial, 0);
  const [causal, contributions] = [new Float64Array(1), new Float64Array(2)];
  core.drift(path, causal, contributions);
  return { core, from: path.x[0] ?? NaN, to: causal[0] ?? NaN, contributions };
}

test.each(Object.entries(SCALES))(
  'what rules add on the scale %s of the errors is what they moved it, shared by their amounts',
  (errors, scale) => {
    // from the middle, from next to an end, over a long way, hardly at all, and all undone
    const moves: [initial: number, adds: [number, number]][] = [
      [0.3, [0.01, 0.02]],
      [1e-12, [0.3, 0.1]],
      [0.9, [-0.5, -0.3]],
      [0.4, [1e-7, 2e-7]],
      [0.4, [1e-3, -1e-3 + 1e-13]],
    ];
    for (const [initial, adds] of moves) {
      const { core, from, to, contributions } = contributionsOn(
        errors as keyof typeof SCALES,
        initial,
        adds,
      );
      const moved = scale(core.toNatural(0, to)) - scale(initial);
      const [first = NaN, second = NaN] = contributions;
      expect(Math.abs(first + second - (to - from))).toBeLessThanOrEqual(
        1e-9 * Math.abs(moved) + 1e-13,
      );
      expect(first / second).toBeCloseTo(adds[0] / adds[1], 9);
      expect(Math.sign(first)).toBe(Math.sign(adds[0]));
    }
    const still = contributionsOn(errors as keyof typeof SCALES, 0.3, [0.01, -0.01]);
    const slope = (scale(0.3 + 1e-6) - scale(0.3 - 1e-6)) / 2e-6;
    expect(still.contributions[0]).toBeCloseTo(0.01 * slope, 6);
    expect(still.contributions[1]).toBeCloseTo(-0.01 * slope, 6);
  },
);

test.each([
  ['log1p', -5000, -1],
  ['log100', -80_000, 0],
  ['logit', 50, 1],
  ['logit', -800, 0],
] as const)(
  'errors may take a slot on the scale %s to %s, where its value is %s',
  (errors, far, end) => {
    const model: World = {
      slots: { x: { kind: 'variable', initial: 0.5, errors } },
      rules: [{ id: 'still', effects: [{ target: 'x', add: 0 }] }],
    };
    const core = createCore({ name: 'far', ...model });
    const path = core.start(core.initial, 0);
    path.x[0] = far;
    expect(core.toNatural(0, far)).toBe(end);
    const causal = new Float64Array(1);
    core.drift(path, causal, new Float64Array(1));
    expect(Number.isFinite(causal[0])).toBe(true);
    expect(core.toNatural(0, causal[0] ?? NaN)).toBeCloseTo(end, 12);
  },
);

test.each(['log1p', 'log100', 'sqrt', 'logit'] as const)(
  'the size by which parts are measured is natural on the scale %s',
  (errors) => {
    const model: World = {
      slots: { x: { kind: 'variable', initial: 0.9, errors } },
      rules: [{ id: 'r', effects: [{ target: 'x', add: errors === 'logit' ? -0.1 : 1e6 }] }],
    };
    const { scale = NaN, start, end } = runWorld(model, { turns: 3 }).attribution[0] ?? {};
    const least = Math.max(start ?? NaN, end ?? NaN) * (1 - 1e-9);
    expect(scale).toBeGreaterThanOrEqual(least);
    expect(scale).toBeLessThan(1.5 * Math.max(1, least));
  },
);

test.each(['log1p', 'logit'] as const)('next to 0 the scale %s rounds as 1 does', (errors) => {
  const model: World = {
    slots: { x: { kind: 'variable', initial: 1e-20, errors } },
    rules: [{ id: 'r', effects: [{ target: 'x', add: 3e-21 }] }],
  };
  const run = runWorld(model, { turns: 3 }).attribution[0];
  expect(run?.scale).toBe(1);
  const amounts = [...(run?.parts.values() ?? [])].reduce((sum, part) => sum + part, 0);
  expect(Math.abs((run?.end ?? NaN) - (run?.start ?? NaN) - amounts)).toBeLessThan(1e-15);
});
