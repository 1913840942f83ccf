import type { WorldModel } from '@pulse-stream/worldstate';
import type {
  CountDraw,
  Distribution,
  ForecastEvent,
  RunKind,
  RunSlot,
  Series,
} from '@pulse-stream/worldstate/internal';
import type { CompiledExpression } from '../language/compile-expression.ts';
import type { DelayName } from '../language/delays.ts';
import type { Compute } from '../language/evaluate.ts';
import type { ConditionTree, NumberTree } from '../language/tree.ts';
import type { Transform } from '../math/transform.ts';

/** What an effect does: once a turn, or in every step. A flow is two effects, the end it leaves first. */
export type EffectAct = 'add' | 'set' | 'rate' | 'outflow' | 'inflow';

/** One effect of a rule: changes `target`, then keeps it inside its own limits. */
export interface CompiledEffect {
  readonly act: EffectAct;
  /** Slot index. */
  readonly target: number;
  /** Its place among the effects that the model writes; both ends of a flow have the same. */
  readonly position: number;
  /** An inflow that takes what the effect before it gives. */
  readonly paired: boolean;
  /** What it adds, sets or moves; per unit of time in a step. */
  readonly add: NumberTree;
  /** Computes `add`. */
  readonly amount: Compute<number>;
  /** Members draw counts with the amount as their mean; null: the amount itself. */
  readonly draw: CountDraw | null;
  /** true: multiplied by trust × importance of the rule. */
  readonly scaled: boolean;
  /** Which of the weights multiplies the amount; null: what is set has none. */
  readonly weight: number | null;
  /** Own limits in transformed units of the target; −Infinity and Infinity when absent. */
  readonly lower: number;
  readonly upper: number;
}

/** A causal rule; `trust` and `importance` are those of the model, before any `params`. */
export interface CompiledRule {
  readonly id: string;
  /** null: always. */
  readonly when: ConditionTree | null;
  /** Computes `when`. */
  readonly applies: Compute<boolean>;
  readonly trust: number;
  readonly importance: number;
  readonly effects: readonly CompiledEffect[];
  /** It does nothing once a turn: it fires in its steps. */
  readonly isOnlyRates: boolean;
}

/** What one effect is in the attribution of its target. */
export interface EffectPart {
  /** Index over all effects. */
  readonly effect: number;
  /** "rule.ID" */
  readonly name: string;
  /** false: an earlier effect of the same rule has the same target. */
  readonly first: boolean;
}

/** An auxiliary: `slot` holds what it was at the end of a turn, for whoever looks at the turn. */
export interface CompiledValue {
  readonly name: string;
  readonly slot: number;
  /** What it reads, where it is no expression over slots alone. */
  readonly tree: NumberTree;
  /** Computes it. */
  readonly formula: Compute<number>;
}

/** The state of a delay: a slot that nobody sees. */
export interface HiddenState {
  readonly slot: number;
  /** What it gains per unit of time. */
  readonly rate: NumberTree;
  /** How long the delay is: it must be above 0. */
  readonly time: NumberTree;
  readonly gain: Compute<number>;
}

/** A delay by whole steps: `length` slots from `first` on, the oldest input first. */
export interface DelayLine {
  readonly first: number;
  readonly length: number;
  readonly input: NumberTree;
  readonly take: Compute<number>;
}

/** A value at turn 0 that is computed, after those it reads. */
export interface CompiledInitial {
  readonly slot: number;
  readonly tree: NumberTree;
  readonly value: Compute<number>;
}

/** What a parameter or an initial value is drawn from, once per member. */
export interface CompiledDraw {
  /** Index of the parameter or the slot. */
  readonly index: number;
  readonly name: string;
  readonly distribution: Distribution;
  /** Truncated to these. */
  readonly min: number;
  readonly max: number;
}

/** A delay as the model writes it. */
export interface CompiledDelay {
  /** The value that it is the formula of. */
  readonly value: string;
  readonly name: DelayName;
  readonly time: NumberTree;
  /** How many stocks in a row its time is shared by. */
  readonly stages: number;
}

/** Declared noise of one slot. */
export interface CompiledNoise {
  /** Computes the standard deviation, transformed units. */
  readonly sd: Compute<number>;
  readonly tree: NumberTree;
  /** Degrees of freedom of Student's t; null: normal. */
  readonly degrees: number | null;
}

/** Slots whose noise is drawn together, in slot order. */
export interface NoiseGroup {
  readonly slots: readonly number[];
  /** Lower triangular factor of their correlations, by rows; null: independent. */
  readonly factor: Float64Array | null;
}

/** The clock and the steps of a turn. */
export interface CompiledClock {
  /** Time at the first row of the history. */
  readonly start: number;
  /** Date label there; null: none is declared. */
  readonly label: string | null;
  readonly dt: number;
  readonly steps: number;
  readonly method: 'euler' | 'rk4';
  /** Turns in a season; null: that of the time unit. */
  readonly season: number | null;
}

/**
 * Slots with `errors`: their rules read and change natural values, but noise, correction and bounds act
 * on the scale of their errors, which a path keeps them on. What moved them is told in natural units.
 */
export interface ErrorScales {
  readonly slots: readonly number[];
  /** By slot: 1 for one of them. */
  readonly has: Uint8Array;
}

