import type { CompiledModel } from '../model/compiled-model.ts';
import type { WritePart } from './text-pieces.ts';

/** Step 2, one part per slot. */
export function decayParts({ names }: CompiledModel): WritePart[] {
  return names.map((_, slot) => (writer) => writer.decay(slot));
}

/** Step 3, one part per rule. */
export function ruleParts({ rules }: CompiledModel): WritePart[] {
  let effect = 0;
  return rules.map(({ effects }, rule) => {
    const first = effect;
    effect += effects.length;
    return (writer) => writer.rule(rule, first);
  });
}

/**
 * Step 7, one part per measurement.
 * @param isSeen whether anybody reads the value of a slot
 */
export function measurementParts(
  { measurements }: CompiledModel,
  isSeen: (slot: number) => boolean = () => true,
): WritePart[] {
  return measurements.map(
    ({ slot }, index) =>
      (writer) =>
        writer.measure(index, isSeen(slot)),
  );
}

/** The declaration of variables, if there are any. */
export function declare(variables: readonly string[]): string[] {
  return variables.length === 0 ? [] : [`let ${variables.join(', ')};`];
}
