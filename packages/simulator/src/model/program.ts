import { fail } from '@pulse-stream/worldstate';
import {
  DynamicOverlay,
  hintNearest,
  type Calendar,
  type Distribution,
  type Driver,
  type RunKind,
  type Warning,
} from '@pulse-stream/worldstate/internal';
import { centreOf, explainImpossible } from '../random/named-distribution.ts';
import type { CompiledDraw, CompiledModel, Limits } from './compiled-model.ts';
import type { Transform } from '../math/transform.ts';

/**
 * A compiled model bound to the parameters and the dynamic overlays of one scenario: everything
 * the turn law reads. Arrays are in slot order, dynamic overlays last; transformed units.
 */
export interface Program {
  readonly compiled: CompiledModel;
  readonly size: number;
  readonly names: readonly string[];
  readonly kinds: readonly RunKind[];
  readonly transforms: readonly Transform[];
  readonly initial: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Bounds within the rules: natural for slots with `errors`. */
  readonly ofRules: Limits;
  readonly decay: Float64Array;
  readonly noise: Float64Array;
  /** Slots with noise. */
  readonly noisy: readonly number[];
  readonly measured: readonly boolean[];
  /** On the control run; members may draw their own. */
  readonly params: Float64Array;
  /** Parameters that members draw. */
  readonly draws: readonly CompiledDraw[];
  readonly surroundings: Surroundings;
  /** What amounts are multiplied by, in the order of those of the model. */
  readonly weights: Float64Array;
  /** Effects over all rules, in order: the unit of contributions. */
  readonly effectCount: number;
  /** The longest lag any expression reads; 0: paths need no history. */
  readonly maxLag: number;
  readonly warnings: readonly Warning[];
}

/** What drives a world from outside: nothing of it is learned, corrected or changed by the world. */
export interface Surroundings {
  /** By series of the model; null: there is none. */
  readonly drivers: readonly (Driver | null)[];
  /** null: the turns have no dates. */
  readonly calendar: Calendar | null;
}

/** A rule that moves a share of what it would move; what it sets stays. */
export interface PerturbedRule {
  /** Index among the rules of the model. */
  readonly rule: number;
  /** > 0; beyond 1 it moves more. */
  readonly share: number;
}

export const NO_SURROUNDINGS: Surroundings = { drivers: [], calendar: null };

/** A value of a parameter, or what it is drawn from. */
export type ParamChoice = number | Distribution;

interface BoundParams {
  readonly params: Float64Array;
  readonly draws: readonly CompiledDraw[];
  readonly weights: Float64Array;
  readonly warnings: Warning[];
}

const RULE_PARAMETER = /^rule\.(.+)\.(trust|importance)$/;

/**
 * Binds a model to the params and dynamic overlays of a scenario.
 * @throws ScenarioError `unknown-name` when a param is not one of the model's, with the nearest
 */
export function bindProgram(
  compiled: CompiledModel,
  params: Readonly<Record<string, ParamChoice>> = {},
  dynamicOverlays: readonly string[] = [],
  surroundings: Surroundings = NO_SURROUNDINGS,
  perturbed?: PerturbedRule,
): Program {
  const given = bindParams(compiled, params);
  const weights =
    perturbed === undefined ? given.weights : scaleRule(compiled, given.weights, perturbed);
  const bound = { ...given, weights, surroundings };
  const extra = dynamicOverlays.length;
  // What no scenario changes is shared, not copied.
  if (extra === 0) return bindDeclared(compiled, bound);
  const overlay = compiled.model.dynamic_overlay ?? DynamicOverlay.parse({});
  const dynamicSlots = dynamicOverlays.map((_, index) => compiled.names.length + index);
  const widen = (declared: Float64Array, value: number): Float64Array => {
    const wide = new Float64Array(declared.length + extra).fill(value);
    wide.set(declared);
    return wide;
  };
  return {
    compiled,
    size: compiled.names.length + extra,
    names: [...compiled.names, ...dynamicOverlays],
    kinds: [...compiled.kinds, ...dynamicOverlays.map((): RunKind => 'overlay')],
    transforms: [...compiled.transforms, ...dynamicOverlays.map((): Transform => 'identity')],
    initial: widen(compiled.initial, overlay.initial),
    lower: widen(compiled.lower, 0),
    upper: widen(compiled.upper, 1),
    ofRules: { lower: widen(compiled.ofRules.lower, 0), upper: widen(compiled.ofRules.upper, 1) },
    decay: widen(compiled.decay, overlay.decay),
    noise: widen(compiled.noise, overlay.noise),
    noisy: [...compiled.noisy, ...(overlay.noise === 0 ? [] : dynamicSlots)],
    measured: [...compiled.measured, ...dynamicOverlays.map(() => false)],
    ...bound,
    effectCount: compiled.effectCount,
    maxLag: compiled.longestLag,
  };
}

