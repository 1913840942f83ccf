import type { CorrectionStep } from '@pulse-stream/worldstate/internal';
import type { BankState } from '../bank/state.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import type { SgdState } from '../sgd/state.ts';

/** What a method has learned. */
export type GravityState = BankState | SgdState;

/** What the method of these options learns. */
export type StateOf<Options extends ResolvedGravityOptions> = Extract<
  GravityState,
  { method: Options['method'] }
>;

/**
 * A method while it goes through a history, row by row: what retrodiction needs of it. Arrays of
 * slots are in the order of `CausalCore.slots`; NaN is a missing observation.
 */
export interface Learner {
  /** Slots it may correct. */
  readonly slots: readonly number[];
  /** Correction per entry of `slots` that is scored and learned from; 0 while the warm-up lasts. */
  readonly candidate: Float64Array;
  /** Correction per entry of `slots` that moves the state: the candidate once taught, before that 0. */
  readonly issued: Float64Array;
  /** The first row, which nothing predicted. */
  begin(observed: Float64Array): void;
  /** What is known before the row is observed: fills `candidate` and `issued`. */
  correct(step: CorrectionStep): void;
  /** Whether an observation of entry `at` would be scored now. */
  scores(at: number): boolean;
  /** Takes in the observed row. */
  learn(predicted: Float64Array, observed: Float64Array): void;
  /** The values the world took at the end of the turn: what was observed, else predicted; bounded. */
  settle(after: Float64Array): void;
  /** All that was learned so far, as a value. */
  state(): GravityState;
}

/** Where a learner starts: nothing learned yet, or a state to go on from. */
export interface LearnerStart<State extends GravityState = GravityState> {
  /** Names of the columns of the history that may be corrected. */
  readonly variables: readonly string[];
  /** Rows that fix the scales. */
  readonly warmup: number;
  readonly state: State | null;
  /** true: every correction stays 0 and nothing is learned but the scales. */
  readonly off: boolean;
}
