import { map, type OperatorFunction } from 'rxjs';
import { failureOf, isFailure, type Failure, type Stage } from './failure.ts';

/**
 * Lifts a pure core into an operator: one value out per value in, in order, synchronously.
 * Failures pass untouched; a `ScenarioError` of the core becomes a failure value; any other throw
 * is a bug of the core and becomes the failure `internal`. Nothing an item holds ends the stream.
 * @param core total on valid items
 * @param stage where a bug of the core is said to be
 */
export function perItem<I, O>(
  core: (item: I) => O,
  stage: Stage,
): OperatorFunction<I | Failure, O | Failure> {
  return map((item) => {
    if (isFailure<unknown>(item)) return item;
    try {
      return core(item);
    } catch (error) {
      return failureOf(error, stage);
    }
  });
}
