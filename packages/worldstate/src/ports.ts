import type { CorrectionNumbers } from './correction-numbers.ts';
import type { OutputRecord } from './record/records.ts';

/**
 * What stages need of each other, named by role. Stages never import each other: they are handed
 * these by `pipeline`. Every Float64Array of slots is in the order of `CausalCore.slots` and in
 * transformed units unless it says otherwise.
 */

/** One stream of random numbers. Equal openings give equal streams. */
export interface Rng {
  /** Uniform integer in 0..2^32−1. */
  nextUint32(): number;
  /** Uniform double in [0, 1). */
  nextUnit(): number;
  /** Standard normal. */
  nextNormal(): number;
  /** Writes the next `count` of them to the start of `out`; absent: only one at a time. */
  fillNormals?(out: Float64Array, count: number): void;
  /** How many 32-bit numbers this stream has drawn so far. */
  readonly draws: number;
}

/**
 * Opens the stream of one ensemble member for one purpose ("noise", "gravity", a slot name …), so
 * that what one purpose draws never shifts another. A stream lasts until the same purpose is opened
 * again: one object may be all members in turn.
 * @param seed effective seed of the scenario
 * @param member 0-based ensemble member
 */
export type OpenRng = (seed: number | string, member: number, purpose: string) => Rng;

/** A world on its way through time: the values at the end of `turn`, with the lags rules read. */
export interface CausalPath {
  /** Values now; owned by the path, changed only through the core. */
  readonly x: Float64Array;
  readonly turn: number;
  /** Completed turns since the first row of the history; without a history as `turn`. */
  readonly row: number;
}

/** One effect of one rule: the unit in which contributions are counted. */
export interface CausalEffect {
  readonly rule: string;
  /** Index of the slot it adds to. */
  readonly target: number;
}

/** The causal model as gravity and attribution see it. */
export interface CausalCore {
  readonly slots: readonly string[];
  readonly effects: readonly CausalEffect[];
  /** Slots computed by a measurement: never corrected, never overridden. */
  readonly measured: readonly boolean[];
  /** Slots that may be regressors of gravity (`symbols` of the model). */
  readonly symbols: readonly number[];
  /** @throws ScenarioError `domain-error` when the value is outside the transform's domain */
  toTransformed(slot: number, natural: number): number;
  toNatural(slot: number, transformed: number): number;
  /** Turns in a season of the world; absent or null: it has none. */
  readonly season?: number | null;
  /** Values at turn 0 of a world that nobody observed; NaN: computed when a path starts. */
  readonly initial: Float64Array;
  /**
   * A path at `turn` with these values (copied), measurements computed, lags holding them.
   * @param row completed turns since the first row of the history; default: as `turn`
   */
  start(values: Float64Array, turn: number, row?: number): CausalPath;
  /** An independent copy. */
  clone(path: CausalPath): CausalPath;
  /**
   * Steps 2-3 of the turn law without touching the path: decay, then rules.
   * @param causal receives the value of every slot after the rules
   * @param contributions receives what each effect added, in the order of `effects`; null: not wanted
   * @throws ScenarioError when an expression cannot be computed
   */
  drift(path: CausalPath, causal: Float64Array, contributions: Float64Array | null): void;
  /** Step 6: puts every value inside its bounds, in place. */
  bound(values: Float64Array): void;
  /**
   * Steps 6-8: the path moves on with these values (copied), bounded and measured.
   * @param turn completed turns of the path from now on; default one more. 0 at a row of a history:
   *   each row is the origin of what is issued from it
   */
  advance(path: CausalPath, values: Float64Array, turn?: number): void;
  /** Replaces values of the present turn (an override, an observation); measurements follow. */
  replace(path: CausalPath, slot: number, value: number): void;
}

/** What a core offers beside `CausalCore` so that a path can be saved and gone on with exactly. */
export interface PathMemory {
  /** Copies of the values the path remembers, one row per turn, oldest first, the present last. */
  recall(path: CausalPath): readonly Float64Array[];
  /**
   * A path at `turn` that remembers exactly these rows (copied); at least one.
   * @param row completed turns since the first row of the history; default: as `turn`
   */
  resume(rows: readonly Float64Array[], turn: number, row?: number): CausalPath;
}

