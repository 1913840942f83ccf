import { square, sumFinite } from './sum-finite.ts';

/**
 * Σg²/(Σg² + Σc²) over a window of steps, 0..1: how much of what moved a variable is correction.
 * Nothing moved: 0.
 * @param gravity corrections, one per step of the window
 * @param causal changes by the causal model, the same steps
 * @throws ScenarioError `shadow-overflow`
 * @see FORECAST.md §3
 */
export function energyShare(
  gravity: ArrayLike<number>,
  causal: ArrayLike<number>,
  variable: string,
): number {
  return shareOf(
    sumFinite(gravity, square, variable),
    sumFinite(causal, square, variable),
    variable,
  );
}

/**
 * Σ|g|/(Σ|g| + Σ|D|) over the same kind of window, 0..1. Nothing moved: 0.
 * @throws ScenarioError `shadow-overflow`
 */
export function dominanceOf(
  gravity: ArrayLike<number>,
  causal: ArrayLike<number>,
  variable: string,
): number {
  return shareOf(
    sumFinite(gravity, Math.abs, variable),
    sumFinite(causal, Math.abs, variable),
    variable,
  );
}

/** part/(part + rest) of two finite amounts ≥ 0; 0/0 is 0. */
export function shareOf(part: number, rest: number, variable: string): number {
  const whole = sumFinite([part, rest], (amount) => amount, variable);
  return whole === 0 ? 0 : part / whole;
}

/** The last `steps` steps of one variable, oldest overwritten first. */
export interface EnergyWindow {
  push(gravity: number, causal: number): void;
  /** Whether `steps` steps are in. */
  isFull(): boolean;
  /** @throws ScenarioError `shadow-overflow` */
  share(): number;
}

/** Most runs are shorter than a window: it grows with what is in it. */
const FIRST_STEPS = 8;

/** An empty window. */
export function openEnergyWindow(steps: number, variable: string): EnergyWindow {
  let gravity: Float64Array = new Float64Array(Math.min(steps, FIRST_STEPS));
  let causal: Float64Array = new Float64Array(gravity.length);
  let seen = 0;
  return {
    push(g, c) {
      if (seen === gravity.length && seen < steps) {
        gravity = lengthen(gravity, steps);
        causal = lengthen(causal, steps);
      }
      gravity[seen % steps] = g;
      causal[seen % steps] = c;
      seen += 1;
    },
    isFull: () => seen >= steps,
    // cells not yet written are 0 and add nothing
    share: () => energyShare(gravity, causal, variable),
  };
}

function lengthen(values: Float64Array, most: number): Float64Array {
  const longer = new Float64Array(Math.min(2 * values.length, most));
  longer.set(values);
  return longer;
}
