import type { ScenarioConfig } from '../scenario/scenario-config.ts';
import type { TurnRecord, TurnSummary, Warning, WorldValues } from './records.ts';
import type { Scale, Slot, WorldModel } from '../model/world-model.ts';

/** What a number of a run is: a slot, an auxiliary, or the state of a delay, which nobody sees. */
export type RunKind = Slot['kind'] | 'value' | 'hidden';

/** A slot of one run: a declared one, an auxiliary, or a dynamic overlay of the scenario. */
export interface RunSlot {
  readonly name: string;
  readonly kind: RunKind;
  readonly unit: string | null;
  readonly transform: Scale;
  /** The scale its noise and correction act on, where its rules read natural units. */
  readonly errors?: Scale;
  /** Declared standard deviation per turn, transformed units; 0: none of its own. */
  readonly noise: number;
}

/** Symbolic reading of the control run (MODEL.md §5). */
export interface SymbolicReading {
  readonly tag: string;
  readonly code: string;
  readonly arc: string | null;
  /** 0..1, 4 decimals; null when the model lacks one of the four overlays of an arc. */
  readonly score: number | null;
  readonly arcCertainty: number | null;
  readonly volatility: number | null;
}

/** The deterministic, noise-free run. */
export interface ControlRun {
  readonly start: WorldValues;
  readonly final: WorldValues;
  /** Natural value of target t at horizon h: index t × horizons.length + h. */
  readonly values: Float64Array;
  /** Per event: whether the path satisfies it. */
  readonly events: readonly boolean[];
  /** Change of total exposure (capital without cash) from turn 0 to the end; 0 without capital. */
  readonly exposureChange: number;
  readonly trace: readonly TurnRecord[] | readonly TurnSummary[] | null;
  readonly symbolic: SymbolicReading | null;
}

/** The drawn members (never the control run). */
export interface Ensemble {
  readonly members: number;
  /** Natural value of target t, horizon h, member m: index (t × horizons.length + h) × members + m. */
  readonly values: Float64Array;
  /** Per event: how many members satisfy it. */
  readonly eventCounts: Int32Array;
  /** Change of total exposure (capital without cash) from turn 0 to the end, per member. */
  readonly exposureChanges: Float64Array;
}

/**
 * Change of one target from turn 0 to the last turn as it happened, averaged over members (members
 * = 1: of the control run), in transformed units. change = Σ parts.
 */
export interface RunAttribution {
  readonly target: string;
  readonly start: number;
  readonly end: number;
  /** Part name → amount: "rule.ID", "decay", "measurement", "intervention", "gravity.*", "noise", "bounds". */
  readonly parts: ReadonlyMap<string, number>;
  /**
   * Largest magnitude the target had or was moved by on any path, transformed units: the scale of
   * the rounding errors. Absent: start, end and parts say it.
   */
  readonly scale?: number;
}

/** What gravity did to one corrected slot over the forecast, all members and turns. */
export interface CorrectionTotal {
  readonly slot: string;
  /** Mean correction per turn and member, transformed units. */
  readonly mean: number;
  /** Σ|c| and Σ|D| over turns and members. */
  readonly absolute: number;
  readonly absoluteDrift: number;
  readonly clipped: number;
}

/** One scenario after the simulate stage. */
export interface SimulatedRun {
  readonly kind: 'run';
  readonly config: ScenarioConfig;
  readonly model: WorldModel;
  /** Effective seed: put into `seed` it replays the record. */
  readonly seed: number | string;
  /** Ensemble size asked for; 1 = control run only. */
  readonly members: number;
  /** The one member that was replayed, or null. */
  readonly member: number | null;
  readonly slots: readonly RunSlot[];
  /** Forecast targets, in record order. */
  readonly targets: readonly RunSlot[];
  readonly horizons: readonly number[];
  readonly quantiles: readonly number[];
  readonly eventNames: readonly string[];
  readonly control: ControlRun;
  /** null when members = 1, and when the run is deterministic. */
  readonly ensemble: Ensemble | null;
  /**
   * Members were asked for, but neither noise nor a learned error reaches what is forecast: each of
   * them would be the control run, so none was run.
   */
  readonly deterministic: boolean;
  readonly attribution: readonly RunAttribution[];
  readonly corrections: readonly CorrectionTotal[];
  /** null for a world without capital. */
  readonly exposure: { readonly start: number; readonly cash: number } | null;
  /** 32-bit random numbers that noise drew; parameters, initial values and counts have streams of their own. */
  readonly draws: number;
  readonly warnings: readonly Warning[];
  /** Which execution path made it; both give the same bits. */
  readonly kernel?: 'generated' | 'reference';
}
