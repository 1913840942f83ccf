import { fail, type FailureCode } from '@pulse-stream/worldstate';
import { NumericError } from '../math/numeric-error.ts';

/** Rethrows an error of a computation as a failure that says where. */
export function raise(error: unknown, where: string): never {
  if (error instanceof NumericError) return failAt(error.code, `${error.message} in ${where}`);
  throw error;
}

/** Fails the scenario while it is simulated. */
export function failAt(code: FailureCode, message: string): never {
  return fail(code, 'simulate', message);
}
