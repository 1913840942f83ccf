import fc from 'fast-check';
import type { ConditionTree, ExpressionTree, NumberTree } from '@pulse-stream/simulator/internal';
import { CALENDAR, CLOCK, type CalendarName } from '../src/language/clock.ts';
import { CONSTANTS } from '../src/language/constants.ts';
import type { Readings } from '../src/language/evaluate.ts';
import type { LookupTable } from '../src/language/lookup-table.ts';
import type { NameMeaning, NameTable } from '../src/language/parse-expression.ts';
import { namesIn, NUMBERS, OPERATIONS } from '../src/language/operations.ts';
import { CHOICES, COMPARISONS, JUNCTIONS } from '../src/language/operators.ts';

/** The names that generated trees read, by index. */
export const SLOTS = ['hope', 'despair', 'min', 'data', 'valueOf', 'toString', 'x_1'];
export const PARAMS = ['beta', 'e3', 'exp'];
export const VALUES = ['share', 'if', 'step'];
export const SERIES = ['inflow', 'year_1'];
export const TABLES: readonly LookupTable[] = [
  aTable('effect', [-2, 0, 1.5], [0.25, 3, -1], 'hold'),
  aTable('curve', [0, 10], [0, 6], 'extend'),
  aTable('rise', [-50, 50], [1, 1e300], 'fail'),
];

function aTable(
  name: string,
  x: readonly number[],
  y: readonly number[],
  beyond: LookupTable['beyond'],
): LookupTable {
  return { name, x: Float64Array.from(x), y: Float64Array.from(y), beyond };
}

/** Where the past of an auxiliary is kept: behind the slots. */
const pastOf = (value: number): number => SLOTS.length + value;

const named = (names: readonly string[], mean: (index: number) => NameMeaning) =>
  names.map((name, index): [string, NameMeaning] => [name, mean(index)]);

/** All that can be declared and written. */
export const NAMES: NameTable = {
  meanings: new Map<string, NameMeaning>([
    ...named(SLOTS, (index) => ({ kind: 'slot', index })),
    ...named(PARAMS, (index) => ({ kind: 'param', index })),
    ...named(VALUES, (index) => ({ kind: 'value', index, slot: pastOf(index) })),
    ...named(SERIES, (index) => ({ kind: 'series', index })),
    ...TABLES.map((table): [string, NameMeaning] => [table.name, { kind: 'table', table }]),
  ]),
  turn: true,
  clock: true,
  noLags: null,
};

const length = (count: number) => ({ minLength: count, maxLength: count });
const aSlot = fc.nat(SLOTS.length - 1);
/** A slot, or the past of an auxiliary. */
const aPast = fc.nat(SLOTS.length + VALUES.length - 1);

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
      fc.constantFrom(...Object.values(CONSTANTS)).map(({ value }) => literal(value)),
      aSlot.map((index): NumberTree => ({ op: 'slot', slot: index })),
      fc.record({
        op: fc.constant('lag' as const),
        slot: aPast,
        back: fc.integer({ min: 0, max: 9 }),
      }),
      fc.nat(PARAMS.length - 1).map((param): NumberTree => ({ op: 'param', param })),
      fc.constant<NumberTree>({ op: 'turn' }),
      fc.nat(VALUES.length - 1).map((value): NumberTree => ({ op: 'value', value })),
      fc.nat(SERIES.length - 1).map((series): NumberTree => ({ op: 'series', series })),
      fc.constantFrom(...namesIn(CLOCK)).map((reading): NumberTree => ({ op: 'clock', reading })),
    ),
    aTableOf(tie('number')),
    aChoiceOf(tie('condition'), tie('number')),
    ...namesIn(NUMBERS).map((op) => {
      const { operands } = NUMBERS[op];
      const more = operands === 'many' ? { maxLength: 3 } : length(operands - 1);
      return fc
        .tuple(tie('number'), fc.array(tie('number'), more))
        .map(([first, rest]): NumberTree => ({ op, of: [first, ...rest] }));
    }),
  ),
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      op: fc.constantFrom(...namesIn(COMPARISONS)),
      of: fc.tuple(tie('number'), tie('number')),
    }),
    fc.record({
      op: fc.constantFrom(...namesIn(JUNCTIONS)),
      of: fc.tuple(tie('condition'), tie('condition')),
    }),
    fc.record({ op: fc.constant('not' as const), of: fc.tuple(tie('condition')) }),
  ),
}));

