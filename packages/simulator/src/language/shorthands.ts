import { call, type FunctionSyntax } from './operation.ts';
import type { ConditionTree, NumberOperation, NumberTree } from './tree.ts';

/** A function of the clock that is short for an expression of the language. */
export interface ShorthandRow {
  readonly syntax: FunctionSyntax;
  /** How many values it takes. */
  readonly operands: number;
  readonly description: string;
  /** What it is short for, of as many operands; it may hold one of them several times. */
  readonly expand: (...of: NumberTree[]) => NumberTree;
}

type Values<N extends number> = N extends 2
  ? [NumberTree, NumberTree]
  : N extends 3
    ? [NumberTree, NumberTree, NumberTree]
    : [NumberTree, NumberTree, NumberTree, NumberTree];

function shorthand<N extends 2 | 3 | 4>(
  usage: string,
  operands: N,
  description: string,
  expand: (...of: Values<N>) => NumberTree,
): ShorthandRow {
  // the parser gives as many as it says
  return { syntax: call(usage), operands, description, expand: expand as ShorthandRow['expand'] };
}

const literal = (value: number): NumberTree => ({ op: 'literal', value });
const apply = (op: NumberOperation['op'], ...of: NumberOperation['of']): NumberTree => ({ op, of });
const choose = (when: ConditionTree, then: NumberTree, otherwise: NumberTree): NumberTree => ({
  op: 'if',
  of: [when, then, otherwise],
  isShort: true,
});
const isLess = (left: NumberTree, right: NumberTree): ConditionTree => ({
  op: 'less',
  of: [left, right],
});
const both = (left: ConditionTree, right: ConditionTree): ConditionTree => ({
  op: 'and',
  of: [left, right],
});

const ZERO = literal(0);
const ONE = literal(1);
const TIME: NumberTree = { op: 'clock', reading: 'time' };
const DT: NumberTree = { op: 'clock', reading: 'dt' };
const STEP_START: NumberTree = { op: 'clock', reading: 'step_start' };
const HALF_STEP = apply('divide', DT, literal(2));
/** What passes a time in the step that begins nearest to it, whatever its start was rounded to. */
const STEP_MIDDLE = apply('add', STEP_START, HALF_STEP);

/**
 * The test inputs of system dynamics, as Vensim defines them, of a time that stays the start of the
 * step in the inner stages of an integration. A ramp bends and does not jump: it reads the time there.
 */
export const SHORTHANDS = {
  step: shorthand('step(height, at)', 2, 'height from the time at on, before it 0', (height, at) =>
    choose(isLess(at, STEP_MIDDLE), height, ZERO),
  ),
  pulse: shorthand(
    'pulse(at, width)',
    2,
    '1 from the time at on, for width and one step at least; else 0',
    (at, width) =>
      choose(
        both(
          isLess(at, STEP_MIDDLE),
          isLess(STEP_MIDDLE, apply('add', at, apply('max', width, DT))),
        ),
        ONE,
        ZERO,
      ),
  ),
  pulse_train: shorthand(
    'pulse_train(at, width, every, until)',
    4,
    'a pulse at the time at and again after every; no step that begins after until has one',
    (at, width, every, until) =>
      choose(
        both(
          both(isLess(at, STEP_MIDDLE), isLess(apply('subtract', STEP_START, HALF_STEP), until)),
          isLess(apply('mod', apply('subtract', STEP_MIDDLE, at), every), apply('max', width, DT)),
        ),
        ONE,
        ZERO,
      ),
  ),
  ramp: shorthand(
    'ramp(slope, from, to)',
    3,
    '0 before the time from, then slope × the time since; it stays after to',
    (slope, from, to) =>
      choose(
        isLess(from, TIME),
        apply(
          'multiply',
          slope,
          apply('subtract', choose(isLess(to, from), TIME, apply('min', TIME, to)), from),
        ),
        ZERO,
      ),
  ),
} satisfies Record<string, ShorthandRow>;
