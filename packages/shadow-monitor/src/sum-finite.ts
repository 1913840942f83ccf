import { fail } from '@pulse-stream/worldstate';

/**
 * Σ measure(value) over the values.
 * @throws ScenarioError `shadow-overflow` when a value or the sum is not finite: an alarm that
 * cannot be computed must not pass for one that is silent
 */
export function sumFinite(
  values: ArrayLike<number>,
  measure: (value: number) => number,
  variable: string,
): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += measure(values[at] ?? Number.NaN);
  return Number.isFinite(sum) ? sum : refuseOverflow(variable);
}

/** Ends the scenario: what is watched of this variable is not a finite number. */
export function refuseOverflow(variable: string): never {
  return fail(
    'shadow-overflow',
    'shadow-monitor',
    `what the shadow monitor sums up for "${variable}" is not finite`,
    { hint: 'its changes or corrections are too large to be squared' },
  );
}

/** x². */
export function square(value: number): number {
  return value * value;
}
