import type { WorldModel } from '@pulse-stream/worldstate';
import { interpretNumber } from '../language/evaluate.ts';
import { parseNumber, type NameTable } from '../language/parse-expression.ts';
import type { CompiledSlots } from './compile-slots.ts';
import { slotsReadNow } from './compile-starts.ts';
import type { CompiledValues } from './compile-values.ts';
import type { CompiledMeasurement } from './compiled-model.ts';
import { hintSlot } from './name-hints.ts';
import type { ModelProblems } from '../shape/problems.ts';

/**
 * A measurement may read measured overlays that come before it; the present value of itself or of
 * a later one would be a circle.
 */
export function compileMeasurements(
  model: WorldModel,
  slots: CompiledSlots,
  table: NameTable,
  { values }: CompiledValues,
  problems: ModelProblems,
): CompiledMeasurement[] {
  const meanings = new Map(table.meanings);
  const late = new Set<number>();
  const declared = Object.entries(model.measurements);
  for (const [name] of declared) {
    const meaning = meanings.get(name);
    const notNow = `${name} is measured, but not before this measurement`;
    if (meaning?.kind === 'slot') meanings.set(name, { ...meaning, notNow });
  }
  return declared.flatMap(([name, source]) => {
    const path = ['measurements', name];
    const slot = slots.index.get(name);
    if (slot === undefined) {
      problems.addUnknown(path, name, { hint: hintSlot(name, table) });
      return [];
    }
    if (slots.kinds[slot] !== 'overlay')
      problems.add(path, `only overlays are measured, and ${name} is of kind ${slots.kinds[slot]}`);
    const tree = problems.attempt(path, undefined, () =>
      parseNumber(source, { ...table, meanings }),
    );
    for (const read of tree === null ? [] : slotsReadNow(tree, values)) {
      const meaning = meanings.get(slots.names[read] ?? '');
      if (meaning?.kind === 'slot' && meaning.notNow !== undefined)
        problems.add(path, `${meaning.notNow}, and a value that it reads does`);
    }
    meanings.set(name, { kind: 'slot', index: slot });
    if (tree === null) return [];
    const readsDelays = [...slotsReadNow(tree, values)].some(
      (read) => slots.kinds[read] === 'hidden' || late.has(read),
    );
    if (readsDelays) late.add(slot);
    return [{ slot, tree, value: interpretNumber(tree), readsDelays }];
  });
}
