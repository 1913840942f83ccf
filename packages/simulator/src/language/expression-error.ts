/**
 * An expression that cannot be understood: `column` is 1-based, `hint` says what was probably
 * meant. Callers turn it into a problem of a model or a failure of a config.
 */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** `unknown-name`: well formed, but it reads a name that nobody declared. */
  readonly code: 'expression-invalid' | 'unknown-name';
  readonly column: number;
  readonly hint: string | undefined;

  constructor(
    message: string,
    column: number,
    hint?: string,
    code: ExpressionError['code'] = 'expression-invalid',
  ) {
    super(message);
    this.code = code;
    this.column = column;
    this.hint = hint;
  }
}
