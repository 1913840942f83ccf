import { expect, test } from 'vitest';
import { compareWorlds, OPERATORS } from './compare-worlds.ts';

// Two files of 5,000 worlds, so that they run side by side.
test('on random worlds the generated kernel gives every bit of the reference, part 1 of 2', () => {
  const { worlds, failures, runs, generated, ensembles, operators } = compareWorlds(5_000, 1);
  expect(generated).toBeGreaterThanOrEqual(0.99 * runs);
  expect(runs).toBeGreaterThan(0.6 * worlds);
  expect(ensembles).toBeGreaterThan(0.3 * worlds);
  // Failures are told by the reference, whichever path met them.
  expect(failures).toBeGreaterThan(0.05 * worlds);
  expect([...operators.keys()].toSorted()).toEqual(OPERATORS.toSorted());
  expect(Math.min(...operators.values())).toBeGreaterThan(worlds / 10);
}, 120_000);
