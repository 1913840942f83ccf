import { takeUndeclared, type NameRules } from './undeclared-name.ts';
import { z } from 'zod';
import { fail, PulseError } from '../failure.ts';
import { clamp01 } from './unit-interval.ts';
import { explainBadName } from '../names/slot-name.ts';
import { Warning } from '../record/records.ts';
import { declarationsOf, type DeclaringModel, type Slot } from '../model/world-model.ts';

/** Values by name in natural units; own keys only. */
const Values = z.record(z.string(), z.number());

/**
 * The state of a simulated world at the end of a turn: a value, never changed in place.
 * overlays in [0, 1]; variables and capital in natural units (capital: the unit of its slot).
 */
export const WorldState = z.strictObject({
  turn: z.int(),
  overlays: Values,
  variables: Values,
  capital: Values,
});
export type WorldState = z.infer<typeof WorldState>;

/** A version, so that a snapshot of another layout is refused. */
const WorldSnapshot = z.strictObject({
  version: z.literal(1),
  model: z.string(),
  state: WorldState,
});
/** A state that can be written to disk and restored exactly (JSON keeps doubles exactly). */
export type WorldSnapshot = z.infer<typeof WorldSnapshot>;

type Group = 'overlays' | 'variables' | 'capital';

/** Which part of a WorldState holds slots of a kind. */
export const GROUP_OF: Record<Slot['kind'], Group> = {
  overlay: 'overlays',
  variable: 'variables',
  capital: 'capital',
};

/**
 * A value put inside the bounds of its slot: [0, 1] for overlays, min/max for the others.
 * @param slot undefined for a dynamic overlay
 */
export function boundValue(slot: Slot | undefined, value: number): number {
  const overlay = slot === undefined || slot.kind === 'overlay';
  const inside = overlay ? clamp01(value) : value;
  const raised = slot?.min !== undefined && inside < slot.min ? slot.min : inside;
  return slot?.max !== undefined && raised > slot.max ? slot.max : raised;
}

/** A map without a prototype: any name a user chooses is just a key. */
function ownValues(values: Readonly<Record<string, number>> = {}): Record<string, number> {
  return Object.assign(Object.create(null), values);
}

/** A new state and what had to be changed to make it. */
export interface CreatedState {
  readonly state: WorldState;
  readonly warnings: readonly Warning[];
}

/**
 * The world at turn 0: initial values of the model that are numbers, then the overrides; one that is
 * an expression or drawn is known only to a run. A name the model does not declare may become a dynamic overlay (`takeUndeclared`); values out of bounds are clamped; both with
 * a warning.
 * @param overrides name → value in natural units
 * @throws ScenarioError `config-invalid` for a name that cannot be one, `bad-number` for a value
 *   that is not finite, `unknown-name`
 */
export function createWorldState(
  model: DeclaringModel,
  overrides: Readonly<Record<string, number>> = {},
  rules: NameRules = {},
): CreatedState {
  const { slots } = declarationsOf(model);
  const state: WorldState = {
    turn: 0,
    overlays: ownValues(),
    variables: ownValues(),
    capital: ownValues(),
  };
  for (const [name, { kind, initial }] of Object.entries(slots))
    if (typeof initial === 'number') state[GROUP_OF[kind]][name] = initial;
  const warnings: Warning[] = [];
  for (const [name, value] of Object.entries(overrides)) {
    const slot = Object.hasOwn(slots, name) ? slots[name] : undefined;
    const path = `state_overrides.${name}`;
    const badName = explainBadName(name);
    if (badName !== null) fail('config-invalid', 'initialise', badName, { path });
    if (!Number.isFinite(value))
      fail('bad-number', 'initialise', `${name} is not a finite number`, { path });
    if (slot === undefined) warnings.push(takeUndeclared(model, name, path, rules));
    const bounded = boundValue(slot, value);
    if (bounded !== value) warnings.push(warnClamped(name, value, bounded, path));
    state[slot === undefined ? 'overlays' : GROUP_OF[slot.kind]][name] = bounded;
  }
  return { state, warnings };
}

/** The warning for a value put inside its bounds. */
export function warnClamped(name: string, value: number, bounded: number, path: string): Warning {
  return {
    type: 'clamped',
    message: `${name} = ${value} is out of bounds and was set to ${bounded}`,
    path,
  };
}

/**
 * Every reason why `state` cannot be a state of `model`: names missing or of the wrong kind,
 * values not finite or out of bounds. Empty when it is valid.
 */
export function validateWorldState(model: DeclaringModel, state: WorldState): string[] {
  const { name: called, slots } = declarationsOf(model);
  const reasons: string[] = [];
  for (const [name, slot] of Object.entries(slots))
    if (typeof slot.initial === 'number' && !Object.hasOwn(state[GROUP_OF[slot.kind]], name))
      reasons.push(`${name} is missing`);
  for (const group of ['overlays', 'variables', 'capital'] as const)
    for (const [name, value] of Object.entries(state[group])) {
      const slot = Object.hasOwn(slots, name) ? slots[name] : undefined;
      const badName = explainBadName(name);
      if (badName !== null) reasons.push(badName);
      else if (!Number.isFinite(value)) reasons.push(`${name} is not a finite number`);
      else if (slot === undefined ? group !== 'overlays' : GROUP_OF[slot.kind] !== group)
        reasons.push(`${name} is not one of the ${group} of model ${called}`);
      else if (boundValue(slot, value) !== value) reasons.push(`${name} is out of bounds`);
    }
  return reasons;
}

/** A deep copy that can be stored: changing the state afterwards cannot change it. */
export function snapshotWorldState(model: DeclaringModel, state: WorldState): WorldSnapshot {
  return { version: 1, model: declarationsOf(model).name, state: structuredClone(state) };
}

/**
 * The state a snapshot holds.
 * @throws PulseError `option-invalid` when it is not a snapshot, of another model, or not valid
 */
export function restoreWorldState(model: DeclaringModel, snapshot: unknown): WorldState {
  const { name } = declarationsOf(model);
  const parsed = WorldSnapshot.safeParse(snapshot);
  if (!parsed.success)
    throw new PulseError('option-invalid', 'this is not a world-state snapshot of version 1');
  if (parsed.data.model !== name)
    throw new PulseError(
      'option-invalid',
      `model: the snapshot is of ${parsed.data.model}, not of ${name}`,
    );
  const reasons = validateWorldState(model, parsed.data.state);
  if (reasons.length > 0) throw new PulseError('option-invalid', reasons.join('; '));
  const { turn, overlays, variables, capital } = parsed.data.state;
  return {
    turn,
    overlays: ownValues(overlays),
    variables: ownValues(variables),
    capital: ownValues(capital),
  };
}
