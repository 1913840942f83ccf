import { z } from 'zod';
import { Distribution } from '../model/distribution.ts';
import { GravityOptions } from './gravity-options.ts';
import { hasNoControl } from '../names/control-character.ts';
import { FORBIDDEN_NAMES, namedValues, SlotName } from '../names/slot-name.ts';
import { ForecastOptions } from '../model/world-model.ts';

/** A label a person gives: no control characters (RELIABILITY.md §1). */
const Label = z
  .string()
  .min(1)
  .max(256)
  .refine(hasNoControl, { message: 'control characters are not allowed' });

const Finite = z.number();

/** 16 KiB of JSON text. */
const META_LIMIT = 16 * 1024;

/** Whether a value is as short as `meta` has to be. */
export function isSmall(meta: unknown): boolean {
  return JSON.stringify(meta).length <= META_LIMIT;
}

/** Values by slot name, natural units. A name the model does not declare makes a dynamic overlay. */
const ValuesBySlot = namedValues(SlotName, Finite);

/** Whether an intervention does one of the two. */
export function setsOrAdds({
  set,
  add,
}: {
  readonly set?: unknown;
  readonly add?: unknown;
}): boolean {
  return (set === undefined) !== (add === undefined);
}

/** An experimenter's act at the start of a turn: set or add, natural units. */
export const Intervention = z
  .strictObject({
    turn: z.int().min(1).max(100_000),
    set: ValuesBySlot.optional(),
    add: ValuesBySlot.optional(),
  })
  .refine(setsOrAdds, {
    message: 'an intervention has set or add, exactly one of them',
  });
export type Intervention = z.infer<typeof Intervention>;

/** One time step of a history: slot name → observed value in natural units, null when missing. */
export const ObservationRow = namedValues(z.string(), z.union([Finite, z.string(), z.null()]));
export type ObservationRow = z.infer<typeof ObservationRow>;

/** A part of a registered dataset: up to and including the row labelled `until`, `window` rows. */
export const DatasetReference = z.strictObject({
  dataset: z.string().min(1).max(256),
  until: z.union([z.string(), Finite]).optional(),
  window: z.int().min(1).optional(),
});
export type DatasetReference = z.infer<typeof DatasetReference>;

/** Turns of the control run that a record shows: every `every`-th, and of it the slots that are named. */
export const TraceSelection = z.strictObject({
  every: z.int().min(1).max(100_000).optional(),
  names: z.array(SlotName).min(1).max(1000).optional(),
});
export type TraceSelection = z.infer<typeof TraceSelection>;

/** Whether a name reaches no prototype. */
export function isNotForbidden(name: string): boolean {
  return !FORBIDDEN_NAMES.includes(name);
}

const PARAMETER_NAME =
  /^[A-Za-z][A-Za-z0-9_]{0,63}$|^rule\.[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\.(trust|importance)$/;
const ParameterName = z
  .string()
  .regex(PARAMETER_NAME, 'a parameter of the model, or rule.ID.trust, or rule.ID.importance')
  .refine(isNotForbidden);

/** A column of a registered dataset that drives one scenario. */
export const SeriesColumn = z.strictObject({
  dataset: z.string().min(1).max(256).optional(),
  column: z.string().min(1).max(256).optional(),
  scale: Finite.optional(),
  add: Finite.optional(),
});

/** What stands for a driver of the model in one scenario: numbers from turn 0 on, or a column. */
export const SeriesChoice = z.union([z.array(Finite).min(1).max(1_000_000), SeriesColumn]);
export type SeriesChoice = z.infer<typeof SeriesChoice>;

/** Every key of a scenario as a person may write it, without defaults. */
const KEYS = {
  id: Label,
  turns: z.int().min(1).max(100_000),
  state_overrides: ValuesBySlot,
  params: namedValues(ParameterName, z.union([Finite, Distribution])),
  series: namedValues(SlotName, SeriesChoice),
  start: z
    .string()
    .min(1)
    .max(64)
    .refine(hasNoControl, { message: 'control characters are not allowed' }),
  interventions: z.array(Intervention).max(100_000),
  use_symbolism: z.boolean(),
  members: z.int().min(1).max(100_000),
  seed: z.union([z.int().min(0), Label]),
  gravity: z.union([z.boolean(), GravityOptions]),
  observations: z.union([z.array(ObservationRow).max(1_000_000), DatasetReference]),
  mode: z.enum(['strict_injection', 'seed_then_free']),
  forecast: ForecastOptions,
  assess: z.enum(['basic', 'full']),
  trace: z.union([TraceSelection, z.enum(['none', 'summary', 'full'])]),
  group: Label,
  meta: z
    .record(z.string(), z.json())
    .refine(isSmall, { message: `meta is larger than ${META_LIMIT} characters` }),
};

/** The keys a scenario gave, and no others. */
export const GivenConfig = z.strictObject(KEYS).partial();
export type GivenConfig = z.infer<typeof GivenConfig>;

/** One input line: a scenario (DESIGN.md §3), defaults filled in. */
export const ScenarioConfig = z.strictObject({
  ...GivenConfig.shape,
  turns: KEYS.turns.default(1),
  state_overrides: KEYS.state_overrides.default({}),
  params: KEYS.params.default({}),
  interventions: KEYS.interventions.default([]),
  use_symbolism: KEYS.use_symbolism.default(true),
  gravity: KEYS.gravity.default(true),
  mode: KEYS.mode.default('strict_injection'),
  assess: KEYS.assess.default('basic'),
  trace: KEYS.trace.default('none'),
});
export type ScenarioConfig = z.infer<typeof ScenarioConfig>;
/** What a person may write: defaults left out. */
export type ScenarioConfigInput = z.input<typeof ScenarioConfig>;
