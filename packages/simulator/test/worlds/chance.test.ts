import type { WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { meanOf, membersOf, runWorld, sdOf } from './run-world.ts';

const MEMBERS = 3000;
/** Four standard errors of a standard deviation, about. */
const NEAR = 4 / Math.sqrt(2 * MEMBERS);

type Noise = Exclude<WorldModelInput['slots'][string]['noise'], number | undefined>;

const walk = (noise: Noise, time: WorldModelInput['time']) =>
  membersOf(
    runWorld(
      { slots: { x: { kind: 'variable', initial: 0, noise } }, time, members: MEMBERS },
      { turns: 4, trace: 'none' },
    ),
    'x',
  );

test.each([
  [1, 1],
  [0.5, 2],
  [0.125, 8],
])('noise per time has the same spread after a unit of time at dt %f', (dt, steps) => {
  const spread = sdOf(walk({ sd: 2, per: 'time' }, { dt, steps_per_turn: steps }));
  expect(Math.abs(spread / (2 * Math.sqrt(4)) - 1)).toBeLessThan(NEAR);
});

test('noise per turn acts once, after all steps', () => {
  const spread = sdOf(walk({ sd: 2 }, { dt: 0.125, steps_per_turn: 8 }));
  expect(Math.abs(spread / (2 * Math.sqrt(4)) - 1)).toBeLessThan(NEAR);
});

test.each(['turn', 'time'] as const)('student_t has the spread it says, per %s', (per) => {
  const spread = sdOf(walk({ sd: 2, per, dist: { student_t: 8 } }, { dt: 0.5, steps_per_turn: 2 }));
  expect(Math.abs(spread / 4 - 1)).toBeLessThan(1.5 * NEAR);
});

test.each(['turn', 'time'] as const)('noise has the correlation it says, per %s', (per) => {
  const noise = { sd: 1, per };
  const run = runWorld(
    {
      slots: {
        a: { kind: 'variable', initial: 0, noise },
        b: { kind: 'variable', initial: 0, noise: { ...noise, sd: 3 } },
        c: { kind: 'variable', initial: 0, noise },
      },
      noise_correlation: { a: { b: 0.6 } },
      members: MEMBERS,
    },
    { turns: 2, trace: 'none' },
  );
  const [a, b, c] = ['a', 'b', 'c'].map((name) => membersOf(run, name));
  const correlation = (x: number[] = [], y: number[] = []) =>
    meanOf(x.map((value, index) => value * (y[index] ?? NaN))) / sdOf(x) / sdOf(y);
  expect(Math.abs(correlation(a, b) - 0.6)).toBeLessThan(4 / Math.sqrt(MEMBERS));
  expect(Math.abs(correlation(a, c))).toBeLessThan(4 / Math.sqrt(MEMBERS));
  expect(Math.abs(sdOf(b ?? []) / (3 * Math.SQRT2) - 1)).toBeLessThan(NEAR);
});

test('noise of one slot shifts another only through the order of the stream they share', () => {
  const world = (more: WorldModelInput['slots']) =>
    runWorld(
      {
        slots: { a: { kind: 'variable', initial: 0, noise: 1 }, ...more },
        values: { unread: 'a' },
        forecast: { targets: ['a'] },
        members: 5,
      },
      { turns: 1 },
    );
  const alone = membersOf(world({}), 'a');
  const quiet = { kind: 'variable', initial: 0 } as const;
  expect(membersOf(world({ b: { ...quiet, noise: 1 } }), 'a')).toEqual(alone);
  // Student's t and counts have streams of their own
  expect(
    membersOf(world({ b: { ...quiet, noise: { sd: 1, dist: { student_t: 5 } } } }), 'a'),
  ).toEqual(alone);
});

/** Counts out of a source by one flow, or into a slot from outside. */
const counting = (
  draw: NonNullable<NonNullable<WorldModelInput['rules']>[number]['effects'][number]['draw']>,
  flow: { from?: string; to?: string },
  more: Partial<Omit<WorldModelInput, 'name'>> = {},
) =>
  runWorld(
    {
      slots: {
        s: { kind: 'variable', initial: 40, min: 0 },
        i: { kind: 'variable', initial: 5, min: 0 },
      },
      rules: [{ id: 'r', effects: [{ flow, rate: 6, draw, scaled: false }] }],
      members: MEMBERS,
      ...more,
    },
    { turns: 1, trace: 'none' },
  );

test.each([
  ['poisson', { from: 's', to: 'i' }, 6],
  ['poisson', { to: 'i' }, 6],
  ['poisson', { from: 's' }, 6],
  ['binomial', { from: 's', to: 'i' }, 40 * 0.15 * 0.85],
  ['binomial', { from: 's' }, 40 * 0.15 * 0.85],
  [{ negative_binomial: 3 }, { to: 'i' }, 6 + 36 / 3],
] as const)(
  'counts %o of %o: the mean is the rule’s, the deviation is noise',
  (draw, flow, variance) => {
    const run = counting(draw, flow);
    const name = 'to' in flow ? 'i' : 's';
    const sign = name === 'i' ? 1 : -1;
    const moved = membersOf(run, name).map((value) => sign * (value - (name === 'i' ? 5 : 40)));
    expect(moved.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(Math.abs(meanOf(moved) - 6)).toBeLessThan(4 * Math.sqrt(variance / MEMBERS));
    expect(Math.abs(sdOf(moved) ** 2 / variance - 1)).toBeLessThan(0.2);
    const { parts } = run.attribution.find(({ target }) => target === name) ?? { parts: new Map() };
    expect(parts.get('rule.r')).toBeCloseTo(sign * 6, 9);
    expect(parts.get('noise')).toBeCloseTo(sign * (meanOf(moved) - 6), 9);
    expect([...run.control.values]).toContain(name === 'i' ? 11 : 34);
  },
);

test('counts of rules that add, and of rates, have their mean', () => {
  const run = runWorld(
    {
      slots: { x: { kind: 'variable', initial: 0 }, y: { kind: 'variable', initial: 0 } },
      rules: [
        { id: 'a', effects: [{ target: 'x', add: 3, draw: 'poisson' }] },
        { id: 'r', effects: [{ target: 'y', rate: 3, draw: 'poisson' }] },
      ],
      time: { dt: 0.5, steps_per_turn: 4 },
      members: MEMBERS,
    },
    { turns: 2, trace: 'none' },
  );
  for (const [name, mean] of [
    ['x', 6],
    ['y', 12],
  ] as const)
    expect(Math.abs(meanOf(membersOf(run, name)) - mean)).toBeLessThan(
      4 * Math.sqrt(mean / MEMBERS),
    );
});

test('a binomial draw never takes more than there is, whoever took before', () => {
  const flows = ['one', 'two'].map((id) => ({
    id,
    effects: [{ flow: { from: 's', to: 'i' }, rate: 30, draw: 'binomial' as const }],
  }));
  const run = counting('binomial', {}, { rules: flows, forecast: { targets: ['s', 'i'] } });
  expect(Math.min(...membersOf(run, 's'))).toBeGreaterThanOrEqual(0);
  for (const [member, left] of membersOf(run, 's').entries())
    expect(left + (membersOf(run, 'i')[member] ?? NaN)).toBe(45);
});

test('a binomial draw takes of what its source holds also where that has no least value', () => {
  const run = counting(
    'binomial',
    {},
    {
      slots: { s: { kind: 'variable', initial: 2.7 }, i: { kind: 'variable', initial: 0 } },
      rules: [
        { id: 'r', effects: [{ flow: { from: 's', to: 'i' }, rate: 1.8, draw: 'binomial' }] },
      ],
    },
  );
  const moved = membersOf(run, 'i');
  // two trials, each at 0.9
  expect(new Set(moved)).toEqual(new Set([0, 1, 2]));
  expect(Math.abs(meanOf(moved) - 1.8)).toBeLessThan(4 * Math.sqrt(0.18 / MEMBERS));
  expect(Math.abs(sdOf(moved) ** 2 / 0.18 - 1)).toBeLessThan(0.2);
});

test('a binomial draw takes nothing of a source that holds less than one', () => {
  const rules = [
    { id: 'r', effects: [{ flow: { from: 's', to: 'i' }, rate: 0.5, draw: 'binomial' as const }] },
  ];
  const slots = {
    s: { kind: 'variable' as const, initial: 0.9, min: 0 },
    i: { kind: 'variable' as const, initial: 0 },
  };
  const run = counting('binomial', {}, { slots, rules });
  expect(new Set(membersOf(run, 'i'))).toEqual(new Set([0]));
});

test('a count shifts no other count and no noise', () => {
  const rules = (ids: string[]) =>
    ids.map((id) => ({ id, effects: [{ target: id, rate: 5, draw: 'poisson' as const }] }));
  const slots = Object.fromEntries(
    ['a', 'b', 'n'].map((name) => [
      name,
      { kind: 'variable' as const, initial: 0, ...(name === 'n' ? { noise: 1 } : {}) },
    ]),
  );
  const world = (ids: string[]) =>
    runWorld(
      { slots, rules: rules(ids), members: 5, forecast: { targets: ['a', 'b', 'n'] } },
      { turns: 3 },
    );
  const [both, one] = [world(['b', 'a']), world(['a'])];
  expect(membersOf(both, 'a')).toEqual(membersOf(one, 'a'));
  expect(membersOf(both, 'n')).toEqual(membersOf(one, 'n'));
  expect(membersOf(both, 'b')).not.toEqual(membersOf(both, 'a'));
});
