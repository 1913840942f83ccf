import type { CompiledModel, NoiseGroup } from '../model/compiled-model.ts';
import type { ExpressionEmitter } from './expression.ts';
import type { SlotEmitter } from './slot.ts';
import type { ValueEmitter } from './values.ts';

/** Slots whose shocks are drawn together, and how. */
export interface Shocks {
  readonly compiled: CompiledModel;
  readonly group: NoiseGroup;
  /** Leaves a normal of the group on the stack, by how many are before it. */
  readonly normal: (index: number) => void;
  /** What a shock is multiplied by beside its standard deviation. */
  readonly scale: number | null;
  /** By slot, a byte each: 1 where a correction shocks it instead; null: none does. */
  readonly quiet: number | null;
}

/** Adds shocks to the slots of a group. All deviations read the values before any shock. */
export function emitShocks(values: ValueEmitter, slots: SlotEmitter, shocks: Shocks): void {
  const { compiled, group } = shocks;
  const { emitter } = values;
  const isPlain =
    group.factor === null &&
    group.slots.every((slot) => compiled.noises[slot]?.tree.op === 'literal');
  const places = readShocks(shocks);
  if (isPlain)
    // nothing is read: one after the other needs one variable
    for (const { slot, draw } of places) {
      const shock = emitter.take();
      draw(emitter);
      emitter.code.set(shock);
      deviate(values, shocks, slot, shock);
      if (shocks.quiet !== null) emitLoud(emitter, shocks.quiet + slot);
      slots.shock(slot, shock);
      if (shocks.quiet !== null) emitter.code.close();
      emitter.give(shock);
    }
  else {
    const drawn = places.map(({ draw }) => {
      const shock = emitter.take();
      draw(emitter);
      emitter.code.set(shock);
      return shock;
    });
    if (group.factor !== null) correlate(emitter, group.factor, drawn);
    for (const [index, { slot }] of places.entries())
      deviate(values, shocks, slot, drawn[index] ?? 0);
    for (const [index, { slot }] of places.entries()) slots.shock(slot, drawn[index] ?? 0);
    for (const shock of drawn.toReversed()) emitter.give(shock);
  }
}

/** Opens a block for a slot that is not quiet. */
function emitLoud({ code }: ExpressionEmitter, address: number): void {
  code.int(0).load('i32.load8_u', address).op('i32.eqz');
  code.open('if');
}

/** How the shocks of a group are drawn, in its order. */
function readShocks({ compiled, group, normal }: Shocks) {
  let normals = 0;
  return group.slots.map((slot) => {
    if ((compiled.noises[slot]?.degrees ?? null) !== null)
      return {
        slot,
        draw: (emitter: ExpressionEmitter): void => {
          emitter.code.int(slot);
          emitter.call('student');
        },
      };
    const index = normals;
    normals += 1;
    return {
      slot,
      draw: (): void => {
        normal(index);
      },
    };
  });
}

/** Gives a shock the standard deviation of its slot now. */
function deviate(
  values: ValueEmitter,
  { compiled, scale }: Shocks,
  slot: number,
  shock: number,
): void {
  const { emitter } = values;
  const { code } = emitter;
  const tree = compiled.noises[slot]?.tree;
  if (tree === undefined) return;
  const sd = emitter.take();
  values.need(tree);
  emitter.checked(tree);
  code.set(sd);
  if (tree.op !== 'literal') {
    code.get(sd).double(0).op('f64.lt');
    code.open('if');
    emitter.giveUp();
    code.close();
  }
  code.get(shock).get(sd).op('f64.mul');
  if (scale !== null) code.double(scale).op('f64.mul');
  code.set(shock);
  emitter.give(sd);
}

/** As `correlateNormals`: from the last row on, for a row reads those above it. */
function correlate(
  emitter: ExpressionEmitter,
  factor: Float64Array,
  shocks: readonly number[],
): void {
  const { code } = emitter;
  for (const [row, shock] of [...shocks.entries()].toReversed()) {
    code.double(0);
    for (let k = 0; k <= row; k += 1)
      code
        .double(factor[row * shocks.length + k] ?? 0)
        .get(shocks[k] ?? 0)
        .op('f64.mul', 'f64.add');
    code.set(shock);
  }
}
