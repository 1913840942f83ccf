import type { WorldModelInput } from '@pulse-stream/worldstate';
import type { CountDraw } from '@pulse-stream/worldstate/internal';
import { openRng } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { membersOf, runWorld, turnsOf } from './run-world.ts';

const WORLDS = 80 * Number(process.env['LAWS'] ?? 1);

/** A world of stocks between which things flow, with what its random stream makes of it. */
function flowingWorld(index: number): Omit<WorldModelInput, 'name'> {
  const rng = openRng(3, index, 'flows');
  const pick = <T>(...items: readonly T[]): T => items[rng.nextUint32() % items.length] as T; // one of them
  const names = ['a', 'b', 'c', 'd'];
  const method = pick('euler' as const, 'rk4' as const);
  const slots = Object.fromEntries(
    names.map((name) => [
      name,
      {
        kind: 'variable' as const,
        initial: 100 * rng.nextUnit(),
        ...(rng.nextUnit() < 0.7 ? { min: 0 } : {}),
        ...(rng.nextUnit() < 0.3 ? { errors: 'identity' as const } : {}),
      },
    ]),
  );
  const rules = Array.from({ length: 1 + (rng.nextUint32() % 5) }, (_, rule) => {
    const from = pick(...names);
    const to = pick(...names.filter((name) => name !== from));
    const draw = pick<CountDraw | undefined>(undefined, 'poisson', 'binomial', {
      negative_binomial: 2,
    });
    const rate = pick(`${from} * 0.7`, `${to} - ${from}`, '90 * sigmoid(a - b)', '17.3');
    const counted = method === 'rk4' || rate.includes('-') ? undefined : draw;
    return {
      id: `R${rule}`,
      trust: 0.9,
      effects: [
        {
          flow: { from, to },
          rate: counted === undefined ? rate : `max(0, ${rate})`,
          ...(counted === undefined ? {} : { draw: counted }),
        },
      ],
    };
  });
  return {
    slots,
    rules,
    time: { dt: pick(1, 0.3, 0.125), steps_per_turn: pick(1, 3), method },
    members: 3,
    forecast: { targets: names },
  };
}

test(
  'flows keep the sum of all stocks, and take nothing that is not there',
  () => {
    let [limited, counted] = [0, 0];
    for (let index = 0; index < WORLDS; index += 1) {
      const model = flowingWorld(index);
      const run = runWorld(model, { turns: 8, seed: index });
      const names = Object.keys(model.slots);
      const paths = turnsOf(run).map((turn) => names.map((name) => turn[name] ?? NaN));
      for (const horizon of run.horizons.keys())
        for (const member of run.ensemble === null ? [] : [0, 1, 2])
          paths.push(names.map((name) => membersOf(run, name, horizon)[member] ?? NaN));
      const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
      const [start = []] = paths;
      for (const values of paths) {
        const size = Math.max(...values.map(Math.abs), total(start));
        expect(Math.abs(total(values) - total(start)), JSON.stringify(model)).toBeLessThan(
          1e-12 * size,
        );
        for (const [slot, value] of values.entries())
          if (model.slots[names[slot] ?? '']?.min === 0) expect(value).toBeGreaterThanOrEqual(0);
      }
      for (const { parts } of run.attribution) expect(parts.get('bounds')).toBe(0);
      const warnings = run.warnings.filter(({ type }) => type === 'limited');
      expect(warnings.length).toBeLessThan(2);
      limited += warnings.length;
      counted += run.ensemble === null ? 0 : 1;
    }
    expect(limited).toBeGreaterThan(WORLDS / 10);
    expect(counted).toBeGreaterThan(WORLDS / 10);
  },
  120_000 + 100 * WORLDS,
);

test('what flows out of one stock is limited in the order of the rules, and both ends move alike', () => {
  const out = (id: string, rate: number, to?: string) => ({
    id,
    effects: [{ flow: { from: 'a', ...(to === undefined ? {} : { to }) }, rate }],
  });
  const run = runWorld(
    {
      slots: {
        a: { kind: 'variable', initial: 10, min: 2 },
        b: { kind: 'variable', initial: 0 },
        c: { kind: 'variable', initial: 0 },
      },
      rules: [out('first', 5, 'b'), out('second', 5, 'c'), out('third', 5)],
    },
    { turns: 1 },
  );
  expect(turnsOf(run)[1]).toMatchObject({ a: 2, b: 5, c: 3 });
  expect(run.warnings.map(({ type, message }) => [type, message])).toEqual([
    ['limited', 'what flows out of a was limited to what there was'],
  ]);
});

test('a negative flow moves the other way and is limited by the other end', () => {
  const run = runWorld(
    {
      slots: {
        a: { kind: 'variable', initial: 1 },
        b: { kind: 'variable', initial: 3, min: 0 },
      },
      rules: [{ id: 'back', effects: [{ flow: { from: 'a', to: 'b' }, rate: -2 }] }],
    },
    { turns: 2 },
  );
  expect(turnsOf(run).slice(1)).toMatchObject([
    { a: 3, b: 1 },
    { a: 4, b: 0 },
  ]);
});

test('a flow that empties its source is limited to nothing, though dt is no binary fraction', () => {
  for (let index = 1; index < 60; index += 1) {
    const run = runWorld(
      {
        slots: {
          a: { kind: 'variable', initial: index / 7, min: 0 },
          b: { kind: 'variable', initial: 0 },
        },
        time: { dt: 0.1 + index / 1000 },
        rules: [{ id: 'all', effects: [{ flow: { from: 'a', to: 'b' }, rate: 'a / dt' }] }],
      },
      { turns: 2 },
    );
    expect(run.warnings).toEqual([]);
    expect(turnsOf(run)[2]?.['a']).toBeGreaterThanOrEqual(0);
    expect(turnsOf(run)[2]?.['b']).toBeCloseTo(index / 7, 12);
  }
});