/** What a Corrector is told in step 4 of a turn. */
export interface CorrectionStep {
  /** Values at the start of the turn, before interventions. */
  readonly before: Float64Array;
  /** Values after interventions, before decay and rules; absent: nobody intervened, as `before`. */
  readonly acted?: Float64Array;
  /** Values after interventions, decay and rules: before + D. */
  readonly causal: Float64Array;
  /** What each effect of each rule added, in the order of `CausalCore.effects`. */
  readonly contributions: Float64Array;
}

/**
 * Gravity inside one run: holds the memory of the path that is being simulated (control run or one
 * member). One instance per run; never shared between scenarios.
 */
export interface Corrector {
  /** Indexes of the slots it corrects, ascending. */
  readonly slots: readonly number[];
  /** Names of the attribution parts, each starting with "gravity.". */
  readonly parts: readonly string[];
  /** Correction per corrected slot after `correct`; the sum of its parts. */
  readonly correction: Float64Array;
  /** Parts after `correct`: index = position in `slots` × parts.length + part. */
  readonly partValues: Float64Array;
  /** Corrections that met a limit since `begin`, per corrected slot. */
  readonly clipped: Int32Array;
  /**
   * Starts a path from the learned state.
   * @param member 0-based member, or CONTROL_RUN
   */
  begin(member: number): void;
  /** Step 4: fills `correction` and `partValues`. */
  correct(step: CorrectionStep): void;
  /**
   * Step 5: writes this turn's shock of every corrected slot into `shocks` (same order as `slots`)
   * and returns true; false: the declared noise of the model applies. Never called on a control run.
   */
  shock(shocks: Float64Array): boolean;
  /** Whether its shocks replace the declared noise of its slots; default false. */
  readonly drawsShocks?: boolean;
  /** After bounds: the value every slot really took. */
  settle(after: Float64Array): void;
  /**
   * What `correct`, `shock` and `settle` do on the path of a member, as numbers: an engine may compute it
   * itself, to the same bits, and then calls only `begin`. Absent: only those functions know.
   */
  readonly numbers?: CorrectionNumbers | undefined;
}

/** The `member` of a control run: deterministic and noise-free. */
export const CONTROL_RUN = -1;

/** One finished turn of the control run; arrays have one value per slot. */
export interface ControlStep {
  /** 1 for the first. */
  readonly turn: number;
  readonly slots: readonly string[];
  /** Values before the turn, transformed units. */
  readonly before: Float64Array;
  /** Values after it, bounds and measurements included. */
  readonly after: Float64Array;
  /** D: what interventions, decay and rules changed. */
  readonly drift: Float64Array;
  /** Correction per slot (0 where none); same order as `slots`. */
  readonly correction: Float64Array;
  /** Ids of the rules that fired, in firing order. */
  readonly firedRules: readonly string[];
}

/**
 * Sees every turn of the control run, the turns of one scenario before its record and before those
 * of the next (the arrays are reused: copy what must last). What it throws fails that scenario's
 * record with `observer-failed`, never the batch.
 */
export interface TurnObserver {
  observeTurn(step: ControlStep): void;
}

/** Sees every record before it is written; what it throws fails that record. */
export interface RunObserver {
  observeRecord(record: OutputRecord): void;
}

/** What retrodiction learned about the errors of one variable, out of sample, oldest first. */
export interface ScoredSteps {
  readonly variable: string;
  /** y − causal core, issued before y. */
  readonly coreErrors: readonly number[];
  /** y − corrected prediction, issued before y. */
  readonly correctedErrors: readonly number[];
  /** Correction that was applied. */
  readonly corrections: readonly number[];
  /** D of the causal core. */
  readonly drifts: readonly number[];
}

/** Where bytes come from, pulled: nothing is read unless asked for. */
export interface ByteSource {
  /**
   * The next bytes, at most 64 KiB and never none; null at the end. The caller may keep the array.
   * One read at a time.
   * @throws PulseError `input-unreadable`, `input-not-text` or `aborted`
   */
  read(): Promise<Uint8Array | null>;
  /** Gives the file or stream back; reading ends. May be called twice. */
  close(): Promise<void>;
  /** Bytes taken so far from the file or stream (of the compressed form when it is compressed). */
  readonly bytesRead: number;
}

/** Where a record goes. `write` resolves when the sink has accepted it (backpressure). */
export interface RecordSink {
  write(bytes: Uint8Array): Promise<void>;
  /** true: it keeps no bytes once `write` has resolved, so that their memory may be used again. */
  readonly isDoneAfterWrite?: boolean | undefined;
  close(): Promise<void>;
}
