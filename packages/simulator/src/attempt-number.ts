import { fail, type Stage } from '@pulse-stream/worldstate';
import { NumericError } from './evaluate.ts';

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

/** The number; NaN where there is none. */
export function numberOrNaN(compute: () => number): number {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NumericError) return NaN;
    throw error;
  }
}
