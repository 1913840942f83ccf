import type { WorldModelInput } from '@pulse-stream/worldstate';
import { ScenarioConfig } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { simulateRun } from '../run/simulate-run.ts';
import { compileModel } from './compile-model.ts';
import { MOST_DELAY_STATES } from './compile-values.ts';
import { MOST_LEVELS } from './value-chains.ts';

/** Every value reads the next one, which is one level more; the last reads the slot. */
function chainOf(values: number): WorldModelInput {
  const names = Array.from({ length: values }, (_, index) => `v${index}`);
  return {
    name: 'chain',
    slots: { x: { kind: 'variable', initial: 1 } },
    values: Object.fromEntries(names.map((name, index) => [name, names[index + 1] ?? 'x'])),
    forecast: { targets: ['v0'] },
  };
}

test('the longest chain of values is computed, by the kernel and by the interpreter', () => {
  const config = ScenarioConfig.parse({ turns: 2, members: 1 });
  for (const kernel of ['auto', 'reference'] as const) {
    const run = simulateRun(chainOf(MOST_LEVELS), config, { kernel });
    expect([...run.control.values]).toEqual([1, 1]);
  }
});

test.each([MOST_LEVELS + 1, 4 * MOST_LEVELS])(
  'a chain of %d values is refused by name',
  (values) => {
    expect(() => compileModel(chainOf(values))).toThrow(
      /values\.v\d+: is computed through more than 2500 levels of formulas/,
    );
  },
);

test('what reads a chain that is too long is refused with it, wherever it stands', () => {
  const { slots, values, ...rest } = chainOf(MOST_LEVELS);
  const model = { ...rest, values: { w: 'v0', ...values } };
  const m = { kind: 'overlay', initial: 0.5 } as const;
  const readers: readonly WorldModelInput[] = [
    { ...model, slots: { ...slots, y: { kind: 'variable', initial: 'w' } } },
    { ...model, slots: { ...slots, m }, measurements: { m: 'clamp(w, 0, 1)' } },
    { ...model, slots: { ...slots, y: { kind: 'variable', initial: 1, noise: { sd: 'w' } } } },
  ];
  for (const reader of readers)
    expect(() => compileModel(reader)).toThrow(/values\.\w+: is computed/);
});

test('a formula deep in itself counts by its levels', () => {
  const model = chainOf(2);
  const values = {
    v0: 'v1',
    v1: `x${'+x'.repeat(999)}`,
    v2: `v0${'+v0'.repeat(600)}`,
    v3: `v2${'+v2'.repeat(900)}`,
  };
  expect(() => compileModel({ ...model, values })).toThrow(/values\.v3: is computed through/);
  expect(compileModel({ ...model, values: { ...values, v3: 'v2' } }).values).toHaveLength(4);
});

/** The start of every slot is that of the next one; the last is this. */
function startsOf(slots: number, last: string): WorldModelInput {
  const initialOf = (index: number) => (index + 1 < slots ? `s${index + 1}` : last);
  const entries = Array.from({ length: slots }, (_, index) => [
    `s${index}`,
    { kind: 'variable' as const, initial: initialOf(index) },
  ]);
  return {
    ...chainOf(1),
    slots: { x: { kind: 'variable', initial: 1 }, ...Object.fromEntries(entries) },
  };
}

test('starts may read each other in a row of any length', () => {
  const { initials } = compileModel(startsOf(9000, 'x'));
  expect(initials.map(({ slot }) => slot)).toEqual(
    Array.from({ length: 9000 }, (_, at) => 9000 - at),
  );
});

test('a long circle of starts is told by its beginning and its end', () => {
  expect(() => compileModel(startsOf(9000, 's0'))).toThrow(
    /slots\.s0\.initial: is made of itself: s0 reads s1 reads .* reads … \(8985 more\) reads .* reads s8999 reads s0 \(/,
  );
});

test('delays have so many states together, whatever they are made of', () => {
  const delays = (formula: string, count: number): WorldModelInput => ({
    ...chainOf(1),
    values: Object.fromEntries(Array.from({ length: count }, (_, at) => [`v${at}`, formula])),
  });
  const kinds: [string, number][] = [
    ['delay_fixed(x, 10000, 0)', 10_000],
    ['delay_fixed(x, 3, 0)', 3],
    ['delay_n(x, 3, 1, 100)', 100],
    ['smooth3(x, 3)', 3],
  ];
  for (const [formula, states] of kinds) {
    const most = Math.floor(MOST_DELAY_STATES / states);
    expect(compileModel(delays(formula, most)).noise).toHaveLength(1 + most + most * states);
    expect(() => compileModel(delays(formula, most + 1))).toThrow(
      /values: the delays of a model have at most 20000 stocks and steps together/,
    );
  }
});

/** Every value reads the past of the next one; the last reads the slot, or closes the circle. */
function pastsOf(values: number, last = 'x'): WorldModelInput {
  const names = Array.from({ length: values }, (_, index) => `v${index}`);
  const model = chainOf(values);
  const formulas = names.map((name, index) => {
    const next = names[index + 1];
    return [name, next === undefined ? last : `${next}[-2]`] as const;
  });
  return { ...model, values: Object.fromEntries(formulas) };
}

test.each([['x'], ['v0[-1]']])(
  'the longest chain of pasts, which ends in %s, is computed',
  (last) => {
    const config = ScenarioConfig.parse({ turns: 2, members: 1 });
    for (const kernel of ['auto', 'reference'] as const) {
      const run = simulateRun(pastsOf(MOST_LEVELS / 2, last), config, { kernel });
      expect([...run.control.values]).toEqual(last === 'x' ? [1, 1] : [0, 0]);
    }
  },
);

test.each([
  [MOST_LEVELS / 2 + 1, 'x'],
  [MOST_LEVELS / 2 + 1, 'v0[-1]'],
  [4 * MOST_LEVELS, 'x'],
  [4 * MOST_LEVELS, 'v7[-1]'],
])('a chain of %d pasts, which ends in %s, is refused by name', (values, last) => {
  expect(() => compileModel(pastsOf(values, last))).toThrow(
    /values\.v\d+: is computed through more than 2500 levels of formulas/,
  );
});

test('circles through the past count by themselves, whatever else reads them', () => {
  const small = Object.fromEntries(
    Array.from({ length: 900 }, (_, index) => [
      [`a${index}`, `b${index}[-1] + x`],
      [`b${index}`, `a${index}[-1] + a${index}[-2]`],
    ]).flat(),
  );
  const model = {
    ...chainOf(1),
    values: { ...small, v0: Object.keys(small).slice(0, 600).join('+') },
  };
  expect(compileModel(model).values).toHaveLength(1801);
});