function scaleRule(
  { rules }: CompiledModel,
  weights: Float64Array,
  { rule, share }: PerturbedRule,
): Float64Array {
  const scaled = weights.slice();
  for (const at of [rule, rules.length + rule]) scaled[at] = (scaled[at] as number) * share; // in range
  return scaled;
}

function bindDeclared(
  compiled: CompiledModel,
  bound: BoundParams & { readonly surroundings: Surroundings },
): Program {
  return {
    compiled,
    size: compiled.names.length,
    names: compiled.names,
    kinds: compiled.kinds,
    transforms: compiled.transforms,
    initial: compiled.initial,
    lower: compiled.lower,
    upper: compiled.upper,
    ofRules: compiled.ofRules,
    decay: compiled.decay,
    noise: compiled.noise,
    noisy: compiled.noisy,
    measured: compiled.measured,
    ...bound,
    effectCount: compiled.effectCount,
    maxLag: compiled.longestLag,
  };
}

function bindParams(
  compiled: CompiledModel,
  params: Readonly<Record<string, ParamChoice>>,
): BoundParams {
  const given = Object.entries(params);
  if (given.length === 0) {
    const { paramDraws: draws, weights } = compiled;
    return { params: compiled.params.values, draws, weights, warnings: [] };
  }
  const values = compiled.params.values.slice();
  const draws = new Map(compiled.paramDraws.map((draw) => [draw.index, draw]));
  const shares = new Map<number, { trust: number; importance: number }>();
  const warnings: Warning[] = [];
  for (const [name, choice] of given) {
    const path = `params.${name}`;
    const index = compiled.params.names.indexOf(name);
    if (index < 0) {
      const { at, share, rule } =
        findShare(compiled, name) ?? failUnknownParameter(compiled, name, path);
      if (typeof choice !== 'number')
        fail('config-invalid', 'initialise', `${name} is a number, not drawn`, { path });
      const { trust, importance } = shares.get(at) ?? rule;
      const inside = boundParameter(`parameter ${name}`, choice, 0, 1, path, warnings);
      shares.set(at, { trust, importance, [share]: inside });
      continue;
    }
    const { min, max } = compiled.model.params[name] ?? {};
    const value = typeof choice === 'number' ? choice : centreOf(checked(choice, path));
    const called = typeof choice === 'number' ? `parameter ${name}` : `the mean of ${name}`;
    values[index] = boundParameter(called, value, min, max, path, warnings);
    // a scenario that fixes a parameter draws it no more
    draws.delete(index);
    if (typeof choice === 'number') continue;
    const bounds = { min: min ?? -Infinity, max: max ?? Infinity };
    draws.set(index, { index, name, distribution: choice, ...bounds });
  }
  if (shares.size === 0)
    return { params: values, draws: [...draws.values()], weights: compiled.weights, warnings };
  const weights = compiled.weights.slice();
  for (const [at, { trust, importance }] of shares) weights[at] = trust * importance;
  return { params: values, draws: [...draws.values()], weights, warnings };
}

/** The rule, and the share of it, that a name such as `rule.ID.trust` means. */
function findShare({ rules }: CompiledModel, name: string) {
  const [, id, share] = RULE_PARAMETER.exec(name) ?? [];
  const at = rules.findIndex((rule) => rule.id === id);
  const rule = rules[at];
  if (rule === undefined) return null;
  return { at, rule, share: share === 'trust' ? 'trust' : 'importance' } as const;
}

function checked(distribution: Distribution, path: string): Distribution {
  const wrong = explainImpossible(distribution);
  return wrong === null ? distribution : fail('config-invalid', 'initialise', wrong, { path });
}

function failUnknownParameter(compiled: CompiledModel, name: string, path: string): never {
  if (compiled.index.has(name))
    fail('unknown-name', 'initialise', `"${name}" is a slot: use state_overrides`, { path });
  const known = [
    ...compiled.params.names,
    ...compiled.rules.flatMap(({ id }) => [`rule.${id}.trust`, `rule.${id}.importance`]),
  ];
  return fail(
    'unknown-name',
    'initialise',
    `"${name}" is not a parameter of model ${compiled.model.name}`,
    { path, hint: hintNearest(name, known) },
  );
}

function boundParameter(
  called: string,
  value: number,
  min: number | undefined,
  max: number | undefined,
  path: string,
  warnings: Warning[],
): number {
  const raised = min !== undefined && value < min ? min : value;
  const inside = max !== undefined && raised > max ? max : raised;
  if (inside !== value)
    warnings.push({
      type: 'clamped',
      message: `${called} = ${value} is out of bounds and was set to ${inside}`,
      path,
    });
  return inside;
}
