import type { Plain } from '../wasm/instructions.ts';
import type { Emit } from './emit-operation.ts';

/** All values between two ends, both included; −∞ and ∞ when nothing is known. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const ANY: Interval = { low: -Infinity, high: Infinity };

/** The least interval that holds others, at least one. */
export const hull = (...of: readonly Interval[]): Interval => ({
  low: Math.min(...of.map(({ low }) => low)),
  high: Math.max(...of.map(({ high }) => high)),
});

/** `name(x)`. */
export interface FunctionSyntax {
  readonly form: 'function';
  /** How it is written, for people. */
  readonly usage: string;
}

/** The syntax of a function. */
export const call = (usage: string): FunctionSyntax => ({ form: 'function', usage });

/** `-x`: an operator holds its operand the tighter, the larger `binding`. */
export interface SignSyntax {
  readonly form: 'sign';
  readonly sign: string;
  readonly binding: number;
}

/** `a + b`. */
export interface BetweenSyntax {
  readonly form: 'between';
  readonly sign: string;
  readonly binding: number;
  /** Which two of three operands belong together; `never`: they cannot be chained. */
  readonly groups: 'left' | 'right' | 'never';
}

/** How an operation is written in the language. */
export type Syntax = FunctionSyntax | SignSyntax | BetweenSyntax;

/** What an operation on constants says that cannot have been meant. */
export interface Note {
  readonly message: string;
  readonly hint?: string;
}

/** `many`: one or more. */
type Arity = 1 | 2 | 3 | 'many';

type Operands<T, N extends Arity> = N extends 1
  ? readonly [T]
  : N extends 2
    ? readonly [T, T]
    : N extends 3
      ? readonly [T, T, T]
      : readonly T[];

/** All there is to know of an operation of N numbers whose value is a number. */
interface Operation<N extends Arity> {
  /** What it gives, in one line. */
  readonly description: string;
  /**
   * IEEE doubles, never NaN; the reference that every engine equals bit for bit. Of many it takes the
   * value so far and the next operand.
   * @throws NumericError when there is no finite result
   */
  readonly evaluate: (...operands: Operands<number, N extends 'many' ? 2 : N>) => number;
  /** The same in WebAssembly, where what has no result is NaN or infinite. */
  readonly emit: Emit;
  /** Where the value lies when the operands lie in these. */
  readonly interval: (...operands: Operands<Interval, N>) => Interval;
  /** What it says although it runs; operands that are no constants are null. */
  readonly review?: (...operands: Operands<number | null, N>) => Note | null;
}

/** A row of the table of operations on numbers, as those who walk trees use it. */
export interface NumberRow<S extends Syntax = Syntax> {
  readonly syntax: S;
  readonly operands: Arity;
  readonly description: string;
  /** Takes what it needs of three values. */
  readonly evaluate: (a: number, b: number, c: number) => number;
  readonly emit: Emit;
  readonly interval: (...operands: Interval[]) => Interval;
  readonly review: (...operands: (number | null)[]) => Note | null;
}

const nothingToSay = (): null => null;

export function operation<S extends Syntax, N extends Arity>(
  syntax: S,
  operands: N,
  row: Operation<N>,
): NumberRow<S> {
  // One shape for all rows: reading them is a good part of what interpreting costs.
  const { description, evaluate, emit, interval, review = nothingToSay } = row;
  // the parser builds no node with another number of operands
  return {
    syntax,
    operands,
    description,
    evaluate,
    emit,
    interval,
    review,
  } as unknown as NumberRow<S>;
}

/** A comparison of two numbers; strict stays strict. */
export interface ComparisonRow {
  readonly syntax: BetweenSyntax;
  readonly description: string;
  readonly evaluate: (left: number, right: number) => boolean;
  /** The same in WebAssembly. */
  readonly instruction: Plain;
  /** Whether it holds for all values of two intervals; null: it depends. */
  readonly truth: (left: Interval, right: Interval) => boolean | null;
}

/** Joins two conditions. */
export interface JunctionRow {
  readonly syntax: BetweenSyntax;
  readonly description: string;
  /** The value of the left side for which the right side is not computed. */
  readonly decidedBy: boolean;
}

/** Chooses one of two numbers by a condition. */
export interface ChoiceRow {
  readonly syntax: FunctionSyntax;
  readonly description: string;
}

/** Turns a condition around. */
export interface NegationRow {
  readonly syntax: SignSyntax;
  readonly description: string;
}
