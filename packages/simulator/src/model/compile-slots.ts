import type { WorldModel } from '@pulse-stream/worldstate';
import { CASH, hintNearest, type RunKind, type Slot } from '@pulse-stream/worldstate/internal';
import { compileClock } from './compile-clock.ts';
import { controlValue } from './compile-starts.ts';
import type { CompiledModel } from './compiled-model.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { ModelProblems } from '../shape/problems.ts';
import { toTransformed, transformBound, type Transform } from '../math/transform.ts';

/** The part of a compiled model that its `slots` and `params` fix. */
export type CompiledSlots = Pick<
  CompiledModel,
  | 'names'
  | 'index'
  | 'kinds'
  | 'transforms'
  | 'initial'
  | 'lower'
  | 'upper'
  | 'ofRules'
  | 'errorScales'
  | 'decay'
  | 'noise'
  | 'noisy'
  | 'measured'
  | 'runSlots'
  | 'exposed'
  | 'params'
>;

/** An auxiliary or the state of a delay, as a slot that nothing but its formula changes. */
const DERIVED: Slot = { kind: 'variable', initial: 0 };

/** Slots that no model declares as such: auxiliaries, then what delays remember. */
export interface DerivedSlots {
  readonly values: readonly string[];
  readonly hidden: readonly string[];
}

/**
 * Checks slots and parameters and lays them out in arrays, the derived ones last; what is wrong goes
 * to `problems`.
 */
export function compileSlots(
  model: WorldModel,
  derived: DerivedSlots,
  problems: ModelProblems,
): CompiledSlots {
  const names = [...Object.keys(model.slots), ...derived.values, ...derived.hidden];
  const declared = Object.values(model.slots);
  const slots = names.map((_, slot) => declared[slot] ?? DERIVED);
  const firstHidden = declared.length + derived.values.length;
  const kinds = slots.map(({ kind }, slot): RunKind => {
    if (slot < declared.length) return kind;
    return slot < firstHidden ? 'value' : 'hidden';
  });
  const measured = names.map(
    (name, slot) => slot >= declared.length || Object.hasOwn(model.measurements, name),
  );
  const transforms = slots.map(
    ({ errors, transform = 'identity' }): Transform => errors ?? transform,
  );
  checkDeclared(model, problems);
  const { dt, steps } = compileClock(model);
  const noise = Float64Array.from(slots, ({ noise: declaredNoise = 0 }, slot) =>
    measured[slot] === true ? 0 : turnNoise(declaredNoise, dt * steps),
  );
  return {
    names,
    index: new Map(names.map((name, slot) => [name, slot])),
    kinds,
    transforms,
    initial: Float64Array.from(slots, ({ initial }, slot) =>
      slot < firstHidden ? initialOf(controlValue(initial), transforms[slot]) : NaN,
    ),
    ...compileBounds(slots),
    decay: Float64Array.from(slots, ({ decay = 0 }, slot) => (measured[slot] === true ? 0 : decay)),
    noise,
    noisy: [...noise.keys()].filter((slot) => noise[slot] !== 0),
    measured,
    runSlots: names.map((name, slot) => ({
      name,
      kind: kinds[slot] ?? 'variable',
      unit: slots[slot]?.unit ?? unitOfValue(model, name),
      transform: slots[slot]?.transform ?? 'identity',
      ...(slots[slot]?.errors === undefined ? {} : { errors: slots[slot].errors }),
      noise: noise[slot] ?? 0,
    })),
    exposed: [...names.keys()].filter(
      (slot) => slots[slot]?.kind === 'capital' && names[slot] !== CASH,
    ),
    params: {
      names: Object.keys(model.params),
      values: Float64Array.from(Object.values(model.params), ({ value }) => value),
    },
  };
}

function checkDeclared(model: WorldModel, problems: ModelProblems): void {
  for (const [name, slot] of Object.entries(model.slots)) checkSlot(model, name, slot, problems);
  for (const [name, { value, min, max }] of Object.entries(model.params)) {
    const path = ['params', name];
    checkRange(path, { min, max }, problems);
    checkInside([...path, 'value'], value, { min, max }, problems);
  }
}

/** The bounds of every slot, and which of them have errors on a scale that their rules do not read. */
function compileBounds(
  slots: readonly Slot[],
): Pick<CompiledSlots, 'lower' | 'upper' | 'ofRules' | 'errorScales'> {
  const bounds = slots.map(boundsOf);
  const lower = Float64Array.from(bounds, (bound) => bound.lower);
  const upper = Float64Array.from(bounds, (bound) => bound.upper);
  const scaled = [...slots.keys()].filter(
    (slot) => (slots[slot]?.errors ?? 'identity') !== 'identity',
  );
  if (scaled.length === 0) return { lower, upper, ofRules: { lower, upper }, errorScales: null };
  const has = Uint8Array.from(slots, (_, slot) => (scaled.includes(slot) ? 1 : 0));
  return { lower, upper, ofRules: naturalBounds(slots), errorScales: { slots: scaled, has } };
}

