import type { WorldModel } from '@pulse-stream/worldstate';
import type { Rule } from '@pulse-stream/worldstate/internal';
import type { CompiledModel, CompiledRule, EffectPart } from './compiled-model.ts';
import { compileClock } from './compile-clock.ts';
import { compileEffect, isRate } from './compile-effects.ts';
import { compileMeasurements } from './compile-measurements.ts';
import type { CompiledSlots } from './compile-slots.ts';
import type { CompiledValues } from './compile-values.ts';
import type { Namespace } from './namespace.ts';
import { countNodes, operandsOf, visitTree, type ExpressionTree } from '../language/tree.ts';
import { interpretCondition } from '../language/evaluate.ts';
import { formatPath, type ModelProblems } from '../shape/problems.ts';
import { parseCondition, type NameTable } from '../language/parse-expression.ts';

/** The part of a compiled model that moves it: rules, measurements and what they read and cost. */
export type CompiledLaw = Pick<
  CompiledModel,
  | 'rules'
  | 'weights'
  | 'effectCount'
  | 'effectParts'
  | 'measurements'
  | 'hasRates'
  | 'maxLag'
  | 'longestLag'
  | 'readsTurn'
  | 'nodes'
>;

/** Compiles rules and measurements against the slots; what is wrong goes to `problems`. */
export function compileRules(
  model: WorldModel,
  slots: CompiledSlots,
  { table }: Namespace,
  values: CompiledValues,
  others: readonly ExpressionTree[],
  problems: ModelProblems,
): CompiledLaw {
  noteTwice(model.rules, ['rules'], 'id', problems);
  const rules = model.rules.map((rule, index) =>
    compileRule(rule, index, model.rules.length, slots, table, problems),
  );
  const measurements = compileMeasurements(model, slots, table, values, problems);
  const { steps, method } = compileClock(model);
  if (method === 'rk4') refuseDrawnRates(rules, problems);
  const perTurn: ExpressionTree[] = measurements.map(({ tree }) => tree);
  const perStep: ExpressionTree[] = [...others];
  for (const { when, effects } of rules) {
    if (when !== null) perTurn.push(when);
    for (const { act, add } of effects) (isRate(act) ? perStep : perTurn).push(add);
  }
  const trees = [...perTurn, ...perStep];
  const effectCount = rules.reduce((count, rule) => count + rule.effects.length, 0);
  const maxLag = longestLags(trees, slots.names.length);
  const nodesOf = (some: readonly ExpressionTree[]): number =>
    some.reduce((count, tree) => count + countNodes(tree), 0);
  return {
    rules,
    weights: Float64Array.from([
      ...rules.map(({ trust, importance }) => trust * importance),
      ...rules.map(() => 1),
    ]),
    effectCount,
    effectParts: partsByTarget(rules, slots.names.length),
    measurements,
    hasRates: rules.some(({ effects }) => effects.some(({ act }) => isRate(act))),
    maxLag,
    longestLag: maxLag.reduce((longest, lag) => Math.max(longest, lag), 0),
    readsTurn: trees.some(readsTurn),
    nodes: nodesOf(perTurn) + effectCount + nodesOf(perStep) * steps * (method === 'rk4' ? 4 : 1),
  };
}

/** The method of Runge and Kutta needs rates that are smooth within a step. */
function refuseDrawnRates(rules: readonly CompiledRule[], problems: ModelProblems): void {
  for (const [index, { id, effects }] of rules.entries())
    for (const { act, draw, position, paired } of effects)
      if (isRate(act) && draw !== null && !paired)
        problems.add(
          ['rules', index, 'effects', position, 'draw'],
          'a rate that is drawn jumps from step to step, which rk4 cannot follow',
          { hint: 'write method: euler', rule: id },
        );
}

function readsTurn(tree: ExpressionTree): boolean {
  return tree.op === 'turn' || operandsOf(tree).some(readsTurn);
}

/** Notes every entry of a list whose key was used before. */
export function noteTwice<K extends string>(
  entries: readonly Readonly<Record<K, string>>[],
  path: readonly string[],
  key: K,
  problems: ModelProblems,
): void {
  const first = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const earlier = first.get(entry[key]);
    if (earlier === undefined) first.set(entry[key], index);
    else
      problems.add(
        [...path, index, key],
        `"${entry[key]}" is the ${key} of ${formatPath([...path, earlier])} already`,
        key === 'id' ? { rule: entry[key] } : {},
      );
  }
}

function compileRule(
  rule: Rule,
  index: number,
  rules: number,
  slots: CompiledSlots,
  table: NameTable,
  problems: ModelProblems,
): CompiledRule {
  const { id, when, trust, importance } = rule;
  const path = ['rules', index];
  const tree =
    when === undefined
      ? null
      : problems.attempt([...path, 'when'], id, () => parseCondition(when, table));
  const effects = rule.effects.flatMap((effect, position) =>
    compileEffect(effect, position, effect.scaled ? index : rules + index, {
      path: [...path, 'effects', position],
      rule: id,
      slots,
      table,
      problems,
    }),
  );
  return {
    id,
    when: tree,
    applies: tree === null ? () => true : interpretCondition(tree),
    trust,
    importance,
    effects,
    isOnlyRates: effects.every(({ act }) => isRate(act)),
  };
}

function partsByTarget(rules: readonly CompiledRule[], slots: number): EffectPart[][] {
  const parts = Array.from({ length: slots }, (): EffectPart[] => []);
  let effect = 0;
  for (const { id, effects } of rules) {
    const name = `rule.${id}`;
    for (const [index, { target }] of effects.entries()) {
      const first = effects.findIndex((other) => other.target === target) === index;
      parts[target]?.push({ effect, name, first });
      effect += 1;
    }
  }
  return parts;
}

function longestLags(trees: readonly ExpressionTree[], slots: number): Int32Array {
  const longest = new Int32Array(slots);
  for (const tree of trees)
    visitTree(tree, (node) => {
      // the end of the last turn needs a row too
      if (node.op === 'lag') longest[node.slot] = Math.max(longest[node.slot] ?? 0, node.back, 1);
    });
  return longest;
}
