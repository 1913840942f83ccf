import {
  CASH,
  hintNearest,
  stepOfUnit,
  TIME_UNITS,
  type Problem,
} from '@pulse-stream/worldstate/internal';
import { compileModel, type AnyModel } from './compile-model.ts';
import type { CompiledModel } from './compiled-model.ts';
import { NumericError } from '../math/numeric-error.ts';
import { isCondition, isOperation } from '../language/nodes.ts';
import {
  operandsOf,
  visitTree,
  type ConditionTree,
  type ExpressionTree,
  type NumberTree,
} from '../language/tree.ts';
import { constantOf, truthOf } from '../language/intervals.ts';
import type { Interval } from '../language/operation.ts';
import { NUMBERS } from '../language/operations.ts';
import { ModelProblems } from './problems.ts';

type Path = readonly PropertyKey[];

/** One expression of a model, where it stands and what its slots can be. */
interface Place {
  readonly tree: ExpressionTree;
  readonly path: Path;
  readonly rule?: string;
  readonly ranges: readonly Interval[];
  /** What it means for its owner that the condition never holds. */
  readonly never?: string;
}

/**
 * What in a valid model can never have been meant: names nobody uses, conditions that never or
 * always hold, amounts that cannot be computed or change nothing, an ensemble without noise. A
 * model with such warnings runs.
 * @throws PulseError `model-invalid`
 */
export function reviewModel(model: AnyModel): readonly Problem[] {
  const compiled = compileModel(model);
  const problems = new ModelProblems();
  const places = placesOf(compiled);
  for (const place of places) reviewExpression(place, problems);
  reviewEffects(compiled, problems);
  reviewNames(compiled, places, problems);
  reviewTimeUnit(compiled, problems);
  const { members } = compiled.model;
  if (compiled.noisy.length === 0 && members > 1)
    problems.add(['members'], `no-noise: no slot has noise, so all ${members} members are equal`, {
      hint: 'give a slot noise, or write members: 1',
    });
  return problems.list;
}

/** Every expression of the model. Rules and measurements read transformed values, events natural ones. */
function placesOf({ model, rules, measurements, events, tags, ...slots }: CompiledModel): Place[] {
  const ranges = slots.names.map((_, slot) => ({
    low: slots.lower[slot] ?? -Infinity,
    high: slots.upper[slot] ?? Infinity,
  }));
  const natural = Object.values(model.slots).map(({ kind, min, max }) => ({
    low: min ?? (kind === 'overlay' ? 0 : -Infinity),
    high: max ?? (kind === 'overlay' ? 1 : Infinity),
  }));
  return [
    ...rules.flatMap(({ id, when, effects }, index): Place[] => {
      const path = ['rules', index];
      const never = 'so the rule never fires';
      return [
        ...(when === null
          ? []
          : [{ tree: when, path: [...path, 'when'], rule: id, ranges, never }]),
        ...effects.map(({ add }, position) => ({
          tree: add,
          path: [...path, 'effects', position, 'add'],
          rule: id,
          ranges,
        })),
      ];
    }),
    ...measurements.map(({ slot, tree }) => ({
      tree,
      path: ['measurements', slots.names[slot] ?? ''],
      ranges,
    })),
    ...events.map(({ condition }, index) => ({
      tree: condition.tree,
      path: ['forecast', 'events', index, 'when'],
      ranges: natural,
      never: 'so the event never happens',
    })),
    ...tags.flatMap(({ when }, index): Place[] =>
      when === null
        ? []
        : [
            {
              tree: when.tree,
              path: ['tags', index, 'when'],
              ranges: [],
              never: 'so the tag is never given',
            },
          ],
    ),
  ];
}

function reviewExpression(place: Place, problems: ModelProblems): void {
  const { tree, path, rule, ranges, never = '' } = place;
  const note = (message: string, hint?: string) => problems.add(path, message, { rule, hint });
  const reviewConditions = (node: ConditionTree, whole: string, part = ''): void => {
    const truth = truthOf(node, ranges);
    if (truth !== null) {
      const effect = node === tree && !truth && never !== '' ? `, ${never}` : '';
      note(`${part}${whole} ${truth ? 'always' : 'never'} holds${effect}`);
      return;
    }
    for (const operand of operandsOf(node))
      if (isCondition(operand)) reviewConditions(operand, whole, 'a part of ');
  };
  if (isCondition(tree)) reviewConditions(tree, 'the condition');
  visitTree(tree, (node) => {
    if (node.op === 'if') reviewConditions(node.of[0], 'the condition of an if');
    if (!isCondition(node)) reviewNode(node, note);
  });
}

