import { roundLevel } from '@pulse-stream/worldstate/internal';

/** Quantile levels as they are computed, and the first that is not as it should be. */
export interface QuantileLevels {
  readonly levels: readonly number[];
  /** Index of a level that is not above the one before it, or not inside (0, 1); −1: none. */
  readonly wrong: number;
}

/** What is wrong with that level. */
export const LEVELS_RULE =
  'quantiles ascend inside (0, 1), each once, also when they are rounded to 10 decimals';

/** Rounds levels to the decimals that name them. */
export function roundLevels(given: readonly number[]): QuantileLevels {
  const levels = given.map(roundLevel);
  const wrong = levels.findIndex(
    (level, index) => !(level > (levels[index - 1] ?? 0) && level < 1),
  );
  return { levels, wrong };
}
