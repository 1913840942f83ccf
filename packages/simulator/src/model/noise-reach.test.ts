import type { WorldModelInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { compileModel } from './compile-model.ts';
import { findNoiseReach } from './noise-reach.ts';

const WAYS = ['smooth1(F, 3)', 'F + 1', 'delay_fixed(F, 2, 0)', 'F[-1]', 'pull * F'];

/** A row of values through which the noise of a slot goes to another, declared in this order. */
function rowOf(order: readonly number[]): WorldModelInput {
  const formulaOf = (link: number): string =>
    (WAYS[link % WAYS.length] ?? '').replace('F', link === 0 ? 'level' : `v${link - 1}`);
  return {
    name: 'row',
    params: { pull: { value: 2 } },
    slots: {
      level: { kind: 'variable', initial: 1, noise: 1 },
      calm: { kind: 'variable', initial: 1 },
      sink: { kind: 'variable', initial: 1 },
    },
    values: {
      ...Object.fromEntries(order.map((link) => [`v${link}`, formulaOf(link)])),
      still: 'smooth1(calm, 2)',
    },
    rules: [{ id: 'last', effects: [{ target: 'sink', rate: `v${order.length - 1}` }] }],
  };
}

const rising = (length: number): number[] => Array.from({ length }, (_, link) => link);
const orders = (length: number): [string, number[]][] => [
  ['forwards', rising(length)],
  ['backwards', rising(length).toReversed()],
  ['to and fro', rising(length).map((link) => (link % 2 === 0 ? link : length - link))],
];

test.each(orders(30))('noise reaches all that is made of it, declared %s', (_, order) => {
  const { noiseReaches, names, values } = compileModel(rowOf(order));
  const still = values.find(({ name }) => name === 'still')?.slot ?? -1;
  const calm = [names.indexOf('calm'), still, noiseReaches.length - 1];
  expect(noiseReaches.flatMap((reached, slot) => (reached ? [] : [slot]))).toEqual(
    calm.toSorted((a, b) => a - b),
  );
});

test.each(orders(120))('every formula is looked at once, declared %s', (_, order) => {
  const compiled = compileModel(rowOf(order));
  let looks = 0;
  const counted = <T extends object>(tree: T): T =>
    new Proxy(tree, {
      get: (of, key) => {
        if (key === 'op') looks += 1;
        return Reflect.get(of, key);
      },
    });
  const values = compiled.values.map((value) => ({ ...value, tree: counted(value.tree) }));
  const once = values.map(({ tree: { op } }) => op).length;
  const looksOfOne = looks;
  findNoiseReach({ ...compiled, values });
  // a node is asked for its kind a few times while it is looked at
  expect(looks - looksOfOne).toBeLessThanOrEqual(4 * once);
});
