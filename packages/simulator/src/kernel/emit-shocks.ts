import type { CompiledModel, NoiseGroup } from '../model/compiled-model.ts';
import { NotEmitted } from './emit-expression.ts';
import type { SlotEmitter } from './emit-slot.ts';
import type { ValueEmitter } from './emit-values.ts';

/** Slots whose shocks are drawn together, and how. */
export interface Shocks {
  readonly compiled: CompiledModel;
  readonly group: NoiseGroup;
  /** Leaves the normal for a slot of the group on the stack. */
  readonly normal: (index: number) => void;
  /** What a shock is multiplied by beside its standard deviation. */
  readonly scale: number | null;
}

/**
 * Adds shocks to the slots of a group. All deviations read the values before any shock.
 * @throws NotEmitted when they are not independent normals
 */
export function emitShocks(
  values: ValueEmitter,
  slots: SlotEmitter,
  { compiled, group, normal, scale }: Shocks,
): void {
  const { emitter } = values;
  const { code } = emitter;
  if (group.factor !== null) throw new NotEmitted('noise that is correlated');
  const isPlain = group.slots.every((slot) => compiled.noises[slot]?.tree.op === 'literal');
  const waiting: { slot: number; shock: number }[] = [];
  for (const [index, slot] of group.slots.entries()) {
    const noise = compiled.noises[slot] ?? null;
    if (noise === null || noise.degrees !== null) throw new NotEmitted('noise that is not normal');
    const shock = emitter.take();
    values.need(noise.tree);
    emitter.checked(noise.tree);
    code.set(shock);
    if (noise.tree.op !== 'literal') {
      code.get(shock).double(0).op('f64.lt');
      code.open('if');
      emitter.giveUp();
      code.close();
    }
    normal(index);
    code.get(shock).op('f64.mul');
    if (scale !== null) code.double(scale).op('f64.mul');
    code.set(shock);
    if (isPlain) {
      slots.shock(slot, shock);
      emitter.give(shock);
    } else waiting.push({ slot, shock });
  }
  for (const { slot, shock } of waiting) slots.shock(slot, shock);
  for (const { shock } of waiting.toReversed()) emitter.give(shock);
}
