/**
 * Every way a line or a scenario can fail, as stable codes: programs match on them, people read
 * the message. Each has a test that produces it.
 */
export const FAILURE_CODES = [
  // the bytes of a line (stage "decode")
  'bad-csv',
  'bad-json',
  'bad-utf8',
  'bad-string',
  'bad-number',
  'duplicate-key',
  'forbidden-key',
  'not-an-object',
  'too-deep',
  'too-large',
  // the meaning of a config (stages "decode", "initialise")
  'config-invalid',
  'unknown-name',
  'measured-overlay',
  'option-not-for-method',
  'dataset-unknown',
  'observations-invalid',
  'history-overlap',
  'history-gap',
  'limit-exceeded',
  // the run (stages "gravity", "simulate", "forecast")
  'domain-error',
  'division-by-zero',
  'overflow',
  'not-a-number',
  'calendar-unknown',
  'driver-missing',
  'negative-mean',
  'draw-out-of-bounds',
  'shadow-overflow',
  'observer-failed',
  'internal',
  'worker-crashed',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

/** Where on the way from bytes to bytes a failure can arise, in the order in which records tell it. */
export const FAILURE_STAGES = [
  'frame',
  'decode',
  'initialise',
  'gravity',
  'simulate',
  'shadow-monitor',
  'forecast',
  'assess',
  'observe',
  'worker',
  'encode',
] as const;

export type Stage = (typeof FAILURE_STAGES)[number];

/** What went wrong with one line or scenario; the `error` of a failure record. */
export interface Failure {
  readonly kind: 'failure';
  readonly type: FailureCode;
  readonly stage: Stage;
  /** One sentence for people; never a text of the JavaScript engine. */
  readonly message: string;
  /** Where in the config, e.g. `forecast.events[0].when`. */
  readonly path?: string | undefined;
  /** What would have been right, e.g. `did you mean "turns"?`. */
  readonly hint?: string | undefined;
  /** First 200 characters of the line, when the bytes themselves were wrong. */
  readonly raw?: string | undefined;
  /** false: another run may give another record; absent: it gives the same. */
  readonly reproducible?: false | undefined;
  /** The id of the scenario when it could be read. */
  readonly id?: string | undefined;
  /** Of `internal`: what was thrown. Only its stack is ever printed, and only with `--debug`. */
  readonly cause?: unknown;
}

type Failed<T> = Extract<T, { readonly kind: 'failure' }>;
/** The failures among values of type T; where the type does not know of any, a `Failure`. */
type FailureOf<T> = [Failed<T>] extends [never] ? T & Failure : Failed<T>;

/** True for the failures among the values of a stage's stream and for the failures among records. */
export function isFailure<T>(value: T): value is FailureOf<T> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'failure';
}

/** True for everything that `isFailure` is not true for: `filter(isResult)` leaves what went well. */
export function isResult<T>(value: T): value is Exclude<T, { readonly kind: 'failure' }> {
  return !isFailure(value);
}

/** The optional fields of a failure. */
export interface FailureDetail {
  path?: string | undefined;
  hint?: string | undefined;
  raw?: string | undefined;
  reproducible?: false | undefined;
  id?: string | undefined;
  cause?: unknown;
}

/** Makes a failure value. */
export function createFailure(
  type: FailureCode,
  stage: Stage,
  message: string,
  detail: FailureDetail = {},
): Failure {
  return { kind: 'failure', type, stage, message, ...detail };
}

/**
 * Thrown inside a pure core when a scenario cannot go on; caught by the stage's operator (or by
 * `attempt`), which lets the failure flow on as a value. Any other throw is a bug, see `failureOf`.
 */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly failure: Failure;
  /** The code, as on every error of this project. */
  readonly code: FailureCode;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
    this.code = failure.type;
  }
}

/** Throws a `ScenarioError`: `fail('limit-exceeded', 'initialise', '…', { path: 'members' })`. */
export function fail(
  type: FailureCode,
  stage: Stage,
  message: string,
  detail: FailureDetail = {},
): never {
  throw new ScenarioError(createFailure(type, stage, message, detail));
}

/**
 * Runs a core and turns a `ScenarioError` into its failure value; every other error passes.
 * @returns what `run` returned, or the failure
 */
export function attempt<T>(run: () => T): T | Failure {
  try {
    return run();
  } catch (error) {
    if (error instanceof ScenarioError) return error.failure;
    throw error;
  }
}

/**
 * The failure that something thrown inside a scenario stands for: the one of a `ScenarioError`;
 * anything else is a bug and becomes `internal`, so that no scenario ever ends the run of the others.
 * @param stage where it was caught, for what does not say itself
 */
export function failureOf(error: unknown, stage: Stage): Failure {
  if (error instanceof ScenarioError) return error.failure;
  return createFailure('internal', stage, 'the program failed: an error of it, not of the line', {
    hint: 'please report it with this line; --debug adds where it happened',
    cause: error,
  });
}

/**
 * Runs a part of a scenario.
 * @throws ScenarioError whatever `run` throws: a bug as `internal` of this stage
 */
export function inStage<T>(stage: Stage, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof ScenarioError ? error : new ScenarioError(failureOf(error, stage));
  }
}

/** Codes of errors that end a run or refuse its options. */
export type PulseErrorCode =
  | 'option-invalid'
  | 'model-invalid'
  | 'dataset-invalid'
  | 'input-unreadable'
  | 'input-not-text'
  | 'output-unwritable'
  | 'output-exists'
  | 'resume-refused'
  | 'hub-refused'
  | 'engine-unreachable'
  | 'reader-gone'
  | 'aborted';

/** One place in a file that is wrong. */
export interface Problem {
  /** Where in the value, e.g. `rules[2].effects[0].add`. */
  readonly path: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** 1-based column inside an expression. */
  readonly column?: number | undefined;
  /** Id of the rule concerned. */
  readonly rule?: string | undefined;
}

/** A run that cannot start or go on: a bad option, an unreadable file, a broken sink. */
export class PulseError extends Error {
  override readonly name = 'PulseError';
  readonly code: PulseErrorCode;
  /** The single places that are wrong, when there are several. */
  readonly problems: readonly Problem[];

  constructor(
    code: PulseErrorCode,
    message: string,
    options: ErrorOptions & { problems?: readonly Problem[] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.problems = options.problems ?? [];
  }
}

/** For the default branch of a switch over a union: reaching it is a bug. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
