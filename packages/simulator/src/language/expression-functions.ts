import { hintNearest } from '@pulse-stream/worldstate';
import type { NumberFunction, NumberTree } from './tree.ts';

interface FunctionRule {
  /** How it is written. */
  readonly usage: string;
  /** The node, or null when the number of operands is wrong. */
  build(operands: readonly NumberTree[]): NumberTree | null;
}

function ofOne(op: Exclude<NumberFunction, 'negate'>): FunctionRule {
  return {
    usage: `${op}(x)`,
    build: ([of, ...more]) => (of === undefined || more.length > 0 ? null : { op, of }),
  };
}

function ofMany(op: 'min' | 'max'): FunctionRule {
  return { usage: `${op}(a, b, …)`, build: (of) => (of.length === 0 ? null : { op, of }) };
}

/** Every function of the language. */
export const FUNCTIONS = {
  min: ofMany('min'),
  max: ofMany('max'),
  abs: ofOne('abs'),
  ln: ofOne('ln'),
  exp: ofOne('exp'),
  sqrt: ofOne('sqrt'),
  sigmoid: ofOne('sigmoid'),
  clamp: {
    usage: 'clamp(x, low, high)',
    build: ([of, low, high, ...more]) =>
      of === undefined || low === undefined || high === undefined || more.length > 0
        ? null
        : { op: 'clamp', of, low, high },
  },
  floor: ofOne('floor'),
} as const satisfies Record<string, FunctionRule>;

export type FunctionName = keyof typeof FUNCTIONS;

/** Functions of other languages and how to say the same here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['log', 'the natural logarithm is ln(x)'],
  ['log10', 'write ln(x) / ln(10)'],
  ['pow', 'write x ^ y'],
  ['round', 'write floor(x + 0.5)'],
  ['ceil', 'write -floor(-x)'],
  ['mod', 'write x - y * floor(x / y)'],
  ['if', 'an expression has no branches; use when of a rule'],
]);

/** Names of other languages and how to say the same here. */
const NAMES_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['pi', 'write 3.141592653589793'],
  ['e', 'write exp(1)'],
  ['t', 'completed turns are read as turn'],
  ['time', 'completed turns are read as turn'],
  ['true', 'a rule without when always applies'],
  ['false', 'leave out what never applies'],
]);

/** What was probably meant by a name that other languages have. */
export function hintName(name: string): string | undefined {
  return NAMES_ELSEWHERE.get(name.toLowerCase());
}

export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** How a function is written, for messages. */
export function usageOf(name: FunctionName): string {
  return FUNCTIONS[name].usage;
}

/** What was probably meant by a function that does not exist. */
export function hintFunction(name: string): string | undefined {
  if (name.length > 64) return undefined;
  return ELSEWHERE.get(name) ?? hintNearest(name, Object.keys(FUNCTIONS));
}
