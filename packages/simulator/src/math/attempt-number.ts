import { fail } from '@pulse-stream/worldstate';
import type { Stage } from '@pulse-stream/worldstate/internal';
import { NumericError } from './numeric-error.ts';
import type { Transform } from './transform.ts';

/**
 * Computes a number; one that has no value becomes a failure of the scenario.
 * @param path where in the config, or the slot concerned
 * @throws ScenarioError with the code of the NumericError
 */
export function attemptNumber(
  compute: () => number,
  stage: Stage,
  path: string | undefined,
): number {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NumericError) return fail(error.code, stage, error.message, { path });
    throw error;
  }
}

/** What `toNatural` or `toTransformed` make of a value; NaN where there is no number. */
export function convertOrNaN(
  convert: (transform: Transform, value: number) => number,
  transform: Transform,
  value: number,
): number {
  try {
    return convert(transform, value);
  } catch (error) {
    if (error instanceof NumericError) return NaN;
    throw error;
  }
}
