/** 10 decimals: other programs step through levels, and 3 × 0.05 is no double that prints as 0.15. */
const SCALE = 1e10;

/**
 * A quantile level as it is computed and as it names its column: rounded to 10 decimals.
 * @param level inside (0, 1)
 */
export function roundLevel(level: number): number {
  return Math.round(level * SCALE) / SCALE;
}

/** How a level, or a share of something, is written that was given in percent; undefined where it was not. */
export function hintShare(value: unknown): string | undefined {
  return typeof value === 'number' && value > 1 && value < 100
    ? `write ${roundLevel(value / 100)} for ${value} %`
    : undefined;
}
