import { expect, test } from 'vitest';
import { compareWorlds } from './compare-worlds.ts';
import { kernelByTurn, kernelOfSlots, plainRun } from './engines.ts';

const LAWS = Number(process.env['LAWS'] ?? 1);

test(
  'on random worlds turn by turn the kernel gives every bit of the interpreter',
  () => {
    const worlds = 600 * LAWS;
    const { left, failures, runs, sure, ensembles } = compareWorlds(kernelByTurn, worlds, 2);
    expect(left).toBe(0);
    expect(sure).toBeGreaterThanOrEqual(0.99 * runs);
    expect(runs).toBeGreaterThan(0.6 * worlds);
    expect(ensembles).toBeGreaterThan(0.3 * worlds);
    expect(failures).toBeGreaterThan(0.05 * worlds);
  },
  120_000 * LAWS,
);

test('counting every slot the kernel gives every bit of the interpreter', () => {
  const { runs, sure } = compareWorlds(kernelOfSlots, 600, 4, (config) => ({
    ...config,
    members: 2,
  }));
  expect(runs).toBeGreaterThan(250);
  expect(sure).toBeGreaterThanOrEqual(0.99 * runs);
}, 60_000);

test('a plain run leaves what the interpreter finds', () => {
  const { left, runs, ensembles, failures } = compareWorlds(plainRun, 1500, 5, (config, index) => ({
    ...config,
    members: index % 3 === 0 ? 1 + (index % 7) : 1,
    interventions: [],
    trace: 'none',
  }));
  expect(runs / (runs + left)).toBeGreaterThan(0.2);
  expect(ensembles / runs).toBeGreaterThan(0.1);
  // a failure is left to others, but for one of the plan
  expect(failures).toBeLessThan(0.02 * runs);
}, 120_000);
