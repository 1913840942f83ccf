import type { CompiledModel } from '../model/compiled-model.ts';

/** Whether a slot lacks a bound, so that it can grow beyond all numbers. */
export function isUnbounded({ lower, upper }: CompiledModel, slot: number): boolean {
  return !((lower[slot] ?? -Infinity) > -Infinity && (upper[slot] ?? Infinity) < Infinity);
}

/**
 * By slot: whether it is inside its bounds after decay and after every effect. Decay goes down to 0
 * and effects to their own limits, which may be outside the bounds.
 */
export function findInside({ names, decay, lower, upper, rules }: CompiledModel): boolean[] {
  const inside = names.map((_, slot) => (decay[slot] ?? 0) === 0 || (lower[slot] ?? 0) <= 0);
  for (const { effects } of rules)
    for (const { target, lower: least, upper: most } of effects) {
      const [low, high] = [lower[target] ?? -Infinity, upper[target] ?? Infinity];
      const keeps = (limit: number): boolean => limit >= low && limit <= high;
      if (least > -Infinity && !keeps(least)) inside[target] = false;
      if (most < Infinity && !keeps(most)) inside[target] = false;
    }
  return inside;
}
