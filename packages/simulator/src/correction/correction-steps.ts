import type { Whole } from '../math/whole.ts';
import { POSITION, SEASON } from './correction-places.ts';

// `!` below: every index is a place of the layout (correction-places.ts)

export function clip(value: number, limit: number): number {
  return value > limit ? limit : value < -limit ? -limit : value;
}

/** Position in the season of the present turn. */
export function nextPosition(plan: Int32Array): Whole {
  const next: Whole = plan[POSITION]! + 1;
  return next === plan[SEASON]! ? 0 : next;
}
