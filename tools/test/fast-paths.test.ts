import { expect, test } from 'vitest';
import { checkFastPaths } from '../bench/fast-paths.mjs';

test('a hundredth of the check of the fast paths finds no difference and sees enough', () => {
  for (const [name, { cases, wrong, enough }] of Object.entries(checkFastPaths(0.01))) {
    expect(cases, name).toBeGreaterThan(0);
    expect(wrong, name).toBe(0);
    expect(enough, name).toBe(true);
  }
}, 60_000);
