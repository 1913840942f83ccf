import type { ScenarioConfig } from '@pulse-stream/worldstate';
import { canonicalJson } from '@pulse-stream/worldstate/internal';
import { hash53 } from './hash53.ts';

/** Seeds of a run, before any scenario has its say. */
export interface SeedOptions {
  /** The run seed; default `DEFAULT_RUN_SEED`. */
  readonly seed?: number | string | undefined;
  /** Common random numbers: scenarios without a seed of their own all draw from the run seed. */
  readonly crn?: boolean | undefined;
}

/** Fixed, so that a run nobody seeded is repeatable. */
export const DEFAULT_RUN_SEED = 0;

/**
 * The seed a scenario draws from. Its own `seed` if it has one, and then the run seed plays no
 * part; else, with `crn`, the run seed; else a hash of the run seed and its id; else a hash of the
 * run seed and the whole config. Written into `seed`, the result replays the scenario.
 * @param config parsed, defaults filled in
 * @returns an integer in 0..2^53−1, or the text that was given as seed
 * @see MODEL.md §6
 */
export function effectiveSeed(config: ScenarioConfig, options: SeedOptions = {}): number | string {
  const runSeed = options.seed ?? DEFAULT_RUN_SEED;
  if (config.seed !== undefined) return config.seed;
  if (options.crn === true) return runSeed;
  if (config.id !== undefined) return hash53(runSeed, 'id', config.id);
  return hash53(runSeed, 'config', canonicalJson(config));
}
