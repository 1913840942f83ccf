import type { CausalCore } from '@pulse-stream/worldstate';
import { assertNever } from '@pulse-stream/worldstate/internal';
import { openBankLearner } from './bank-learner.ts';
import type { GravityState, Learner, LearnerStart } from './learner.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import { openSgdLearner } from './sgd-learner.ts';

/**
 * The learner of the chosen method.
 * @param start its state, if any, was learned by the same method
 */
export function openLearner(
  core: CausalCore,
  start: LearnerStart,
  options: ResolvedGravityOptions,
): Learner {
  const { state } = start;
  switch (options.method) {
    case 'bank':
      return openBankLearner(core, { ...start, state: ofMethod(state, 'bank') }, options);
    case 'sgd':
      return openSgdLearner(core, { ...start, state: ofMethod(state, 'sgd') }, options);
    default:
      return assertNever(options);
  }
}

/** The state, which is one of this method. */
export function ofMethod<Method extends GravityState['method']>(
  state: GravityState | null,
  method: Method,
): Extract<GravityState, { method: Method }> | null {
  if (state === null) return null;
  if (state.method !== method)
    throw new Error(`a state of ${state.method} is not one of ${method}`);
  return state as Extract<GravityState, { method: Method }>; // just compared
}
