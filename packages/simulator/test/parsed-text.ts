import { ExpressionError } from '../src/language/expression-error.ts';
import type { LookupTable } from '../src/language/lookup-table.ts';
import type { NameMeaning, NameTable } from '../src/language/parse-expression.ts';
import { operandsOf, type ExpressionTree } from '../src/language/tree.ts';

export const EFFECT: LookupTable = {
  name: 'effect',
  x: Float64Array.of(0),
  y: Float64Array.of(1),
  beyond: 'hold',
};

/** One name of every kind. */
export const PARSE_NAMES: NameTable = {
  meanings: new Map<string, NameMeaning>([
    ['hope', { kind: 'slot', index: 0 }],
    ['fatigue', { kind: 'slot', index: 1 }],
    ['a', { kind: 'slot', index: 2 }],
    ['b', { kind: 'slot', index: 3 }],
    ['c', { kind: 'slot', index: 4 }],
    ['max', { kind: 'slot', index: 5 }],
    ['beta', { kind: 'param', index: 0 }],
    ['late', { kind: 'slot', index: 6, notNow: 'late comes later' }],
    ['share', { kind: 'value', index: 1, slot: 9 }],
    ['inflow', { kind: 'series', index: 2 }],
    ['effect', { kind: 'table', table: EFFECT }],
    ['month', { kind: 'slot', index: 7 }],
  ]),
  turn: true,
  clock: true,
  noLags: null,
};

/** A tree as text with all its parentheses. */
export function showTree(tree: ExpressionTree): string {
  if (tree.op === 'literal') return String(tree.value);
  if (tree.op === 'slot') return `s${tree.slot}`;
  if (tree.op === 'lag') return `s${tree.slot}@${tree.back}`;
  if (tree.op === 'param') return `p${tree.param}`;
  if (tree.op === 'turn') return 'turn';
  if (tree.op === 'value') return `v${tree.value}`;
  if (tree.op === 'series') return `d${tree.series}`;
  if (tree.op === 'clock') return tree.reading;
  const name = tree.op === 'table' ? tree.table.name : tree.op;
  return `(${[name, ...operandsOf(tree).map(showTree)].join(' ')})`;
}

/** What is wrong with a text. */
export function errorOf(parse: () => unknown): ExpressionError {
  try {
    parse();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}
