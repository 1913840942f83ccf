import type { CausalCore } from '@pulse-stream/worldstate';
import type { CausalPath } from '@pulse-stream/worldstate/internal';
import { bankAmounts } from './bank-contributors.ts';
import type { GravityState } from './learner.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import { sgdAmounts } from './sgd-contributors.ts';

/** A cause of the correction and its share of the whole, 0..1. */
export interface Contributor {
  readonly name: string;
  readonly share: number;
}

/** How many causes a record names. */
const MOST_CONTRIBUTORS = 5;

/**
 * What the correction consists of at the start of the forecast, before overrides: symbols; for
 * method bank also experts and rules.
 * @returns largest first, equal ones by name; at most five; empty when nothing is taught or learned
 */
export function rankContributors(
  core: CausalCore,
  path: CausalPath,
  state: GravityState,
  options: ResolvedGravityOptions,
): Contributor[] {
  const amounts = [...amountsOf(core, path, state, options)];
  let total = 0;
  for (const [, amount] of amounts) total += amount;
  return amounts
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => ({ name, share: amount / total }))
    .toSorted((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_CONTRIBUTORS);
}

function amountsOf(
  core: CausalCore,
  path: CausalPath,
  state: GravityState,
  options: ResolvedGravityOptions,
): Map<string, number> {
  if (state.method === 'sgd') {
    if (options.method !== 'sgd') throw new Error('a state of sgd needs the options of sgd');
    return sgdAmounts(core, path, state, options);
  }
  if (options.method !== 'bank') throw new Error('a state of bank needs the options of bank');
  return bankAmounts(core, path, state, options);
}
