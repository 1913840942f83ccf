import type { CausalCore, Corrector, OpenRng } from '@pulse-stream/worldstate';
import type { GravityState } from './learner.ts';
import type { ResolvedGravityOptions } from './options.ts';
import { openSgdCorrector } from './sgd-corrector.ts';

/** What a corrector needs of its run. */
export interface CorrectorContext {
  /** Variables whose correction is halved. */
  readonly attenuated?: ReadonlySet<string> | undefined;
  /** Random streams, for methods that draw; sgd does not. */
  readonly openRng?: OpenRng | undefined;
  /** Effective seed of the scenario. */
  readonly seed?: number | string | undefined;
}

/**
 * Gravity for one run, from what was learned: it corrects the taught variables and reads the
 * symbols of the path it is on. Learning has ended: weights and λ stay fixed in the forecast.
 * @param core may have more slots than the one that learned (dynamic overlays come last)
 */
export function createCorrector(
  core: CausalCore,
  state: GravityState,
  options: ResolvedGravityOptions,
  context: CorrectorContext = {},
): Corrector {
  return openSgdCorrector(core, state, options, context.attenuated ?? new Set());
}
