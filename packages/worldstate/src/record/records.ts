import { z } from 'zod';
import { FAILURE_CODES } from '../failure.ts';
import { GivenConfig } from '../scenario/scenario-config.ts';

/** The version of the records that are written; docs/records.md says what changed. */
export const RECORD_SCHEMA = 2;

const NumberMap = z.record(z.string(), z.number());
const Nullable = z.number().nullable();

/** Something the reader of a record should know; never changes the status. */
export const Warning = z.object({
  type: z.string(),
  message: z.string(),
  path: z.string().optional(),
});
export type Warning = z.infer<typeof Warning>;

/** The world at the end of a turn, natural units. */
export const WorldValues = z.object({
  turn: z.int(),
  overlays: NumberMap,
  variables: NumberMap,
  capital: NumberMap,
  /** Auxiliaries of the model; absent where it has none. */
  values: NumberMap.optional(),
});
export type WorldValues = z.infer<typeof WorldValues>;

/** One turn of the control run (trace "full"). deltas = value after the turn − value before it. */
export const TurnRecord = z.object({
  turn: z.int(),
  /** Where the model has a clock: its time at the end of the turn. */
  time: z.number().optional(),
  overlays: NumberMap,
  variables: NumberMap,
  capital: NumberMap,
  values: NumberMap.optional(),
  deltas: NumberMap,
  fired_rules: z.array(z.string()),
  symbolic_tag: z.string().nullable(),
  symbolic_tag_enum: z.string().nullable(),
});
export type TurnRecord = z.infer<typeof TurnRecord>;

/** One turn of the control run (trace "summary"). */
export const TurnSummary = z.object({
  turn: z.int(),
  fired_rules: z.array(z.string()),
  symbolic_tag: z.string().nullable(),
});
export type TurnSummary = z.infer<typeof TurnSummary>;

/** One forecast target: a value per horizon; null where members = 1 gives no distribution. */
export const TargetForecast = z.object({
  unit: z.string().nullable(),
  mean: z.array(z.number()),
  median: z.array(z.number()).nullable(),
  sd: z.array(z.number()).nullable(),
  /** Quantile level as text → value per horizon. */
  quantiles: z.record(z.string(), z.array(z.number())).nullable(),
  raw_quantiles: z.record(z.string(), z.array(z.number())).optional(),
  /** Per horizon every member, in the order they are drawn (--keep-members), calibrated as the quantiles are. */
  members: z.array(z.array(z.number())).optional(),
});
export type TargetForecast = z.infer<typeof TargetForecast>;

/** Share of members whose path satisfies the condition. */
export const EventForecast = z.object({
  name: z.string(),
  probability: z.number(),
  count: z.int(),
  members: z.int(),
});
export type EventForecast = z.infer<typeof EventForecast>;

/**
 * Change of a target from turn 0 to the last turn as a sum of parts, none of them a remainder;
 * averaged over members, in transformed units (`unit`).
 */
export const Attribution = z.object({
  start: z.number(),
  end: z.number(),
  change: z.number(),
  unit: z.string().nullable(),
  parts: NumberMap,
});
export type Attribution = z.infer<typeof Attribution>;

export const Forecast = z.object({
  /** The observation the forecast starts from; null without a history. */
  origin: z
    .object({
      dataset: z.string().optional(),
      label: z.union([z.string(), z.number()]).optional(),
      row: z.int().optional(),
      /** Turns read rows of series that came after an origin with later rows; absent: none did. */
      drivers: z.literal('realised').optional(),
    })
    .nullable(),
  horizon: z.array(z.int()),
  labels: z.array(z.string()).optional(),
  targets: z.record(z.string(), TargetForecast),
  quantile_type: z.literal(7),
  events: z.array(EventForecast),
  /** null: the target is computed from others. */
  attribution: z.record(z.string(), Attribution.nullable()),
  /**
   * "declared": the spread is the model's declared noise; "residual": it comes from past errors;
   * "verified": quantiles of every target are calibrated by forecasts that came true, and the raw
   * ones stand beside them; "none": no members, no spread.
   */
  calibration: z.enum(['declared', 'early', 'none', 'residual', 'verified']),
});
export type Forecast = z.infer<typeof Forecast>;

export const GravityVariable = z.object({
  status: z.enum(['untaught', 'active', 'attenuated']),
  correction_mean: z.number(),
  correction_share: z.number(),
  clipped: z.int(),
});
export type GravityVariable = z.infer<typeof GravityVariable>;

export const GravityRecord = z.object({
  status: z.enum(['off', 'untaught', 'active', 'attenuated']),
  method: z.string(),
  observations_used: z.int(),
  refused: z.int(),
  variables: z.record(z.string(), GravityVariable),
  top_contributors: z.array(z.object({ name: z.string(), share: z.number() })),
  health: z.object({
    status: z.enum(['healthy', 'warning', 'untaught', 'off']),
    warnings: z.array(z.string()),
    recommendations: z.array(z.string()),
  }),
  lambda: z.number().optional(),
});
export type GravityRecord = z.infer<typeof GravityRecord>;

