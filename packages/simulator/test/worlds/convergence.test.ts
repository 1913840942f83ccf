import type { WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { runWorld } from './run-world.ts';

type Method = 'euler' | 'rk4';

const PREDATORS = {
  params: { a: { value: 1.1 }, b: { value: 0.4 }, c: { value: 0.1 }, d: { value: 0.4 } },
  slots: {
    prey: { kind: 'variable', initial: 10 },
    predators: { kind: 'variable', initial: 5 },
  },
  values: { met: 'prey * predators' },
  rules: [
    { id: 'prey', effects: [{ target: 'prey', rate: 'a * prey - b * met' }] },
    { id: 'predators', effects: [{ target: 'predators', rate: 'c * met - d * predators' }] },
  ],
} as const satisfies Omit<WorldModelInput, 'name'>;

/** Classical Runge–Kutta of the same equations, written out. */
function predatorsBy(step: number, until: number): [number, number] {
  const slope = ([x, y]: readonly [number, number]): [number, number] => [
    1.1 * x - 0.4 * x * y,
    0.1 * x * y - 0.4 * y,
  ];
  let at: [number, number] = [10, 5];
  const ahead = (by: readonly [number, number], size: number): [number, number] => [
    at[0] + size * by[0],
    at[1] + size * by[1],
  ];
  for (let count = Math.round(until / step); count > 0; count -= 1) {
    const first = slope(at);
    const second = slope(ahead(first, step / 2));
    const third = slope(ahead(second, step / 2));
    const fourth = slope(ahead(third, step));
    const mean = (index: 0 | 1) =>
      (first[index] + 2 * second[index] + 2 * third[index] + fourth[index]) / 6;
    at = ahead([mean(0), mean(1)], step);
  }
  return at;
}

test('predators and prey by rk4 at 1/128 are within 1e-9 of a reference at 0.001 after 20', () => {
  const { control } = runWorld(
    { ...PREDATORS, time: { dt: 1 / 128, steps_per_turn: 128, method: 'rk4' } },
    { turns: 20, trace: 'none' },
  );
  const [prey, predators] = predatorsBy(0.001, 20);
  const { prey: x = NaN, predators: y = NaN } = control.final.variables;
  expect(Math.abs(x / prey - 1)).toBeLessThan(1e-9);
  expect(Math.abs(y / predators - 1)).toBeLessThan(1e-9);
});

/** Smooth worlds over 4 units of time: what is looked at, and what it is. */
const SMOOTH: readonly [string, Omit<WorldModelInput, 'name'>, number][] = [
  [
    'decline',
    {
      slots: { x: { kind: 'variable', initial: 3 } },
      rules: [{ id: 'r', effects: [{ target: 'x', rate: '-0.5 * x' }] }],
    },
    3 * Math.exp(-2),
  ],
  [
    'time',
    {
      time: { start: 1 },
      slots: { x: { kind: 'variable', initial: 0 } },
      rules: [{ id: 'r', effects: [{ target: 'x', rate: 'exp(time / 4)' }] }],
    },
    4 * (Math.exp(5 / 4) - Math.exp(1 / 4)),
  ],
  [
    'flow with errors',
    {
      slots: {
        y: { kind: 'variable', initial: 1, errors: 'log100' },
        x: { kind: 'variable', initial: 9, min: 0 },
      },
      values: { contagion: 'x * y / 10' },
      rules: [{ id: 'r', effects: [{ flow: { from: 'x', to: 'y' }, rate: 'contagion' }] }],
    },
    10 - 10 / (1 + 9 * Math.exp(-4)),
  ],
  [
    'delay',
    {
      slots: { x: { kind: 'variable', initial: 0 } },
      values: { late: 'smooth1(time, 2, 0)' },
      rules: [{ id: 'r', effects: [{ target: 'x', rate: 'late' }] }],
    },
    // ∫ t − 2 + 2 exp(−t/2)
    8 - 8 + 4 * (1 - Math.exp(-2)),
  ],
];

function errorAt(
  model: Omit<WorldModelInput, 'name'>,
  exact: number,
  steps: number,
  method: Method,
) {
  const time = { ...model.time, dt: 1 / steps, steps_per_turn: steps, method };
  const { control } = runWorld({ ...model, time }, { turns: 4, trace: 'none' });
  return Math.abs((control.final.variables['x'] ?? NaN) - exact);
}

test.each(SMOOTH)('half the step halves the error of euler: %s', (_, model, exact) => {
  const slope = Math.log2(errorAt(model, exact, 32, 'euler') / errorAt(model, exact, 64, 'euler'));
  expect(slope).toBeGreaterThan(0.9);
  expect(slope).toBeLessThan(1.1);
});

test.each(SMOOTH)('half the step leaves a sixteenth of the error of rk4: %s', (_, model, exact) => {
  const slope = Math.log2(errorAt(model, exact, 4, 'rk4') / errorAt(model, exact, 8, 'rk4'));
  expect(slope).toBeGreaterThan(3.7);
  expect(slope).toBeLessThan(4.3);
});

test('turns of many steps and many turns of a step are the same bits', () => {
  const of = (steps: number, turns: number, method: Method) =>
    runWorld(
      { ...PREDATORS, time: { dt: 1 / 8, steps_per_turn: steps, method } },
      { turns, trace: 'none' },
    ).control.final.variables;
  for (const method of ['euler', 'rk4'] as const)
    expect(of(8, 3, method)).toEqual(of(1, 24, method));
});
