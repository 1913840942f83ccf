import { POOL, type BankState } from './state.ts';

/** The standardised shocks of the past, centred: what a forecast adds to what an expert expects. */
export interface ShockPool {
  /** Past steps to draw from. */
  readonly size: number;
  /** Mean of u over the pool, of one expert of one variable: i × experts + k. */
  mean(entry: number): number;
  /**
   * u of one expert of one variable.
   * @param place 0 ≤ place < size; where the variable was not observed, the nearest place before
   * (cyclically) at which it was
   */
  known(entry: number, place: number): number;
  /** Writes u − mean of u of every place. */
  readonly write: (entry: number, to: Float64Array) => void;
}

/** Centring is what keeps shocks from acting as a drift. */
export function openPool({ shocks, pooled, weight, variables }: BankState): ShockPool {
  const means = new Float64Array(weight.length).fill(Number.NaN);
  return { size: pooled, mean, known, write };

  function write(entry: number, to: Float64Array): void {
    const centre = mean(entry);
    for (let place = 0; place < pooled; place += 1) to[place] = known(entry, place) - centre;
  }

  function mean(entry: number): number {
    const found = means[entry] as number; // entry is in range
    if (!Number.isNaN(found)) return found;
    const made = meanOf(entry);
    means[entry] = made;
    return made;
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
