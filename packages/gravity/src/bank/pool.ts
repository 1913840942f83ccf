import { POOL, type BankState } from './state.ts';

/** The standardised shocks of the past, centred: what a forecast adds to what an expert expects. */
export interface ShockPool {
  /** Past steps to draw from. */
  readonly size: number;
  /**
   * u − mean of u over the pool, of one expert of one variable.
   * @param entry i × experts + k
   * @param place 0 ≤ place < size; where the variable was not observed, the nearest place before
   * (cyclically) at which it was
   */
  shock(entry: number, place: number): number;
}

/** Centring is what keeps shocks from acting as a drift. */
export function openPool({ shocks, pooled, weight, variables }: BankState): ShockPool {
  const means = new Float64Array(weight.length).fill(Number.NaN);
  return { size: pooled, shock };

  function shock(entry: number, place: number): number {
    let mean = means[entry] as number; // entry is in range
    if (Number.isNaN(mean)) {
      mean = meanOf(entry);
      means[entry] = mean;
    }
    return known(entry, place) - mean;
  }

  /** Over the places as they are drawn: filled where missing. */
  function meanOf(entry: number): number {
    let sum = 0;
    for (let place = 0; place < pooled; place += 1) sum += known(entry, place);
    return sum / pooled;
  }

  function known(entry: number, place: number): number {
    const at = entry * POOL;
    let back = place;
    for (let tries = 0; tries < pooled; tries += 1) {
      const value = shocks[at + back] as number; // inside the pool
      if (!Number.isNaN(value)) return value;
      back = back === 0 ? pooled - 1 : back - 1;
    }
    const variable = variables[Math.floor((entry / weight.length) * variables.length)];
    throw new Error(`${variable} has no shock in the pool`);
  }
}
