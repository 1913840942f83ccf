import type { WorldModel } from '@pulse-stream/worldstate';
import { hintNearest, type Effect, type Rule } from '@pulse-stream/worldstate/internal';
import type {
  CompiledEffect,
  CompiledMeasurement,
  CompiledModel,
  CompiledRule,
  EffectPart,
} from './compiled-model.ts';
import { checkRange, type CompiledSlots } from './compile-slots.ts';
import {
  countNodes,
  operandsOf,
  visitTree,
  type ExpressionTree,
  type NumberTree,
} from '../language/tree.ts';
import { interpretCondition, interpretNumber } from '../language/evaluate.ts';
import { formatPath, type ModelProblems } from './problems.ts';
import {
  parseCondition,
  parseNumber,
  type NameMeaning,
  type NameTable,
} from '../language/parse-expression.ts';
import { transformBound } from '../math/transform.ts';

/** The part of a compiled model that moves it: rules, measurements and what they read and cost. */
export type CompiledLaw = Pick<
  CompiledModel,
  | 'rules'
  | 'weights'
  | 'effectCount'
  | 'effectParts'
  | 'measurements'
  | 'maxLag'
  | 'longestLag'
  | 'readsTurn'
  | 'nodes'
>;

/** Compiles rules and measurements against the slots; what is wrong goes to `problems`. */
export function compileRules(
  model: WorldModel,
  slots: CompiledSlots,
  problems: ModelProblems,
): CompiledLaw {
  const table = nameTableOf(slots);
  noteTwice(model.rules, ['rules'], 'id', problems);
  const rules = model.rules.map((rule, index) => compileRule(rule, index, slots, table, problems));
  const measurements = compileMeasurements(model, slots, table, problems);
  const trees: ExpressionTree[] = [
    ...rules.flatMap(({ when, effects }) => [
      ...(when === null ? [] : [when]),
      ...effects.map(({ add }) => add),
    ]),
    ...measurements.map(({ tree }) => tree),
  ];
  const effectCount = rules.reduce((count, rule) => count + rule.effects.length, 0);
  const maxLag = longestLags(trees, slots.names.length);
  return {
    rules,
    weights: Float64Array.from(rules, ({ trust, importance }) => trust * importance),
    effectCount,
    effectParts: partsByTarget(rules, slots.names.length),
    measurements,
    maxLag,
    longestLag: maxLag.reduce((longest, lag) => Math.max(longest, lag), 0),
    readsTurn: trees.some(readsTurn),
    nodes: trees.reduce((count, tree) => count + countNodes(tree), effectCount),
  };
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

function nameTableOf({ names, params }: CompiledSlots): NameTable {
  const meanings = new Map<string, NameMeaning>();
  for (const [index, name] of params.names.entries()) meanings.set(name, { kind: 'param', index });
  for (const [index, name] of names.entries()) meanings.set(name, { kind: 'slot', index });
  return { meanings, turn: true, clock: false, noLags: null };
}

function compileRule(
  rule: Rule,
  index: number,
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
  return {
    id,
    when: tree,
    applies: tree === null ? () => true : interpretCondition(tree),
    trust,
    importance,
    effects: rule.effects.map((effect, position) =>
      compileEffect(effect, [...path, 'effects', position], id, slots, table, problems),
    ),
  };
}

/** Stands for an amount that could not be compiled, which has been noted. */
const NOTHING: NumberTree = { op: 'literal', value: 0 };

function compileEffect(
  effect: Effect,
  path: readonly PropertyKey[],
  rule: string,
  slots: CompiledSlots,
  table: NameTable,
  problems: ModelProblems,
): CompiledEffect {
  const { add, scaled, min = -Infinity, max = Infinity } = effect;
  const target = slots.index.get(effect.target) ?? -1;
  if (target < 0)
    problems.add([...path, 'target'], `unknown name "${effect.target}"`, {
      hint: hintTarget(effect.target, slots),
      rule,
    });
  else if (slots.measured[target] === true)
    problems.add([...path, 'target'], `${effect.target} is measured and takes no effects`, {
      hint: 'change the slots its measurement reads',
      rule,
    });
  checkRange(path, effect, problems, rule);
  const transform = slots.transforms[target] ?? 'identity';
  const lower = transformBound(transform, min);
  const upper = transformBound(transform, max);
  if (upper === -Infinity && transform !== 'identity')
    problems.add([...path, 'max'], `${max} leaves no value in the domain of ${transform}`, {
      rule,
    });
  if (lower === Infinity)
    problems.add([...path, 'min'], `${min} leaves no value in the domain of ${transform}`, {
      rule,
    });
  const tree =
    typeof add === 'number'
      ? ({ op: 'literal', value: add } as const)
      : problems.attempt([...path, 'add'], rule, () => parseNumber(add, table));
  const amount = interpretNumber(tree ?? NOTHING);
  return { target, add: tree ?? NOTHING, amount, scaled, lower, upper };
}

function hintTarget(name: string, { names, params }: CompiledSlots): string | undefined {
  if (params.names.includes(name)) return 'it is a parameter, which no rule can change';
  return hintNearest(name, names);
}

/**
 * A measurement may read measured overlays that come before it; the present value of itself or of
 * a later one would be a circle.
 */
function compileMeasurements(
  model: WorldModel,
  slots: CompiledSlots,
  table: NameTable,
  problems: ModelProblems,
): CompiledMeasurement[] {
  const meanings = new Map(table.meanings);
  const declared = Object.entries(model.measurements);
  for (const [name] of declared) {
    const meaning = meanings.get(name);
    const notNow = `${name} is measured, but not before this measurement`;
    if (meaning?.kind === 'slot') meanings.set(name, { ...meaning, notNow });
  }
  return declared.flatMap(([name, source]) => {
    const path = ['measurements', name];
    const slot = slots.index.get(name);
    if (slot === undefined) {
      problems.add(path, `unknown name "${name}"`, { hint: hintNearest(name, slots.names) });
      return [];
    }
    if (slots.kinds[slot] !== 'overlay')
      problems.add(path, `only overlays are measured, and ${name} is of kind ${slots.kinds[slot]}`);
    const tree = problems.attempt(path, undefined, () =>
      parseNumber(source, { ...table, meanings }),
    );
    meanings.set(name, { kind: 'slot', index: slot });
    return tree === null ? [] : [{ slot, tree, value: interpretNumber(tree) }];
  });
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
      // the end of the last completed turn is kept where the turns before it are
      if (node.op === 'lag') longest[node.slot] = Math.max(longest[node.slot] ?? 0, node.back, 1);
    });
  return longest;
}