function reviewNode(node: NumberTree, note: (message: string, hint?: string) => void): void {
  const found = isOperation(node) ? NUMBERS[node.op].review(...node.of.map(valueOf)) : null;
  if (found !== null) note(found.message, found.hint);
  else failureOf(node, note);
}

/** Notes a constant that cannot be computed although all it is made of can. */
function failureOf(node: NumberTree, note: (message: string) => void): void {
  try {
    constantOf(node);
  } catch (error) {
    if (!(error instanceof NumericError)) throw error;
    const isOwn = operandsOf(node).every((part) => !isCondition(part) && valueOf(part) !== null);
    if (isOwn) note(`${error.message}: every scenario that computes it fails`);
  }
}

/** The value of a constant that can be computed, else null. */
function valueOf(node: NumberTree): number | null {
  try {
    return constantOf(node);
  } catch (error) {
    if (error instanceof NumericError) return null;
    throw error;
  }
}

function reviewEffects({ rules }: CompiledModel, problems: ModelProblems): void {
  for (const [index, { id, trust, importance, effects }] of rules.entries()) {
    const still = trust === 0 ? 'trust' : importance === 0 ? 'importance' : null;
    if (still !== null && effects.every(({ scaled }) => scaled))
      problems.add(['rules', index, still], `${still} 0 makes every effect of the rule 0`, {
        rule: id,
      });
    for (const [position, { add }] of effects.entries())
      if (valueOf(add) === 0)
        problems.add(['rules', index, 'effects', position, 'add'], 'it adds nothing', { rule: id });
  }
}

/** A unit that is written otherwise than learning and labels read it. */
function reviewTimeUnit(
  { model: { time_unit: unit } }: CompiledModel,
  problems: ModelProblems,
): void {
  const known = [...TIME_UNITS, 'turn'];
  if (known.includes(unit)) return;
  const effect =
    stepOfUnit(unit) === null
      ? 'is no known unit: turns are steps without a calendar'
      : 'names the step of labels, but learning knows no pace for it';
  const nearest = hintNearest(unit, known);
  const hint = `${nearest === undefined ? '' : `${nearest} `}known: ${known.join(', ')}`;
  problems.add(['time_unit'], `"${unit}" ${effect}`, { hint });
}

/** What else reads names: auxiliaries and their delays, initial values, noise. */
const beside = ({ values, hidden, lines, initials, noises }: CompiledModel): NumberTree[] => [
  ...values.map(({ tree }) => tree),
  ...hidden.map(({ rate }) => rate),
  ...lines.map(({ input }) => input),
  ...initials.map(({ tree }) => tree),
  ...noises.flatMap((noise) => noise?.tree ?? []),
];

function reviewNames(
  compiled: CompiledModel,
  places: readonly Place[],
  problems: ModelProblems,
): void {
  const { model, names, rules, params, targets, symbols, measured } = compiled;
  const slots = new Set([...targets, ...symbols, names.indexOf(CASH)]);
  const read = new Set<number>();
  for (const { effects } of rules) for (const { target } of effects) slots.add(target);
  for (const { parent } of Object.values(model.slots))
    if (parent !== undefined) slots.add(names.indexOf(parent));
  for (const tree of [...places.map((place) => place.tree), ...beside(compiled)])
    visitTree(tree, (node) => {
      if (node.op === 'slot' || node.op === 'lag') slots.add(node.slot);
      if (node.op === 'param') read.add(node.param);
    });
  for (const [slot, name] of names.entries())
    if (!slots.has(slot) && measured[slot] !== true)
      problems.add(['slots', name], `nothing reads or changes "${name}", and it is no target`, {
        hint: 'use it in a rule, name it in forecast.targets, or leave it out',
      });
  for (const [param, name] of params.names.entries())
    if (!read.has(param))
      problems.add(['params', name], `nothing reads the parameter "${name}"`, {
        hint: 'use it in an expression, or leave it out',
      });
}
