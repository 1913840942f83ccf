import { fail, type SimulatedRun } from '@pulse-stream/worldstate';
import type { ControlRun } from '@pulse-stream/worldstate/internal';
import { UNBOUNDED } from './attribution.ts';
import { unknownBecause, type Reading } from './reading.ts';

/** One in how many members counts as the bad tail: 5 %. */
const TAIL = 20;

/**
 * Expected shortfall at 5 %: the plain mean of the worst ⌈M/20⌉ changes; no interpolation between
 * order statistics.
 * @param changes one per member, at least one; not modified
 * @returns negative for a loss, in the unit of the changes
 * @throws RangeError for no changes (a bug of the caller)
 */
export function expectedShortfall5(changes: Float64Array): number {
  if (changes.length === 0) throw new RangeError('no expected shortfall of nothing');
  const worst = worstOf(changes, Math.ceil(changes.length / TAIL));
  let mean = 0;
  // each term is divided first: a sum of huge losses could overflow where their mean does not
  for (let index = 0; index < worst.length; index += 1)
    mean += (worst[index] as number) / worst.length; // in range
  return mean;
}

/** Sorting all of them is faster from so many on. */
const MANY = 32;

/** The `count` smallest, ascending. */
function worstOf(changes: Float64Array, count: number): Float64Array {
  if (count > MANY) return changes.toSorted().subarray(0, count);
  const worst = new Float64Array(count).fill(Infinity);
  for (let index = 0; index < changes.length; index += 1) {
    const change = changes[index] as number; // in range, here and below
    if (!(change < (worst[count - 1] as number))) continue;
    let place = count - 1;
    for (; place > 0 && (worst[place - 1] as number) > change; place -= 1)
      worst[place] = worst[place - 1] as number;
    worst[place] = change;
  }
  return worst;
}

/**
 * Risk of a run: clamp(−ES5 / |start exposure + cash|, 0, 1), ES5 the expected shortfall of the
 * change in total exposure (capital without cash).
 * @returns 0..1; null with a reason without capital, without an ensemble, or when nothing was owned
 *   at the start
 * @throws ScenarioError `overflow` when a sum of capital is beyond the range of a double
 * @see FORECAST.md §4
 */
export function measureRisk({
  exposure,
  ensemble,
  member,
  deterministic,
  control,
}: Pick<SimulatedRun, 'exposure' | 'ensemble' | 'member' | 'deterministic'> & {
  readonly control: Pick<ControlRun, 'exposureChange'>;
}): Reading {
  if (exposure === null) return unknownBecause('the model has no capital');
  // members that are all one path change as it does
  const changes = deterministic
    ? Float64Array.of(control.exposureChange)
    : ensemble?.exposureChanges;
  if (changes === undefined || member !== null) return unknownBecause('one path has no tail');
  const owned = Math.abs(exposure.start + exposure.cash);
  if (owned === 0) return unknownBecause('exposure plus cash is 0 at the start');
  // 0 while every change is a finite number
  let doubt = owned - owned;
  for (let index = 0; index < changes.length; index += 1) {
    const change = changes[index] as number; // in range
    doubt += change - change;
  }
  if (doubt !== 0)
    fail('overflow', 'assess', 'the capital sums to more than the range of a double', {
      hint: UNBOUNDED,
    });
  const shortfall = expectedShortfall5(changes);
  return { value: Math.min(1, Math.max(0, -shortfall / owned)) };
}
