import { levelsOf, visitTree, type ExpressionTree } from '../language/tree.ts';
import type { ModelProblems } from '../shape/problems.ts';
import type { CompiledValue } from './compiled-model.ts';

/**
 * Levels of formulas within each other, from value to value. A path that has to be computed through more
 * of them could take more stack than there is.
 */
export const MOST_LEVELS = 2500;

/** Refuses values that read each other in a circle, or through too many others. */
export function checkChains(values: readonly CompiledValue[], problems: ModelProblems): void {
  /** Of each value, the levels that computing it takes; 0: not known yet. */
  const levels = new Float64Array(values.length);
  const way: number[] = [];
  const nameOf = (value: number): string => values[value]?.name ?? '';
  /** @returns whether a value is sound, and what it reads */
  const visit = (value: number): boolean => {
    if (levels[value] !== 0) return true;
    const before = way.indexOf(value);
    if (before >= 0) {
      const circle = [...way.slice(before), value].map(nameOf);
      problems.add(['values', circle[0] ?? ''], `is made of itself: ${circle.join(' reads ')}`, {
        hint: 'a circle needs a slot or a delay in it, which remembers',
      });
      return false;
    }
    const { tree } = values[value] as CompiledValue; // of a checked tree
    way.push(value);
    let deepest = 0;
    // every value on the way is at least one level
    let isSound = way.length <= MOST_LEVELS;
    for (const read of isSound ? readNow(values, tree) : []) {
      if (!visit(read)) return false;
      deepest = Math.max(deepest, levels[read] as number); // as above
    }
    way.pop();
    levels[value] = levelsOf(tree) + deepest;
    isSound &&= levels[value] <= MOST_LEVELS;
    if (!isSound)
      problems.add(
        ['values', nameOf(value)],
        `is computed through more than ${MOST_LEVELS} levels of formulas, from value to value`,
        { hint: 'put a slot or a delay between them, or fewer operations into one formula' },
      );
    return isSound;
  };
  for (const value of values.keys()) if (!visit(value)) return;
}

/** The values that a tree reads as they are now. */
function readNow(values: readonly CompiledValue[], tree: ExpressionTree): Set<number> {
  const read = new Set<number>();
  const first = values[0]?.slot ?? 0;
  visitTree(tree, (node) => {
    if (node.op === 'value') read.add(node.value);
    // at the end of a turn that is the value now
    const index = node.op === 'lag' && node.back === 0 ? node.slot - first : -1;
    if (index >= 0 && index < values.length) read.add(index);
  });
  return read;
}
