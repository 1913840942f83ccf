import type { CompiledModel } from './compiled-model.ts';
import { readsSlot, type ConditionTree, type ExpressionTree } from '../language/tree.ts';
import type { Program } from './program.ts';

/**
 * The slots that noise can reach: those that declare some, and what rules and measurements make of
 * slots it reaches, now or later.
 * @returns by slot
 */
export function findNoiseReach({
  noise,
  rules,
  measurements,
}: Pick<CompiledModel, 'noise' | 'rules' | 'measurements'>): readonly boolean[] {
  const reached = Array.from(noise, (sd) => sd !== 0);
  const reads = (tree: ExpressionTree | null): boolean =>
    tree !== null && readsSlot(tree, (slot) => reached[slot] === true);
  let isGrowing = reached.includes(true);
  const reach = (slot: number): void => {
    if (reached[slot] === true) return;
    reached[slot] = true;
    isGrowing = true;
  };
  while (isGrowing) {
    isGrowing = false;
    for (const { when, effects } of rules) {
      const isUncertain = reads(when);
      for (const { target, add } of effects) if (isUncertain || reads(add)) reach(target);
    }
    for (const { slot, tree } of measurements) if (reads(tree)) reach(slot);
  }
  return reached;
}

/** Whether no noise reaches anything that a scenario looks at: targets, events, exposure. */
export function isDeterministic(
  { compiled, noise }: Program,
  targets: readonly number[],
  events: readonly { readonly condition: { readonly tree: ConditionTree } }[],
): boolean {
  // a dynamic overlay has no noise but its own: no rule reads it
  const reaches = (slot: number): boolean => compiled.noiseReaches[slot] ?? noise[slot] !== 0;
  return !(
    targets.some(reaches) ||
    compiled.exposed.some(reaches) ||
    events.some(({ condition }) => readsSlot(condition.tree, reaches))
  );
}
