import { defer, map, reduce, type OperatorFunction } from 'rxjs';
import type { Review } from './review.ts';
import { RunReview, type ReviewOptions } from './run-review.ts';

/**
 * The records of a run in, one review out when they end; of none too. What is no record, or lacks
 * what is needed, is an error of the stream. What was seen belongs to one subscription.
 */
export function review(options: ReviewOptions = {}): OperatorFunction<unknown, Review> {
  return (source) =>
    defer(() =>
      source.pipe(
        reduce((fold, record) => {
          fold.add(record);
          return fold;
        }, new RunReview(options)),
        map((fold) => fold.report()),
      ),
    );
}
