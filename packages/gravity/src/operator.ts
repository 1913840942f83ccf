import { attempt, isFailure, type Failure } from '@pulse-stream/worldstate';
import { inStage } from '@pulse-stream/worldstate/internal';
import { defer, map, type OperatorFunction } from 'rxjs';
import {
  applyStep,
  openGravity,
  type ApplyGravityOptions,
  type CorrectedStep,
  type PredictedStep,
} from './sgd/apply-step.ts';

/**
 * Corrects a stream of predictions with what their past errors taught: one corrected step out per
 * step in, in order, synchronously. A step that cannot be corrected becomes a failure and teaches
 * nothing; failures pass untouched. What is learned belongs to one subscription.
 * @throws PulseError `option-invalid` when called with bad options
 */
export function applyGravity(
  options: ApplyGravityOptions,
): OperatorFunction<PredictedStep | Failure, CorrectedStep | Failure> {
  const { resolved, state: untaught } = openGravity(options);
  return (source) =>
    defer(() => {
      let state = untaught;
      return source.pipe(
        map((item) => {
          if (isFailure(item)) return item;
          const result = attempt(() => inStage('gravity', () => applyStep(state, item, resolved)));
          if (!isFailure(result)) state = result.state;
          return result;
        }),
      );
    });
}
