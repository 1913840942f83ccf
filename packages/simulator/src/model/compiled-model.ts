import type { WorldModel } from '@pulse-stream/worldstate';
import type { ForecastEvent, RunSlot, Slot } from '@pulse-stream/worldstate/internal';
import type { CompiledExpression } from '../language/compile-expression.ts';
import type { Compute } from '../language/evaluate.ts';
import type { ConditionTree, NumberTree } from '../language/tree.ts';
import type { Transform } from '../math/transform.ts';

/** One effect of a rule: adds to `target`, then keeps it inside its own limits. */
export interface CompiledEffect {
  /** Slot index. */
  readonly target: number;
  readonly add: NumberTree;
  /** Computes `add`. */
  readonly amount: Compute<number>;
  /** true: multiplied by trust × importance of the rule. */
  readonly scaled: boolean;
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

/** A measured overlay: the value of `slot` is `tree`, computed from the other values. */
export interface CompiledMeasurement {
  readonly slot: number;
  readonly tree: NumberTree;
  /** Computes `tree`. */
  readonly value: Compute<number>;
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
  /** Slot names in the order of the model. */
  readonly names: readonly string[];
  /** Slot name → slot index. */
  readonly index: ReadonlyMap<string, number>;
  readonly kinds: readonly Slot['kind'][];
  readonly transforms: readonly Transform[];
  /** Initial values, transformed units. */
  readonly initial: Float64Array;
  /** Bounds, transformed units; ∓Infinity when there is none. Overlays lie in 0..1 (natural). */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
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
  /** trust × importance of every rule, before any `params`. */
  readonly weights: Float64Array;
  /** Effects over all rules. */
  readonly effectCount: number;
  /** By slot: the effects on it, as parts of its attribution. */
  readonly effectParts: readonly (readonly EffectPart[])[];
  /** true: all rules read the state before any of them. */
  readonly simultaneous: boolean;
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
