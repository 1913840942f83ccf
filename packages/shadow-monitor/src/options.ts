import { fail, type GravityOptions } from '@pulse-stream/worldstate';
import { hintNearest } from '@pulse-stream/worldstate/internal';

/** The shadow monitor's options with every default filled in. */
export interface ShadowOptions {
  /** Slots that are judged, in record order; each once. */
  readonly criticalVariables: readonly string[];
  /** false: `triggered` is null. */
  readonly enableTrigger: boolean;
  /** Variance explained above it is up for review, 0..1 exclusive. */
  readonly varianceThreshold: number;
  /** Scored steps that variance explained and dominance look at. */
  readonly windowSize: number;
  /** Scored steps below which nothing is said. */
  readonly minTriggerSamples: number;
  /** Variance of the core's errors, over the mean square of the changes, below which nothing is said. */
  readonly minCausalVariance: number;
  /** Energy share above it triggers, on a full window; 0..1 exclusive. */
  readonly energyThreshold: number;
  /** Steps the energy share looks at. */
  readonly windowSteps: number;
}

const DEFAULT_WINDOW = 60;
const QUARTER_WINDOW = 40;
const DEFAULT_SAMPLES = 30;

/**
 * Fills in what a user left out and refuses what cannot be watched.
 * @param timeUnit of the model: the window is 60 scored steps, 40 for "quarter"
 * @param targets of the forecast: the critical variables when none are named
 * @param slots names a critical variable may have
 * @throws ScenarioError `config-invalid` for an unknown or repeated critical variable, or more
 * samples than the window can hold
 * @see FORECAST.md §3
 */
export function resolveShadowOptions(
  gravity: GravityOptions,
  timeUnit: string,
  targets: readonly string[],
  slots: readonly string[],
): ShadowOptions {
  const energy = gravity.shadow_monitor ?? {};
  const named = energy.critical_variables;
  if (named !== undefined) refuseStrangers(named, slots);
  const windowSize =
    gravity.shadow_model_window_size ?? (timeUnit === 'quarter' ? QUARTER_WINDOW : DEFAULT_WINDOW);
  const minTriggerSamples =
    gravity.shadow_model_min_trigger_samples ?? Math.min(DEFAULT_SAMPLES, windowSize);
  if (minTriggerSamples > windowSize)
    refuse(
      'shadow_model_min_trigger_samples',
      `a window of ${windowSize} scored steps never holds ${minTriggerSamples} samples`,
      `at most shadow_model_window_size, ${windowSize}`,
    );
  return {
    criticalVariables: named ?? targets,
    enableTrigger: gravity.enable_shadow_model_trigger ?? true,
    varianceThreshold: gravity.shadow_model_variance_threshold ?? 0.3,
    windowSize,
    minTriggerSamples,
    minCausalVariance: gravity.shadow_model_min_causal_variance ?? 1e-6,
    energyThreshold: energy.threshold_variance_explained ?? 0.35,
    windowSteps: energy.window_steps ?? 10,
  };
}

function refuseStrangers(names: readonly string[], slots: readonly string[]): void {
  for (const [at, name] of names.entries()) {
    const option = `shadow_monitor.critical_variables[${at}]`;
    if (!slots.includes(name))
      refuse(option, `the critical variable "${name}" does not exist`, hintNearest(name, slots));
    if (names.indexOf(name) !== at)
      refuse(option, `the critical variable "${name}" is named twice`, 'name it once');
  }
}

function refuse(option: string, message: string, hint: string | undefined): never {
  return fail('config-invalid', 'initialise', message, { path: `gravity.${option}`, hint });
}
