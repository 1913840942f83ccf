import { map, type OperatorFunction } from 'rxjs';
import { attempt, isFailure, type Failure } from './failure.ts';

/**
 * Lifts a pure core into an operator: one value out per value in, in order, synchronously.
 * Failures pass untouched; a `ScenarioError` of the core becomes a failure value; any other throw
 * is a bug and ends the stream.
 * @param core total on valid items
 */
export function perItem<I, O>(core: (item: I) => O): OperatorFunction<I | Failure, O | Failure> {
  return map((item) => (isFailure(item) ? item : attempt(() => core(item))));
}
