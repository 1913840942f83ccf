import type { WorldModelInput } from '@pulse-stream/worldstate';
import { ScenarioConfig } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { simulateRun } from '../run/simulate-run.ts';
import { compileModel } from './compile-model.ts';
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
