import type { CompiledModel } from '../model/compiled-model.ts';
import { visitTree, type ConditionTree, type ExpressionTree } from '../language/tree.ts';

/** The slots whose past is read, and how far back. */
export interface History {
  /** The slots, in the order of a row. */
  readonly slots: readonly number[];
  /** Rows before the present one. */
  readonly depth: number;
}

/** What the rows of a path's history must hold. */
export function historyOf({ maxLag, longestLag }: CompiledModel): History {
  const slots = [...maxLag.keys()].filter((slot) => (maxLag[slot] ?? 0) > 0);
  return { slots, depth: longestLag };
}

function treesOfRules({ rules }: CompiledModel): ExpressionTree[] {
  return rules.flatMap(({ when, effects }) => [
    ...(when === null ? [] : [when]),
    ...effects.map(({ add }) => add),
  ]);
}

/** Simultaneous rules read copies of the slots they change. */
export function frozenSlots(compiled: CompiledModel): Set<number> {
  if (!compiled.simultaneous) return new Set();
  const changed = new Set(
    compiled.rules.flatMap(({ effects }) => effects.map(({ target }) => target)),
  );
  const read = new Set<number>();
  for (const tree of treesOfRules(compiled))
    visitTree(tree, (node) => {
      if (node.op === 'slot' && changed.has(node.slot)) read.add(node.slot);
    });
  return new Set([...read].toSorted((a, b) => a - b));
}

/** The slots whose values are read by a rule, a measurement or an event, or recorded. */
export function seenSlots(
  compiled: CompiledModel,
  { targets, events }: { targets: readonly number[]; events: readonly ConditionTree[] },
): Set<number> {
  const seen = new Set(targets);
  const measured = compiled.measurements.map(({ tree }) => tree);
  for (const tree of [...treesOfRules(compiled), ...measured, ...events])
    visitTree(tree, (node) => {
      if (node.op === 'slot' || node.op === 'lag') seen.add(node.slot);
    });
  return seen;
}
