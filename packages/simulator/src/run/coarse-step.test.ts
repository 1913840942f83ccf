import { ScenarioConfig } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { compileModel } from '../model/compile-model.ts';
import { reviewStep } from './coarse-step.ts';
import { simulateRun } from './simulate-run.ts';

/** What is left of 100 after a while at this rate per turn. */
const draining = (rate: number, time: object = {}): object => ({
  name: 'm',
  time,
  slots: { level: { kind: 'variable', initial: 100, min: 0 } },
  params: { k: { value: rate, draw: { uniform: [0, 9] } } },
  rules: [{ id: 'out', effects: [{ flow: { from: 'level' }, rate: 'k * level' }] }],
  forecast: { horizons: [1, 10] },
});

const epidemic = (time: object): object => ({
  name: 'm',
  time,
  slots: {
    well: { kind: 'variable', initial: 990, min: 0 },
    sick: { kind: 'variable', initial: 10, min: 0 },
  },
  rules: [
    {
      id: 'in',
      effects: [{ flow: { from: 'well', to: 'sick' }, rate: '0.8 * sick * well / 1000' }],
    },
    { id: 'out', effects: [{ flow: { from: 'sick' }, rate: 'sick / 4' }] },
  ],
});

const predators = (time: object): object => ({
  name: 'm',
  time,
  slots: { hare: { kind: 'variable', initial: 30 }, lynx: { kind: 'variable', initial: 4 } },
  rules: [
    { id: 'h', effects: [{ target: 'hare', rate: '0.5 * hare - 0.028 * hare * lynx' }] },
    { id: 'l', effects: [{ target: 'lynx', rate: '0.026 * hare * lynx - 0.84 * lynx' }] },
  ],
  forecast: { horizons: [20] },
});

const find = (model: object) => reviewStep(compileModel(model)).coarse;

/** `time` as a hint writes it. */
function timeOf(hint = ''): object {
  const [, keys = ''] = /\{ (.*) \}/.exec(hint) ?? [];
  return Object.fromEntries(
    keys.split(', ').map((pair) => {
      const [key = '', value] = pair.split(': ');
      return [key, Number(value)];
    }),
  );
}

/** The path of a target on the control run, turn 0 first. */
function pathOf(model: object, target: string, turns: number): number[] {
  const config = ScenarioConfig.parse({ turns, members: 1, trace: 'full' });
  const { control } = simulateRun(compileModel(model), config);
  const steps = (control.trace ?? []).map((turn) => Reflect.get(turn, 'variables'));
  return [control.start.variables, ...steps].map((at) => Number(Reflect.get(Object(at), target)));
}

test('it says by how much half the step moves the target that moves most', () => {
  const whole = pathOf(draining(0.5), 'level', 10);
  const halved = pathOf(draining(0.5, { dt: 0.5, steps_per_turn: 2 }), 'level', 10);
  const move = Math.max(...whole.map((x, turn) => Math.abs(x - (halved[turn] ?? 0))));
  const percent = (100 * move) / (Math.max(...whole) - Math.min(...whole));
  expect(percent).toBeGreaterThan(1);
  expect(find(draining(0.5))).toEqual({
    path: 'time',
    message: `step-coarse: with half the step level moves by ${Number(percent.toPrecision(2))} % of its range`,
    hint: 'write time: { steps_per_turn: 8 }, or method: rk4',
  });
});

test.each([
  ['Euler', 0.9, {}],
  ['Euler', 0.9, { steps_per_turn: 4 }],
  ['Euler', 0.9, { dt: 0.5, steps_per_turn: 2 }],
  ['Runge and Kutta', 2.2, { method: 'rk4' }],
])('what its hint says to write is fine: %s, a rate of %d, %o', (_method, rate, time) => {
  const found = find(draining(rate, time));
  expect(found?.hint).toMatch(/^write time: \{/);
  expect(find(draining(rate, { ...time, ...timeOf(found?.hint) }))).toBeNull();
});

test.each([
  ['an epidemic', epidemic],
  ['predators and prey', predators],
])(
  '%s at a step of a quarter is coarse, and not so at what the hint says nor by rk4',
  (_world, world) => {
    const found = find(world({ steps_per_turn: 4 }));
    expect(found?.message).toMatch(/^step-coarse: /);
    expect(find(world(timeOf(found?.hint)))).toBeNull();
    expect(find(world({ steps_per_turn: 4, method: 'rk4' }))).toBeNull();
  },
);

test('a run that fails at this step and not at a finer one is told, with the finer one', () => {
  const found = find(predators({}));
  expect(found?.message).toMatch(
    /^step-coarse: the run fails with this step, and not with a finer one: .*too large/,
  );
  expect(find(predators(timeOf(found?.hint)))?.message).toMatch(/ moves by /);
});

test('rk4 is not named where a model cannot use it', () => {
  const counted = draining(0.5);
  Object.assign(counted, {
    rules: [
      { id: 'out', effects: [{ flow: { from: 'level' }, rate: 'k * level', draw: 'poisson' }] },
    ],
  });
  expect(find(counted)?.hint).toBe('write time: { steps_per_turn: 8 }');
});

test('delays move in steps too', () => {
  const delayed = (time: object): object => ({
    name: 'm',
    time,
    slots: { level: { kind: 'variable', initial: 0 } },
    values: { late: 'smooth1(time, 1.5)' },
    forecast: { targets: ['late'], horizons: [3] },
  });
  expect(find(delayed({}))?.message).toContain('late moves by');
  expect(find(delayed({ steps_per_turn: 64 }))).toBeNull();
});

test('nothing is said where nothing moves in steps, or where a run fails', () => {
  const added = { id: 'a', effects: [{ target: 'level', add: '-0.9 * level' }] };
  expect(find({ ...draining(0.9), rules: [added] })).toBeNull();
  const failing = {
    id: 'f',
    effects: [{ flow: { from: 'level' }, rate: 'k * level / (level - 100)' }],
  };
  expect(find({ ...draining(0.9), rules: [failing] })).toBeNull();
});

test('a step that no run here can show is said to be unseen, and why', () => {
  const driven = { id: 'd', effects: [{ flow: { from: 'level' }, rate: 'k * level + rain' }] };
  const model = { ...draining(0.9), rules: [driven], series: { rain: { dataset: 'd' } } };
  expect(reviewStep(compileModel(model))).toEqual({
    coarse: null,
    unseen: { of: 'series', names: ['rain'] },
  });
  const { rules } = { rules: [{ id: 'a', effects: [{ target: 'level', add: 'rain' }] }] };
  expect(reviewStep(compileModel({ ...model, rules })).unseen).toBeNull();
  expect(reviewStep(compileModel(draining(0.9))).unseen).toBeNull();
});

test('a model of many steps and turns is looked at for a part of them', () => {
  const long = { ...draining(0.5), forecast: { horizons: [100_000] } };
  expect(find(long)?.message).toContain('level moves by');
});

test('a delay that a finer step would make too long is no reason to fail', () => {
  const delayed = {
    ...draining(0.1, { dt: 0.001 }),
    values: { late: 'delay_fixed(level, 9)' },
    forecast: { targets: ['late'], horizons: [3] },
  };
  expect(find(delayed)).toBeNull();
});
