import type { CausalCore, Corrector } from '@pulse-stream/worldstate';
import type { OpenRng } from '@pulse-stream/worldstate/internal';
import { openBankCorrector } from './bank-corrector.ts';
import type { GravityState } from '../history/learner.ts';
import type { ResolvedGravityOptions } from '../options/options.ts';
import { openSgdCorrector } from './sgd-corrector.ts';

/** What a corrector needs of its run. */
export interface CorrectorContext {
  /** Variables whose correction is halved. */
  readonly attenuated?: ReadonlySet<string> | undefined;
  /** Random streams, for methods that draw: bank does, sgd does not. */
  readonly openRng?: OpenRng | undefined;
  /** Effective seed of the scenario. */
  readonly seed?: number | string | undefined;
  /**
   * true: gravity is off. Every correction is 0; method bank still gives the shocks that the errors
   * of the causal model had.
   */
  readonly off?: boolean | undefined;
  /** Sd of the noise the model declares, by slot; absent: none. An early spread is drawn to it. */
  readonly noise?: ArrayLike<number> | undefined;
}

/**
 * Gravity for one run, from what was learned: it corrects the taught variables and reads the
 * symbols of the path it is on. Learning has ended: weights and λ stay fixed in the forecast.
 * @param core may have more slots than the one that learned (dynamic overlays come last)
 * @param options of the method that learned `state`
 */
export function createCorrector(
  core: CausalCore,
  state: GravityState,
  options: ResolvedGravityOptions,
  { attenuated = new Set(), openRng, seed, off = false, noise }: CorrectorContext = {},
): Corrector {
  if (state.method === 'bank' && options.method === 'bank') {
    if (openRng === undefined || seed === undefined)
      throw new Error('method bank draws: it needs openRng and seed');
    return openBankCorrector(core, state, options, { attenuated, openRng, seed, off, noise });
  }
  if (state.method === 'sgd' && options.method === 'sgd')
    return openSgdCorrector(core, off ? { ...state, scored: [] } : state, options, attenuated);
  throw new Error(`a state of ${state.method} needs the options of ${state.method}`);
}