/** Least and largest values by slot. */
export interface Limits {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A measured overlay: the value of `slot` is `tree`, computed from the other values. */
export interface CompiledMeasurement {
  readonly slot: number;
  readonly tree: NumberTree;
  /** Computes `tree`. */
  readonly value: Compute<number>;
  /** It reads what a delay remembers, and so it cannot be measured before delays have started. */
  readonly readsDelays: boolean;
}

/** An event of the model's forecast, ready to be looked for. */
export interface CompiledEvent extends ForecastEvent {
  readonly condition: CompiledExpression<boolean>;
}

/** A label rule; it reads natural units, overlays rounded to 4 decimals. */
export interface CompiledTag {
  readonly code: string;
  readonly label: string;
  /** null: always. Its names are slot names. */
  readonly when: CompiledExpression<boolean> | null;
}

/**
 * A world model checked and made ready to run: what the turn law, gravity and any kernel read.
 * Arrays are in slot order; dynamic overlays of a scenario come after these slots and are added by
 * the run. Immutable but for `memo`: compiled once, shared by every scenario of a thread.
 */
export interface CompiledModel {
  /** The parsed model, defaults filled in. */
  readonly model: WorldModel;
  /** Slot names in the order of the model, then its auxiliaries, then the states of delays. */
  readonly names: readonly string[];
  /** Slot name → slot index. */
  readonly index: ReadonlyMap<string, number>;
  readonly kinds: readonly RunKind[];
  readonly transforms: readonly Transform[];
  /** Initial values, transformed units; NaN: computed when a path starts. */
  readonly initial: Float64Array;
  /** Bounds, transformed units; ∓Infinity when there is none. Overlays lie in 0..1 (natural). */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The same within the rules: natural for slots with `errors`. */
  readonly ofRules: Limits;
  /** null: no slot has `errors`. */
  readonly errorScales: ErrorScales | null;
  /** Per turn; 0 for measured overlays and for slots that are not overlays. */
  readonly decay: Float64Array;
  /** Standard deviation per turn, transformed units; 0 for measured overlays. */
  readonly noise: Float64Array;
  /** Slots with noise, in the order of their draws. */
  readonly noisy: readonly number[];
  /** By slot: whether noise can reach it, its own or that of slots it is made of. */
  readonly noiseReaches: readonly boolean[];
  readonly measured: readonly boolean[];
  /** In declared order; each reads only slots that are not measured, or measured before it. */
  readonly measurements: readonly CompiledMeasurement[];
  /**
   * Whether it has steps, auxiliaries, drivers, a clock or draws: the kernel runs its paths as a whole,
   * single turns of them are the interpreter's.
   */
  readonly isStepped: boolean;
  readonly clock: CompiledClock;
  /** A tree's `value` is an index into it. */
  readonly values: readonly CompiledValue[];
  /** A tree's `series` is an index into it. */
  readonly series: readonly (Series & { readonly name: string })[];
  readonly hidden: readonly HiddenState[];
  readonly lines: readonly DelayLine[];
  readonly delays: readonly CompiledDelay[];
  /** In the order in which they can be computed. */
  readonly initials: readonly CompiledInitial[];
  readonly paramDraws: readonly CompiledDraw[];
  readonly initialDraws: readonly CompiledDraw[];
  /** By slot; null: none. */
  readonly noises: readonly (CompiledNoise | null)[];
  /** Noise after the steps of a turn, and after every step. */
  readonly turnNoise: NoiseGroup;
  readonly stepNoise: NoiseGroup;
  /** The slots as a run describes them. */
  readonly runSlots: readonly RunSlot[];
  /** Capital without cash: whose sum is the total exposure. */
  readonly exposed: readonly number[];
  readonly params: {
    /** Parameter names in the order of the model; a tree's `param` is an index into it. */
    readonly names: readonly string[];
    readonly values: Float64Array;
  };
  readonly rules: readonly CompiledRule[];
  /**
   * What amounts are multiplied by, before any `params`: by rule, trust × importance; then by rule
   * again, 1 for effects that are not scaled.
   */
  readonly weights: Float64Array;
  /** Effects over all rules. */
  readonly effectCount: number;
  /** By slot: the effects on it, as parts of its attribution. */
  readonly effectParts: readonly (readonly EffectPart[])[];
  /** true: all rules read the state before any of them. */
  readonly simultaneous: boolean;
  /** Whether a rule moves anything in steps. */
  readonly hasRates: boolean;
  /** The longest lag that a rule or a measurement reads of each slot; 0: none. */
  readonly maxLag: Int32Array;
  /** The longest of them. */
  readonly longestLag: number;
  /** Whether a rule or a measurement reads `turn`. */
  readonly readsTurn: boolean;
  /** Overlays gravity may use as regressors: slot indexes in declared order. */
  readonly symbols: readonly number[];
  /** Default forecast targets: slot indexes in declared order. */
  readonly targets: readonly number[];
  /** Default quantiles, ascending. */
  readonly quantiles: readonly number[];
  /** Default horizons; null: the rule of the config's `forecast.horizons`. */
  readonly horizons: readonly number[] | null;
  /** Default events; their conditions read natural units. */
  readonly events: readonly CompiledEvent[];
  readonly tags: readonly CompiledTag[];
  /**
   * Fuel of one turn of one member: nodes of all conditions, amounts and measurements, plus one
   * per effect. Tags (control run only) and events (the run adds theirs) are not in it.
   */
  readonly nodes: number;
  /**
   * What is made of the model when it is first needed, by the class of it: generated functions,
   * arrays to run in. It changes how fast a run is, nothing else.
   */
  readonly memo: Map<unknown, object>;
}
