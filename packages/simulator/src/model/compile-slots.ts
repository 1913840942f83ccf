import type { WorldModel } from '@pulse-stream/worldstate';
import { CASH, hintNearest, type Slot } from '@pulse-stream/worldstate/internal';
import type { CompiledModel } from './compiled-model.ts';
import { NumericError } from '../math/numeric-error.ts';
import type { ModelProblems } from './problems.ts';
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
  | 'decay'
  | 'noise'
  | 'noisy'
  | 'measured'
  | 'runSlots'
  | 'exposed'
  | 'params'
>;

/** Checks slots and parameters and lays them out in arrays; what is wrong goes to `problems`. */
export function compileSlots(model: WorldModel, problems: ModelProblems): CompiledSlots {
  const names = Object.keys(model.slots);
  const slots = Object.values(model.slots);
  const measured = names.map((name) => Object.hasOwn(model.measurements, name));
  const transforms = slots.map(({ transform = 'identity' }): Transform => transform);
  for (const [name, slot] of Object.entries(model.slots)) checkSlot(model, name, slot, problems);
  for (const [name, { value, min, max }] of Object.entries(model.params)) {
    const path = ['params', name];
    if (Object.hasOwn(model.slots, name))
      problems.add(path, `"${name}" is a slot already: every name has one meaning`);
    checkRange(path, { min, max }, problems);
    checkInside([...path, 'value'], value, { min, max }, problems);
  }
  const noise = Float64Array.from(slots, ({ noise: sd = 0 }, slot) =>
    measured[slot] === true ? 0 : sd,
  );
  return {
    names,
    index: new Map(names.map((name, slot) => [name, slot])),
    kinds: slots.map(({ kind }) => kind),
    transforms,
    initial: Float64Array.from(slots, ({ initial, transform }) => initialOf(initial, transform)),
    lower: Float64Array.from(slots, (slot) => boundsOf(slot).lower),
    upper: Float64Array.from(slots, (slot) => boundsOf(slot).upper),
    decay: Float64Array.from(slots, ({ decay = 0 }, slot) => (measured[slot] === true ? 0 : decay)),
    noise,
    noisy: [...noise.keys()].filter((slot) => noise[slot] !== 0),
    measured,
    runSlots: names.map((name, slot) => ({
      name,
      kind: slots[slot]?.kind ?? 'overlay',
      unit: slots[slot]?.unit ?? null,
      transform: transforms[slot] ?? 'identity',
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
function boundsOf({ kind, min, max, transform = 'identity' }: Slot): {
  lower: number;
  upper: number;
} {
  const overlay = kind === 'overlay';
  return {
    lower: transformBound(transform, min ?? (overlay ? 0 : -Infinity)),
    upper: transformBound(transform, max ?? (overlay ? 1 : Infinity)),
  };
}

function checkSlot(model: WorldModel, name: string, slot: Slot, problems: ModelProblems): void {
  const path = ['slots', name];
  const { kind, initial, min, max, transform = 'identity' } = slot;
  checkRange(path, slot, problems);
  if (kind === 'overlay') checkOverlay(model, name, slot, problems);
  else
    for (const key of ['decay', 'category', 'parent', 'priority'] as const)
      if (slot[key] !== undefined)
        problems.add([...path, key], `only overlays have ${key}, and ${name} is of kind ${kind}`);
  checkInside([...path, 'initial'], initial, { min, max }, problems);
  if (Number.isNaN(initialOf(initial, transform)))
    problems.add([...path, 'initial'], `${initial} is outside the domain of ${transform}`, {
      hint: transform === 'logit' ? 'it needs 0 < x < 1' : 'it needs x > 0',
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
    if (value !== undefined && (value < 0 || value > 1))
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
    problems.add([...path, 'parent'], `unknown name "${parent}"`, {
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
