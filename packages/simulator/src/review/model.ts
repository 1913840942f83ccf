import {
  hintNearest,
  stepOfUnit,
  TIME_UNITS,
  type Problem,
} from '@pulse-stream/worldstate/internal';
import { compileModel, type AnyModel } from '../model/compile-model.ts';
import type { CompiledModel } from '../model/compiled-model.ts';
import { constantValue } from '../model/constant-value.ts';
import { NumericError } from '../math/numeric-error.ts';
import { isCondition, isOperation } from '../language/nodes.ts';
import { operandsOf, visitTree, type ConditionTree, type NumberTree } from '../language/tree.ts';
import { constantOf, truthOf } from '../language/intervals.ts';
import { NUMBERS } from '../language/operations.ts';
import { ModelProblems } from '../shape/problems.ts';
import { reviewNames } from './names.ts';
import { placesOf, type Place } from './places.ts';
import { reviewAmounts } from './amounts.ts';
import { reviewCalendar, reviewTurn } from './clock.ts';
import { reviewEffects, reviewSteps } from './rules.ts';

/**
 * What in a valid model can never have been meant: names nobody uses or that hide those of the
 * language, conditions that never or always hold, amounts that cannot be computed or change nothing,
 * amounts that no scenario can take, stocks that flows can take below 0, `turn` where a moment is meant,
 * a calendar without a date, an ensemble without chance. A model with such warnings can be loaded.
 * @throws PulseError `model-invalid`
 */
export function reviewModel(model: AnyModel): readonly Problem[] {
  const compiled = compileModel(model);
  const problems = new ModelProblems();
  const places = placesOf(compiled);
  for (const place of places) reviewExpression(place, problems);
  reviewEffects(compiled, problems);
  reviewSteps(compiled, problems);
  reviewAmounts(compiled, places, problems);
  reviewTurn(places, problems);
  reviewCalendar(compiled, places, problems);
  reviewNames(compiled, places, problems);
  reviewTimeUnit(compiled, problems);
  const { members } = compiled.model;
  if (!compiled.noiseReaches.includes(true) && members > 1)
    problems.add(
      ['members'],
      `no-noise: nothing is left to chance, so all ${members} members are equal`,
      {
        hint: 'give a slot noise, draw a parameter, or write members: 1',
      },
    );
  return distinct(problems.list);
}

/** What is made of one text several times, as the stocks of a delay are, is told once. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const told = new Set<string>();
  return problems.filter(({ path, message }) => {
    const text = `${path}: ${message}`;
    return !told.has(text) && told.add(text);
  });
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
    if (node.op === 'if' && node.isShort !== true)
      reviewConditions(node.of[0], 'the condition of an if');
    if (!isCondition(node)) reviewNode(node, note);
  });
}

function reviewNode(node: NumberTree, note: (message: string, hint?: string) => void): void {
  const found = isOperation(node) ? NUMBERS[node.op].review(...node.of.map(constantValue)) : null;
  if (found !== null) note(found.message, found.hint);
  else failureOf(node, note);
}

/** Notes a constant that cannot be computed although all it is made of can. */
function failureOf(node: NumberTree, note: (message: string) => void): void {
  try {
    constantOf(node);
  } catch (error) {
    if (!(error instanceof NumericError)) throw error;
    const isOwn = operandsOf(node).every(
      (part) => !isCondition(part) && constantValue(part) !== null,
    );
    if (isOwn) note(`${error.message}: every scenario that computes it fails`);
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
