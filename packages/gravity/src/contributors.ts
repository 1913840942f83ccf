import type { CausalCore, CausalPath } from '@pulse-stream/worldstate';
import type { GravityState } from './learner.ts';
import type { ResolvedGravityOptions } from './options.ts';
import { isTaught } from './sgd-state.ts';
import { slotOf } from './slot-of.ts';

/** A cause of the correction and its share of the whole, 0..1. */
export interface Contributor {
  readonly name: string;
  readonly share: number;
}

/** How many causes a record names. */
const MOST_CONTRIBUTORS = 5;

/**
 * Which symbols the correction consists of at the start of the forecast, before overrides: the
 * share of symbol j is Σ_i |B_ij·s_j| / Σ_ij |B_ij·s_j| over the taught variables i, each in units
 * of its s_i.
 * @returns largest first, equal ones by name; at most five; empty when nothing is taught or learned
 */
export function rankContributors(
  core: CausalCore,
  path: CausalPath,
  state: GravityState,
  options: ResolvedGravityOptions,
): Contributor[] {
  const columns = state.symbols.length;
  const amounts = state.symbols.map((name, column) => {
    const value = path.x[slotOf(core, name)] ?? 0;
    let sum = 0;
    for (const row of state.variables.keys())
      if (isTaught(state, row, options))
        sum += Math.abs((state.weights[row * columns + column] ?? 0) * value);
    return { name, sum };
  });
  let total = 0;
  for (const { sum } of amounts) total += sum;
  return amounts
    .filter(({ sum }) => sum > 0)
    .map(({ name, sum }) => ({ name, share: sum / total }))
    .toSorted((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_CONTRIBUTORS);
}
