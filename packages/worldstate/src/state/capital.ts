import type { WorldState } from './world-state.ts';

/** The capital slot that is not an exposure. */
export const CASH = 'cash';

/**
 * Total exposure: the sum of all capital except cash, in the unit of the capital slots.
 * @returns 0 for a world without capital
 */
export function totalExposure(state: WorldState): number {
  let total = 0;
  for (const [name, value] of Object.entries(state.capital)) if (name !== CASH) total += value;
  return total;
}

/** Cash in hand; 0 for a world without it. */
export function cashOf(state: WorldState): number {
  return Object.hasOwn(state.capital, CASH) ? (state.capital[CASH] ?? 0) : 0;
}
