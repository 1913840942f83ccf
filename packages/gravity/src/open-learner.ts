import { assertNever, type CausalCore } from '@pulse-stream/worldstate';
import type { Learner, LearnerStart } from './learner.ts';
import type { ResolvedGravityOptions } from './options.ts';
import { openSgdLearner } from './sgd-learner.ts';

/** The learner of the chosen method. */
export function openLearner(
  core: CausalCore,
  start: LearnerStart,
  options: ResolvedGravityOptions,
): Learner {
  switch (options.method) {
    case 'sgd':
      return openSgdLearner(core, start, options);
    default:
      return assertNever(options.method);
  }
}
