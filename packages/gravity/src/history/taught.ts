import { earlySpread } from '../bank/early-spread.ts';
import { isBankTaught } from '../bank/state.ts';
import type { GravityState } from './learner.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import { isTaught as isSgdTaught } from '../sgd/state.ts';

/** Whether a variable is corrected in a forecast: enough of its innovations were scored. */
export function isTaught(
  state: GravityState,
  row: number,
  options: Pick<ResolvedGravityOptions, 'min_observations'>,
): boolean {
  return state.method === 'bank'
    ? isBankTaught(state, row, options)
    : isSgdTaught(state, row, options);
}

/** Whether a variable that is not taught yet has a spread already, from the few rows there are. */
export function hasEarlySpread(
  state: GravityState,
  row: number,
  options: Pick<ResolvedGravityOptions, 'min_observations'>,
): boolean {
  return (
    state.method === 'bank' && !isTaught(state, row, options) && earlySpread(state, row, 0) > 0
  );
}
