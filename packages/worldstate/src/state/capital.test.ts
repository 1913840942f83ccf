import { expect, test } from 'vitest';
import { cashOf, totalExposure } from './capital.ts';
import type { WorldState } from './world-state.ts';

const withCapital = (capital: Record<string, number>): WorldState => ({
  turn: 0,
  overlays: {},
  variables: { cash: 7 },
  capital,
});

test('exposure is all capital but cash', () => {
  const state = withCapital({ nvda: 100, spy: -30, cash: 1000 });
  expect(totalExposure(state)).toBe(70);
  expect(cashOf(state)).toBe(1000);
});

test('a world without capital or without cash has none', () => {
  expect(totalExposure(withCapital({}))).toBe(0);
  expect(cashOf(withCapital({ nvda: 1 }))).toBe(0);
});
