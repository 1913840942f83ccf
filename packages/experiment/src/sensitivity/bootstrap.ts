import type { Rng } from '@pulse-stream/worldstate';

/** A number and where it lies in 95 of 100 resamples; null: it cannot be said. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The shares of resamples below and above an interval. */
const [BELOW, ABOVE] = [0.025, 0.975];
/** An interval of fewer resamples says next to nothing. */
const LEAST_FINITE = 0.9;

/** How often each of so many rows comes in a sample of as many with replacement. */
export function resample(count: number, rng: Rng, weights: Uint16Array): void {
  weights.fill(0);
  for (let row = 0; row < count; row += 1) {
    const drawn = Math.floor(rng.nextUnit() * count);
    weights[drawn] = (weights[drawn] ?? 0) + 1;
  }
}

function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const [low = 0, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

const orNull = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/**
 * Numbers with the intervals of the bootstrap (percentiles): all are computed anew from rows that
 * were drawn with replacement.
 * @param compute from how often each row counts
 * @param resamples 0: no intervals
 */
export function bootstrap(
  count: number,
  compute: (weights: Uint16Array) => readonly number[],
  { resamples, rng }: { readonly resamples: number; readonly rng: Rng },
): Estimate[] {
  const values = compute(new Uint16Array(count).fill(1));
  const drawn: number[][] = values.map(() => []);
  const weights = new Uint16Array(count);
  for (let copy = 0; copy < resamples; copy += 1) {
    resample(count, rng, weights);
    for (const [at, value] of compute(weights).entries())
      if (Number.isFinite(value)) drawn[at]?.push(value);
  }
  return values.map((value, at) => {
    const sorted = (drawn[at] ?? []).toSorted((a, b) => a - b);
    const isEnough = resamples > 0 && sorted.length >= LEAST_FINITE * resamples;
    if (!isEnough || orNull(value) === null) return { value: orNull(value), low: null, high: null };
    // near ±1 resamples lie to one side: an interval without its own number would help nobody
    return {
      value,
      low: Math.min(value, quantile(sorted, BELOW)),
      high: Math.max(value, quantile(sorted, ABOVE)),
    };
  });
}