export const VERDICTS = ['untaught', 'healthy', 'assisted', 'harmful', 'review'] as const;
export const Verdict = z.enum(VERDICTS);
export type Verdict = z.infer<typeof Verdict>;

export const ShadowVariable = z.object({
  variance_explained: Nullable,
  dominance: z.number(),
  energy_share: z.number(),
  samples: z.int(),
  verdict: Verdict,
});
export type ShadowVariable = z.infer<typeof ShadowVariable>;

export const ShadowRecord = z.object({
  triggered: z.boolean().nullable(),
  verdict: Verdict,
  variables: z.record(z.string(), ShadowVariable),
});
export type ShadowRecord = z.infer<typeof ShadowRecord>;

export const Assessment = z.object({
  trace_id: z.string(),
  confidence: Nullable,
  fragility: Nullable,
  risk: Nullable,
  trust_label: z.enum(['Trusted', 'Unstable', 'Rejected', 'Unverified']),
  /** What to do with the record, whatever the run asked with --gate. */
  action: z.enum(['Actionable', 'Risky', 'Rejected', 'Unverified']),
  /** What --gate asked; null: nothing. `status` is "gated" if and only if it did not pass. */
  gate: z
    .object({ expr: z.string(), passed: z.boolean(), reason: z.string().optional() })
    .nullable(),
  symbolic: z
    .object({
      tag: z.string(),
      arc: z.string().nullable(),
      score: Nullable,
      arc_certainty: Nullable,
      volatility: Nullable,
    })
    .nullable(),
  /** Field name → why it is null or what limits it. */
  reasons: z.record(z.string(), z.string()),
});
export type Assessment = z.infer<typeof Assessment>;

export const RunInfo = z.object({
  model: z.string(),
  model_hash: z.string(),
  seed: z.union([z.number(), z.string()]),
  members: z.int(),
  turns: z.int(),
  engine_version: z.string(),
  /** Set by --member: the forecast is this one member's path. */
  member: z.int().optional(),
});
export type RunInfo = z.infer<typeof RunInfo>;

/** Inline observations stand in a record as their size and hash unless --echo full. */
export const ObservationsDigest = z.object({ rows: z.int(), sha256: z.string() });
export type ObservationsDigest = z.infer<typeof ObservationsDigest>;

/** The config as a record prints it: the keys the line gave, without defaults. */
export const EchoedConfig = z.object({
  ...GivenConfig.shape,
  observations: z.union([GivenConfig.shape.observations, ObservationsDigest]).optional(),
});
export type EchoedConfig = z.infer<typeof EchoedConfig>;

/** One output line for a scenario that ran (DESIGN.md §3); keys in this order on the wire. */
export const ResultRecord = z.object({
  kind: z.literal('result'),
  schema: z.literal(RECORD_SCHEMA),
  id: z.string().optional(),
  line: z.int().min(1),
  source: z.string().optional(),
  batch_index: z.int().min(0),
  status: z.enum(['complete', 'gated']),
  /** Hash of the bytes of the line, without its line end. */
  line_sha256: z.string(),
  config: EchoedConfig,
  run: RunInfo,
  final_state: WorldValues,
  trace: z.union([z.array(TurnRecord), z.array(TurnSummary)]).optional(),
  forecast: Forecast,
  gravity: GravityRecord,
  shadow_monitor: ShadowRecord,
  assessment: Assessment,
  warnings: z.array(Warning),
});
export type ResultRecord = z.infer<typeof ResultRecord>;

/** One output line for a line that is not a scenario or a scenario that could not run. */
export const FailureRecord = z.object({
  kind: z.literal('failure'),
  schema: z.literal(RECORD_SCHEMA),
  id: z.string().optional(),
  line: z.int().min(1),
  source: z.string().optional(),
  batch_index: z.int().min(0),
  status: z.literal('failed'),
  line_sha256: z.string(),
  config: z.unknown().optional(),
  run: RunInfo.partial().optional(),
  error: z.object({
    type: z.enum(FAILURE_CODES),
    stage: z.string(),
    message: z.string(),
    path: z.string().optional(),
    hint: z.string().optional(),
    raw: z.string().optional(),
    /** Another run may give another record; absent: it gives the same. */
    reproducible: z.literal(false).optional(),
    traceback: z.string().optional(),
  }),
});
export type FailureRecord = z.infer<typeof FailureRecord>;

export const OutputRecord = z.discriminatedUnion('kind', [ResultRecord, FailureRecord]);
export type OutputRecord = z.infer<typeof OutputRecord>;
