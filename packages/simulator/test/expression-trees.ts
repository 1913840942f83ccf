import fc from 'fast-check';
import type {
  Arithmetic,
  Comparison,
  ConditionTree,
  ExpressionTree,
  NumberTree,
} from '@pulse-stream/simulator';

/** The names that generated trees read, by index. */
export const SLOTS = ['hope', 'despair', 'min', 'data', 'valueOf', 'toString', 'x_1'];
export const PARAMS = ['beta', 'e3', 'exp'];

const ARITHMETIC: readonly Arithmetic[] = ['add', 'subtract', 'multiply', 'divide', 'power'];
const COMPARISONS: readonly Comparison[] = [
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
  'equal',
  'not-equal',
];

const slot = fc.nat(SLOTS.length - 1);

interface Trees {
  number: NumberTree;
  condition: ConditionTree;
}

/** Checked trees of any shape; literals are never negative, as the parser makes them. */
export const trees = fc.letrec<Trees>((tie: fc.LetrecTypedTie<Trees>) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(0, 1, 2, 3, 0.5, 1e-3, 1e21, 5e-324).map(literal),
      fc.double({ min: 0, max: 1e3, noNaN: true }).map((value) => literal(Math.abs(value))),
      slot.map((index): NumberTree => ({ op: 'slot', slot: index })),
      fc.record({ op: fc.constant('lag' as const), slot, back: fc.integer({ min: 1, max: 9 }) }),
      fc.nat(PARAMS.length - 1).map((param): NumberTree => ({ op: 'param', param })),
      fc.constant<NumberTree>({ op: 'turn' }),
    ),
    fc.record({
      op: fc.constantFrom('negate', 'abs', 'ln', 'exp', 'sqrt', 'sigmoid', 'floor'),
      of: tie('number'),
    }),
    fc.record({
      op: fc.constantFrom(...ARITHMETIC),
      left: tie('number'),
      right: tie('number'),
    }),
    fc.record({
      op: fc.constantFrom('min', 'max'),
      of: fc.array(tie('number'), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({
      op: fc.constant('clamp' as const),
      of: tie('number'),
      low: tie('number'),
      high: tie('number'),
    }),
  ),
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      op: fc.constantFrom(...COMPARISONS),
      left: tie('number'),
      right: tie('number'),
    }),
    fc.record({
      op: fc.constantFrom('and', 'or'),
      left: tie('condition'),
      right: tie('condition'),
    }),
    fc.record({ op: fc.constant('not' as const), of: tie('condition') }),
  ),
}));

function literal(value: number): NumberTree {
  return { op: 'literal', value };
}

/** Sign and binding strength of the operators, as the language documents them. */
const OPERATORS: Record<string, readonly [string, number]> = {
  or: ['or', 1],
  and: ['and', 2],
  less: ['<', 4],
  'less-or-equal': ['<=', 4],
  greater: ['>', 4],
  'greater-or-equal': ['>=', 4],
  equal: ['==', 4],
  'not-equal': ['!=', 4],
  add: ['+', 5],
  subtract: ['-', 5],
  multiply: ['*', 6],
  divide: ['/', 6],
  power: ['^', 8],
};

/** Prints with as few parentheses as the precedence allows; `least` is what must hold together. */
export function printExpression(tree: ExpressionTree, least = 0): string {
  const [text, binding] = printBare(tree);
  return binding < least ? `(${text})` : text;
}

function printBare(tree: ExpressionTree): [text: string, binding: number] {
  const own = 9;
  switch (tree.op) {
    case 'literal':
      return [String(tree.value), own];
    case 'slot':
      return [SLOTS[tree.slot] ?? '', own];
    case 'lag':
      return [`${SLOTS[tree.slot]}[-${tree.back}]`, own];
    case 'param':
      return [PARAMS[tree.param] ?? '', own];
    case 'turn':
      return ['turn', own];
    case 'negate':
      return [`-${printExpression(tree.of, 7)}`, 7];
    case 'not':
      return [`not ${printExpression(tree.of, tree.of.op === 'not' ? 3 : 4)}`, 3];
    case 'min':
    case 'max':
      return [`${tree.op}(${tree.of.map((of) => printExpression(of)).join(', ')})`, own];
    case 'clamp':
      return [
        `clamp(${[tree.of, tree.low, tree.high].map((of) => printExpression(of)).join(', ')})`,
        own,
      ];
    case 'abs':
    case 'ln':
    case 'exp':
    case 'sqrt':
    case 'sigmoid':
    case 'floor':
      return [`${tree.op}(${printExpression(tree.of)})`, own];
    default: {
      const [sign, binding] = OPERATORS[tree.op] ?? ['', 0];
      // A power groups to the right and its left side is not a sign; the others group to the left;
      // comparisons do not group.
      const left = tree.op === 'power' || binding === 4 ? binding + 1 : binding;
      const right = tree.op === 'power' ? 7 : binding + 1;
      return [
        `${printExpression(tree.left, left)} ${sign} ${printExpression(tree.right, right)}`,
        binding,
      ];
    }
  }
}
