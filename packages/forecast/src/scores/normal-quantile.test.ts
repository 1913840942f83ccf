import { expect, test } from 'vitest';
import { normalCdf } from './gaussian.ts';
import { normalQuantile } from './normal-quantile.ts';

test('the normal quantile turns Φ round', () => {
  for (const p of [1e-6, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 1 - 1e-6])
    expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
  for (const p of [0, 1, -1, NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
});
