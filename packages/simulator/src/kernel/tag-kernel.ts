import type { CompiledModel } from '../model/compiled-model.ts';
import { visitTree } from '../language/tree.ts';
import { makeFunctions } from './generated-function.ts';
import { ExpressionWriter, NotGenerated, type ReadNames } from './expression-writer.ts';
import { RunNumbers } from './run-numbers.ts';
import { requireWritable } from './turn-writer.ts';
import { roundHalfEven } from '../math/round-half-even.ts';
import { TAG_DECIMALS } from '../symbols/symbolic-tag.ts';
import { declare } from './turn-parts.ts';

/** Finds the tag of a turn: what `readTags` finds, in a fifth of its time. */
export interface TagKernel {
  /**
   * @param natural by slot
   * @param turn completed turns
   * @returns index of the first tag that holds; −1: none; NaN: a number was not finite, `readTags`
   *   must tell
   */
  find(natural: Float64Array, turn: number): number;
}

/** One function for all conditions of a model; null: it has none that can be generated. */
export function createTagKernel({ tags, kinds }: CompiledModel): TagKernel | null {
  const reads = new Set<number>();
  for (const { when } of tags)
    if (when !== null)
      visitTree(when.tree, (node) => {
        if (node.op === 'slot') reads.add(node.slot);
      });
  const names: ReadNames = {
    slot: (slot) => `v${slot}`,
    lag: () => refuse('a tag that reads a lag'),
    number: () => refuse('a tag that reads a parameter'),
    turn: 'turn',
  };
  const writer = new ExpressionWriter(names, new RunNumbers(), 't');
  try {
    const tests = tags.map(({ when }, index) => {
      if (when !== null) requireWritable(when.tree);
      const found = `return G - G === 0 ? ${index} : G;`;
      return when === null ? found : `if (${writer.condition(when.tree)}) ${found}`;
    });
    const body = [
      'let G = 0;',
      ...declare(writer.temporaries),
      // overlays are compared as a person reads them
      ...[...reads].map((slot) =>
        kinds[slot] === 'overlay'
          ? `const v${slot} = round(X[${slot}], ${TAG_DECIMALS});`
          : `const v${slot} = X[${slot}];`,
      ),
      ...tests,
      'return G - G === 0 ? -1 : G;',
    ].join('\n');
    const made = makeFunctions({ round: roundHalfEven }, ['X', 'turn'], [body]);
    return made === null ? null : { find: made[0] as TagKernel['find'] }; // the text says so
  } catch (error) {
    if (error instanceof NotGenerated) return null;
    throw error;
  }
}

function refuse(what: string): never {
  throw new NotGenerated(what);
}
