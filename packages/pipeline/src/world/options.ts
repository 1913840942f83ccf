import { TrustThresholds } from '@pulse-stream/forecast';
import type { AnyModel } from '@pulse-stream/simulator';
import {
  GravityOptions,
  ScenarioConfig,
  type Dataset,
  type RunObserver,
  type TurnObserver,
} from '@pulse-stream/worldstate';
import { SlotName } from '@pulse-stream/worldstate/internal';
import { z } from 'zod';
import type { GravityState } from './gravity-state.ts';
import { ScenarioLimits } from './limits.ts';

/** Has the method a hook is called by. */
function hook<T>(method: string): z.ZodType<T, T> {
  return z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      method in value &&
      // any property may be read once it is there
      typeof (value as Record<string, unknown>)[method] === 'function',
    { message: `an object with a method ${method}` },
  );
}

const isDataset = (value: unknown): value is Dataset =>
  typeof value === 'object' && value !== null && 'rows' in value && 'labels' in value;

/** What lines that do not say it get. */
export const LineDefaults = z.strictObject({
  turns: ScenarioConfig.shape.turns.unwrap().optional(),
  members: ScenarioConfig.shape.members,
  trace: ScenarioConfig.shape.trace.unwrap().optional(),
  assess: ScenarioConfig.shape.assess.unwrap().optional(),
});

/** What a run of scenarios can be told; the sum of what its stages can be told. */
export const PipelineOptions = z.strictObject({
  /** A world model as data, or compiled; default: the built-in `pulse`. */
  model: z.custom<AnyModel>().optional(),
  /** The run seed. */
  seed: z.union([z.int().min(0), z.string().min(1).max(256)]).default(0),
  /** Common random numbers: every scenario draws from the run seed. */
  crn: z.boolean().default(false),
  /** Replays this one member (0-based) of every scenario. */
  member: z.int().min(0).optional(),
  /** Undeclared names fail the scenario instead of becoming dynamic overlays. */
  strict: z.boolean().default(false),
  /** Undeclared names that are dynamic overlays all the same, also next to a declared one. */
  allowNames: z.array(SlotName).default([]),
  /** For scenarios that do not say; false: off. */
  gravity: z.union([z.literal(false), GravityOptions]).default({}),
  /** What a config can name in `observations.dataset`. */
  datasets: z
    .map(z.string(), z.custom<Dataset>(isDataset, { message: 'a dataset' }))
    .default(() => new Map()),
  /** What `learn` wrote, as parsed JSON: where scenarios start, and what is known there. */
  gravityState: z.custom<GravityState>().optional(),
  /** Columns of datasets that the model cannot observe are left out; else a line that uses them fails. */
  ignoreColumns: z.boolean().default(false),
  /** Condition a record must meet, or it is gated (DESIGN.md §4). */
  gate: z.string().min(1).optional(),
  /** Significant digits of ensemble statistics. */
  precision: z.int().min(1).max(17).default(6),
  /** Records carry the members at their horizons. */
  keepMembers: z.boolean().default(false),
  /** slim: output lines without what a reader of forecasts does not need (`SLIM` of codec). */
  record: z.enum(['full', 'slim']).default('full'),
  /** Paths of the fields of a result that are written; default: all. A dot in a key is `\.`. */
  fields: z.array(z.string()).min(1).optional(),
  /** Inline observations are repeated in the record. */
  echoFull: z.boolean().default(false),
  /** Failure records carry the stack of the error. */
  debug: z.boolean().default(false),
  defaults: LineDefaults.prefault({}),
  limits: ScenarioLimits.prefault({}),
  /** Of confidence, fragility and risk, for the trust label. */
  thresholds: TrustThresholds.prefault({}),
  turnObservers: z.array(hook<TurnObserver>('observeTurn')).default([]),
  runObservers: z.array(hook<RunObserver>('observeRecord')).default([]),
});
/** What a caller may write: everything optional. */
export type PipelineOptions = z.input<typeof PipelineOptions>;
/** All of it, defaults filled in. */
export type ResolvedOptions = z.output<typeof PipelineOptions>;
