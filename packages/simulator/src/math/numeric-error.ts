import type { FailureCode } from '@pulse-stream/worldstate';

/** Why a number could not be computed. */
export type NumericCode = Extract<
  FailureCode,
  | 'division-by-zero'
  | 'overflow'
  | 'not-a-number'
  | 'domain-error'
  | 'negative-mean'
  | 'calendar-unknown'
>;

/**
 * An expression or a transform has no value here. The turn law catches it and says which rule and
 * turn; it never leaves the package.
 */
export class NumericError extends Error {
  override readonly name = 'NumericError';
  readonly code: NumericCode;
  /** The way out, where there is one to tell. */
  readonly hint: string | undefined;

  constructor(code: NumericCode, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** A result, or the reason why it is none. */
export function finite(value: number, what: string): number {
  return Number.isFinite(value) ? value : refuse(value, what);
}

/** Says why a result is none. */
export function refuse(value: number, what: string): never {
  if (Number.isNaN(value)) throw new NumericError('not-a-number', `${what} is not a number`);
  throw new NumericError('overflow', `${what} is too large for a number`);
}