/** About the standard deviation of a turn, as far as it is a number: what says that there is noise. */
function turnNoise(noise: NonNullable<Slot['noise']>, turn: number): number {
  if (typeof noise === 'number') return noise;
  const sd = typeof noise.sd === 'number' ? noise.sd : 1;
  return noise.per === 'time' ? sd * Math.sqrt(turn) : sd;
}

function unitOfValue({ values }: WorldModel, name: string): string | null {
  const value = values?.[name];
  return typeof value === 'object' ? (value.unit ?? null) : null;
}

/** The transformed initial value; NaN when it has none, which `checkSlot` has noted. */
function initialOf(initial: number, transform: Transform = 'identity'): number {
  try {
    return toTransformed(transform, initial);
  } catch (error) {
    if (error instanceof NumericError) return NaN;
    throw error;
  }
}

/** Bounds in transformed units: [0, 1] for overlays unless they are narrower, else min and max. */
function boundsOf({ kind, min, max, errors, transform = errors ?? 'identity' }: Slot): {
  lower: number;
  upper: number;
} {
  const overlay = kind === 'overlay';
  return {
    lower: transformBound(transform, min ?? (overlay ? 0 : -Infinity)),
    upper: transformBound(transform, max ?? (overlay ? 1 : Infinity)),
  };
}

/** What natural values a scale needs. */
const DOMAINS: Record<Transform, string> = {
  identity: 'it needs a number',
  log100: 'it needs x > 0',
  log1p: 'it needs x > -1',
  sqrt: 'it needs x ≥ 0',
  logit: 'it needs 0 < x < 1',
};

/** Bounds in the units of the rules: natural where a slot has `errors`. */
function naturalBounds(slots: readonly Slot[]): CompiledSlots['ofRules'] {
  const bounds = slots.map((slot) =>
    boundsOf(slot.errors === undefined ? slot : { ...slot, errors: 'identity' }),
  );
  return {
    lower: Float64Array.from(bounds, ({ lower }) => lower),
    upper: Float64Array.from(bounds, ({ upper }) => upper),
  };
}

function checkSlot(model: WorldModel, name: string, slot: Slot, problems: ModelProblems): void {
  const path = ['slots', name];
  const { kind, initial, min, max, errors, transform = errors ?? 'identity' } = slot;
  if (errors !== undefined && slot.transform !== undefined)
    problems.add([...path, 'errors'], 'a slot has transform or errors, not both', {
      hint: 'with transform its rules read transformed values, with errors natural ones',
    });
  checkRange(path, slot, problems);
  if (kind === 'overlay') checkOverlay(model, name, slot, problems);
  else
    for (const key of ['decay', 'category', 'parent', 'priority'] as const)
      if (slot[key] !== undefined)
        problems.add([...path, key], `only overlays have ${key}, and ${name} is of kind ${kind}`);
  if (typeof initial === 'number')
    checkInside([...path, 'initial'], initial, { min, max }, problems);
  if (typeof initial === 'number' && Number.isNaN(initialOf(initial, transform)))
    problems.add([...path, 'initial'], `${initial} is outside the domain of ${transform}`, {
      hint: DOMAINS[transform],
    });
  if (transform === 'identity') return;
  const { lower, upper } = boundsOf(slot);
  if (upper === -Infinity)
    problems.add([...path, 'max'], `${max} leaves no value in the domain of ${transform}`);
  if (lower === Infinity)
    problems.add([...path, 'min'], `${min} leaves no value in the domain of ${transform}`);
}

function checkOverlay(model: WorldModel, name: string, slot: Slot, problems: ModelProblems): void {
  const path = ['slots', name];
  for (const key of ['initial', 'min', 'max'] as const) {
    const value = slot[key];
    if (typeof value === 'number' && (value < 0 || value > 1))
      problems.add([...path, key], `${value} is outside 0..1, where overlays live`);
  }
  if ((slot.decay ?? 0) > 0 && (slot.transform ?? 'identity') !== 'identity')
    problems.add([...path, 'transform'], 'an overlay that decays cannot be transformed', {
      hint: 'leave out decay, and pull it back with a rule',
    });
  const { parent } = slot;
  if (parent === undefined) return;
  const declared = Object.hasOwn(model.slots, parent) ? model.slots[parent] : undefined;
  if (declared === undefined)
    problems.addUnknown([...path, 'parent'], parent, {
      hint: hintNearest(parent, Object.keys(model.slots)),
    });
  else if (declared.kind !== 'overlay')
    problems.add([...path, 'parent'], `"${parent}" is of kind ${declared.kind}, not an overlay`);
  else if (parent === name) problems.add([...path, 'parent'], 'an overlay is not its own parent');
}

interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Notes a range with nothing between its ends. */
export function checkRange(
  path: readonly PropertyKey[],
  { min, max }: Range,
  problems: ModelProblems,
  rule?: string,
): void {
  if (min !== undefined && max !== undefined && !(min < max))
    problems.add([...path, 'min'], `min ${min} is not below max ${max}`, { rule });
}

function checkInside(
  path: readonly PropertyKey[],
  value: number,
  { min, max }: Range,
  problems: ModelProblems,
): void {
  if (min !== undefined && value < min) problems.add(path, `${value} is below min ${min}`);
  if (max !== undefined && value > max) problems.add(path, `${value} is above max ${max}`);
}
