import type { FailureCode } from '@pulse-stream/worldstate';

/** Why a number could not be computed. */
export type NumericCode = Extract<
  FailureCode,
  'division-by-zero' | 'overflow' | 'not-a-number' | 'domain-error'
>;

/**
 * An expression or a transform has no value here. The turn law catches it and says which rule and
 * turn; it never leaves the package.
 */
export class NumericError extends Error {
  override readonly name = 'NumericError';
  readonly code: NumericCode;

  constructor(code: NumericCode, message: string) {
    super(message);
    this.code = code;
  }
}
