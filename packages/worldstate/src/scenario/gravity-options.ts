import { z } from 'zod';

const Share = z.number().min(0).max(1);
const Positive = z.number().gt(0);
/** What is kept of the past per step. */
const Remembered = z.number().gt(0).max(1);

/** Energy-share part of the shadow monitor (FORECAST.md §3). */
export const EnergyShareOptions = z.strictObject({
  threshold_variance_explained: z.number().gt(0).lt(1).optional(),
  window_steps: z.int().min(1).max(100_000).optional(),
  critical_variables: z.array(z.string()).min(1).max(1000).optional(),
});
export type EnergyShareOptions = z.infer<typeof EnergyShareOptions>;

/**
 * What a user may say about residual gravity (FORECAST.md §1), all optional; `resolveGravityOptions`
 * of the gravity package fills the defaults and refuses an option the method does not use.
 */
export const GravityOptions = z.strictObject({
  method: z.enum(['bank', 'sgd']).optional(),
  lambda: Share.optional(),
  forgetting: Remembered.optional(),
  scale_forgetting: Remembered.optional(),
  horizon_decay: Share.optional(),
  regularization_strength: z.number().min(0).optional(),
  regularization: z.number().min(0).optional(),
  learning_rate: z.number().min(0).optional(),
  momentum_factor: Share.optional(),
  momentum: Share.optional(),
  ewma_span: z.number().min(0).optional(),
  circuit_breaker_threshold: Positive.optional(),
  max_correction: z.number().optional(),
  enable_adaptive_lambda: z.boolean().optional(),
  adaptive_lambda_min: Share.optional(),
  adaptive_lambda_max: Share.optional(),
  adaptive_lambda_window_size: z.int().min(1).max(100_000).optional(),
  adaptive_lambda_residual_threshold_high: z.number().min(0).optional(),
  adaptive_lambda_residual_threshold_low: z.number().min(0).optional(),
  adaptive_lambda_increase_factor: Positive.optional(),
  adaptive_lambda_decrease_factor: Positive.optional(),
  enable_weight_pruning: z.boolean().optional(),
  weight_pruning_threshold: z.number().min(0).optional(),
  fragility_threshold: Positive.optional(),
  min_observations: z.int().min(1).max(1_000_000).optional(),
  warmup: z.int().min(12).max(1_000_000).optional(),
  enable_shadow_model_trigger: z.boolean().optional(),
  shadow_model_variance_threshold: z.number().gt(0).lt(1).optional(),
  shadow_model_window_size: z.int().min(2).max(1_000_000).optional(),
  shadow_model_min_trigger_samples: z.int().min(1).max(1_000_000).optional(),
  shadow_model_min_causal_variance: z.number().min(0).optional(),
  shadow_monitor: EnergyShareOptions.optional(),
});
export type GravityOptions = z.infer<typeof GravityOptions>;
