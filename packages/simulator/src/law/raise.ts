import { fail, ScenarioError, type FailureCode } from '@pulse-stream/worldstate';
import { NumericError } from '../math/numeric-error.ts';

/** What was read and is not there; its failure does not know who read it. */
const OF_READINGS: ReadonlySet<FailureCode> = new Set(['driver-missing', 'calendar-unknown']);

/** What helps where a computation itself knows nothing better. */
const WAYS_OUT: Partial<Record<FailureCode, string>> = {
  overflow: 'what grows without end needs a limit, as min and max of a slot; trace shows the turns',
  'negative-mean': 'keep the rate from falling below 0, as with max(0, …)',
};

/**
 * Rethrows an error of a computation as a failure that says where.
 * @param where what was computed and at which turn: that which fails, counted from 1 as in records; 0
 *   is what a forecast starts from
 */
export function raise(error: unknown, where: string): never {
  if (error instanceof NumericError)
    return failAt(error.code, `${error.message} in ${where}`, error.hint ?? WAYS_OUT[error.code]);
  if (error instanceof ScenarioError && OF_READINGS.has(error.code)) {
    const { type, stage, message, ...detail } = error.failure;
    return fail(type, stage, message.includes(' at turn ') ? message : `${message}, in ${where}`, {
      ...detail,
    });
  }
  throw error;
}

/** Fails the scenario while it is simulated. */
export function failAt(code: FailureCode, message: string, hint?: string): never {
  return fail(code, 'simulate', message, { hint });
}

/** @param where as for `raise` */
export function failTooLarge(where: string): never {
  return failAt('overflow', `a value is too large for a number in ${where}`, WAYS_OUT.overflow);
}
