import { z } from 'zod';
import { Forecast, TargetForecast } from './records.ts';
import { GivenConfig } from '../scenario/scenario-config.ts';

const PerHorizon = z.array(z.number());

/** One target of an issued forecast, natural units. */
export const IssuedTarget = z.object({
  unit: TargetForecast.shape.unit,
  /** The median; of a forecast that is one path, that path. */
  point: PerHorizon,
  /** Quantile level as text → value per horizon; null for one path. */
  quantiles: TargetForecast.shape.quantiles,
  /** Per horizon every member, when they were kept. */
  members: TargetForecast.shape.members,
});
export type IssuedTarget = z.infer<typeof IssuedTarget>;

/** One event of an issued forecast, and all it takes to tell whether it happened. */
export const IssuedEvent = z.object({
  name: z.string(),
  /** Over slots in natural units; null: it stands in a model that is not at hand. */
  when: z.string().nullable(),
  /** It happens when `when` holds at one of the turns from..to after the origin. */
  from: z.int().min(1),
  to: z.int().min(1),
  probability: z.number(),
});
export type IssuedEvent = z.infer<typeof IssuedEvent>;

/**
 * What is left of a record when only its forecast is to be verified later: a line of a forecast
 * memory (FORECAST.md §5). Keys in this order.
 */
export const IssuedForecast = z.object({
  kind: z.literal('forecast'),
  schema: z.literal(1),
  trace_id: z.string(),
  id: z.string().optional(),
  model: z.string(),
  model_hash: z.string(),
  /** `group` of the scenario, and the words and numbers of its `meta`, by which scores can be told apart. */
  group: GivenConfig.shape.group,
  meta: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** Put into `seed` of the scenario it replays the record. */
  seed: z.union([z.number(), z.string()]),
  /** The scenario changed the world (overrides, interventions, series): its truth is another world's. */
  what_if: z.literal(true).optional(),
  origin: Forecast.shape.origin.unwrap(),
  horizon: Forecast.shape.horizon,
  labels: Forecast.shape.labels,
  targets: z.record(z.string(), IssuedTarget),
  events: z.array(IssuedEvent),
  /** Values of the parameters that conditions of the events read. */
  params: z.record(z.string(), z.number()).optional(),
});
export type IssuedForecast = z.infer<typeof IssuedForecast>;
