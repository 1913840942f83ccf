import { NumericError } from '../math/numeric-error.ts';
import { constantOf } from '../language/intervals.ts';
import type { NumberTree } from '../language/tree.ts';

/** The value of a constant that can be computed, else null. */
export function constantValue(node: NumberTree): number | null {
  try {
    return constantOf(node);
  } catch (error) {
    if (error instanceof NumericError) return null;
    throw error;
  }
}
