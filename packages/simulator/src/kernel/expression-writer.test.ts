import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kernelTrees, PARAMS, readings, trees } from '../../test/expression-trees.ts';
import { evaluateCondition, evaluateNumber, type Readings } from '../language/evaluate.ts';
import type { ConditionTree, NumberTree } from '../language/tree.ts';
import { runsInKernel } from '../language/nodes.ts';
import { NumericError } from '../math/numeric-error.ts';
import { compileModel } from '../model/compile-model.ts';
import { bindProgram } from '../model/program.ts';
import { ExpressionWriter, NotGenerated, type ReadNames } from './expression-writer.ts';
import { makeFunctions } from './generated-function.ts';
import { RunNumbers } from './run-numbers.ts';
import { requireWritable } from './turn-writer.ts';

const names: ReadNames = {
  slot: (slot) => `at.x[${slot}]`,
  lag: (slot, back) => `at.lag(${slot}, ${back})`,
  number: (index) => `P[${index}]`,
  turn: 'at.turn',
};

/** Runs generated code; null: it is in doubt. */
function generate(
  write: (writer: ExpressionWriter) => string,
  at: Readings,
): number | boolean | null {
  const numbers = new RunNumbers();
  const writer = new ExpressionWriter(names, numbers, 'r');
  const text = write(writer);
  const variables = ['G = 0', ...writer.temporaries].join(', ');
  const body = `let ${variables}; const v = ${text}; return G - G === 0 ? v : null;`;
  const bound = new Float64Array(numbers.count);
  numbers.bind({ ...program, params: at.params }, bound);
  const [run] = makeFunctions({}, ['at', 'P'], [body]) ?? [];
  return (run as (at: Readings, P: Float64Array) => number | boolean | null)(at, bound); // its text
}

const program = bindProgram(
  compileModel({
    name: 'params',
    slots: { x: { kind: 'variable', initial: 0 } },
    params: Object.fromEntries(PARAMS.map((name) => [`p_${name}`, { value: 1 }])),
  }),
);

function interpret<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NumericError) return null;
    throw error;
  }
}

test('generated code gives every bit of the interpreter, or is in doubt where that fails', () => {
  let values = 0;
  const same = (found: unknown, known: unknown): void => {
    if (known !== null) values += 1;
    expect(found).toBe(known);
  };
  fc.assert(
    fc.property(kernelTrees.number, readings, (tree: NumberTree, at) => {
      expect(runsInKernel(tree)).toBe(true);
      same(
        generate((writer) => writer.checked(tree), at),
        interpret(() => evaluateNumber(tree, at)),
      );
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(kernelTrees.condition, readings, (tree: ConditionTree, at) => {
      same(
        generate((writer) => writer.condition(tree), at),
        interpret(() => evaluateCondition(tree, at)),
      );
    }),
    { numRuns: 3000 },
  );
  expect(values).toBeGreaterThan(2500);
});

test('no kernel is made of a tree with a node that only the interpreter knows', () => {
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(trees.number, (tree) => {
      seen.add(runsInKernel(tree));
      if (runsInKernel(tree)) requireWritable(tree);
      else expect(() => requireWritable(tree)).toThrow(NotGenerated);
    }),
    { numRuns: 300 },
  );
  expect(seen.size).toBe(2);
});
