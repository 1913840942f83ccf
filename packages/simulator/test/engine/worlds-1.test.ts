import { expect, test } from 'vitest';
import { compareWorlds, OPERATORS } from './compare-worlds.ts';
import { kernel } from './engines.ts';

const LAWS = Number(process.env['LAWS'] ?? 1);

// Two files of worlds, so that they run side by side.
test(
  'on random worlds the kernel gives every bit of the interpreter',
  () => {
    const worlds = 1_000 * LAWS;
    const { left, failures, runs, sure, ensembles, operators } = compareWorlds(kernel, worlds, 1);
    expect(sure).toBeGreaterThanOrEqual(0.99 * runs);
    expect(left).toBe(0);
    expect(ensembles).toBeGreaterThan(0.3 * worlds);
    // Failures are told by the interpreter, whichever engine met them.
    expect(failures).toBeGreaterThan(0.02 * worlds);
    expect([...operators.keys()].toSorted()).toEqual(OPERATORS.toSorted());
    expect(Math.min(...operators.values())).toBeGreaterThan(worlds / 10);
  },
  120_000 * LAWS,
);