function aTableOf(of: fc.Arbitrary<NumberTree>): fc.Arbitrary<NumberTree> {
  return fc.record({
    op: fc.constant('table'),
    table: fc.constantFrom(...TABLES),
    of: fc.tuple(of),
  });
}

function aChoiceOf(
  when: fc.Arbitrary<ConditionTree>,
  of: fc.Arbitrary<NumberTree>,
): fc.Arbitrary<NumberTree> {
  return fc.record({ op: fc.constantFrom(...namesIn(CHOICES)), of: fc.tuple(when, of, of) });
}

function literal(value: number): NumberTree {
  return { op: 'literal', value };
}

/** Values to evaluate with; small integers make equal values and zeros likely. */
export const readings: fc.Arbitrary<Readings> = fc
  .record({
    now: fc.array(aValue(), { minLength: SLOTS.length, maxLength: SLOTS.length }),
    params: fc.array(aValue(), { minLength: PARAMS.length, maxLength: PARAMS.length }),
    turn: fc.nat(5),
    past: fc.array(aValue(), length(10 * (SLOTS.length + VALUES.length))),
    values: fc.array(aValue(), length(VALUES.length)),
    series: fc.array(aValue(), length(SERIES.length)),
    time: fc.tuple(aValue(), fc.constantFrom(1, 0.125)),
    day: fc.nat(),
  })
  .map(({ now, params, turn, past, values, series, time: [time, dt], day }) => ({
    x: Float64Array.from(now),
    params: Float64Array.from(params),
    turn,
    lag: (slot, back) => past[slot * 10 + back] ?? NaN,
    value: (index) => values[index] ?? NaN,
    series: (index) => series[index] ?? NaN,
    clock: { time, dt, step_start: time, calendar: (name) => ofDay(name, day) },
  }));

/** Some number that the reading may give. */
function ofDay(name: CalendarName, day: number): number {
  const { low, high } = CALENDAR[name].interval;
  const first = Math.max(low, -1e4);
  return first + (day % (Math.min(high, 1e4) - first + 1));
}

function aValue(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ min: -100, max: 100, noNaN: true }),
    fc.constantFrom(-0, 1e200, -1e200),
  );
}

/** Prints with as few parentheses as the precedence allows; `least` is what must hold together. */
export function printExpression(tree: ExpressionTree, least = 0): string {
  const [text, binding] = printBare(tree);
  return binding < least ? `(${text})` : text;
}

/** Holds its operands tighter than any operator. */
const OWN = 9;

function printBare(tree: ExpressionTree): [text: string, binding: number] {
  switch (tree.op) {
    case 'literal':
      return [String(tree.value), OWN];
    case 'slot':
      return [SLOTS[tree.slot] ?? '', OWN];
    case 'lag':
      return [
        `${[...SLOTS, ...VALUES][tree.slot]}[${tree.back === 0 ? '' : '-'}${tree.back}]`,
        OWN,
      ];
    case 'param':
      return [PARAMS[tree.param] ?? '', OWN];
    case 'turn':
      return ['turn', OWN];
    case 'value':
      return [VALUES[tree.value] ?? '', OWN];
    case 'series':
      return [SERIES[tree.series] ?? '', OWN];
    case 'clock':
      return [tree.reading, OWN];
    case 'table':
      return [`${tree.table.name}(${printExpression(tree.of[0])})`, OWN];
    case 'not':
      return [`not ${printExpression(tree.of[0], tree.of[0].op === 'not' ? 3 : 4)}`, 3];
    default:
      return printOperation(tree.op, tree.of);
  }
}

function printOperation(
  op: keyof typeof OPERATIONS,
  of: readonly ExpressionTree[],
): [text: string, binding: number] {
  const { syntax } = OPERATIONS[op];
  const print = (index: number, least: number): string =>
    printExpression(of[index] as ExpressionTree, least); // as many as the row says
  if (syntax.form === 'function')
    return [`${op}(${of.map((operand) => printExpression(operand)).join(', ')})`, OWN];
  const { sign, binding } = syntax;
  if (syntax.form === 'sign') return [`${sign}${print(0, binding)}`, binding];
  // A power groups to the right and its left side is not a sign; the others group to the left;
  // comparisons do not group.
  const left = syntax.groups === 'left' ? binding : binding + 1;
  const right = syntax.groups === 'right' ? 7 : binding + 1;
  return [`${print(0, left)} ${sign} ${print(1, right)}`, binding];
}
