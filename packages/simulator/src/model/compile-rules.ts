import type { WorldModel } from '@pulse-stream/worldstate';
import type { Effect, Rule } from '@pulse-stream/worldstate/internal';
import type {
  CompiledEffect,
  CompiledMeasurement,
  CompiledModel,
  CompiledRule,
  EffectAct,
  EffectPart,
} from './compiled-model.ts';
import { compileClock } from './compile-clock.ts';
import { checkRange, type CompiledSlots } from './compile-slots.ts';
import { hintSlot } from './name-hints.ts';
import type { Namespace } from './namespace.ts';
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
  type NameTable,
} from '../language/parse-expression.ts';
import { transformBound, type Transform } from '../math/transform.ts';

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
  others: readonly ExpressionTree[],
  problems: ModelProblems,
): CompiledLaw {
  noteTwice(model.rules, ['rules'], 'id', problems);
  const rules = model.rules.map((rule, index) => compileRule(rule, index, slots, table, problems));
  const measurements = compileMeasurements(model, slots, table, problems);
  const { steps, method } = compileClock(model);
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
    weights: Float64Array.from(rules, ({ trust, importance }) => trust * importance),
    effectCount,
    effectParts: partsByTarget(rules, slots.names.length),
    measurements,
    hasRates: rules.some(({ effects }) => effects.some(({ act }) => isRate(act))),
    maxLag,
    longestLag: maxLag.reduce((longest, lag) => Math.max(longest, lag), 0),
    readsTurn: trees.some(readsTurn),
    nodes:
      nodesOf(perTurn) + effectCount + nodesOf(perStep) * steps * (method === 'rk4' ? 4 : 1),
  };
}

const isRate = (act: EffectAct): boolean => act !== 'add' && act !== 'set';

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
    compileEffect(effect, position, [...path, 'effects', position], id, slots, table, problems),
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

/** Stands for an amount that could not be compiled, which has been noted. */
const NOTHING: NumberTree = { op: 'literal', value: 0 };

function compileEffect(
  effect: Effect,
  position: number,
  path: readonly PropertyKey[],
  rule: string,
  slots: CompiledSlots,
  table: NameTable,
  problems: ModelProblems,
): CompiledEffect[] {
  const { scaled, min = -Infinity, max = Infinity, flow, draw = null } = effect;
  const key = effect.rate !== undefined ? 'rate' : effect.set !== undefined ? 'set' : 'add';
  const source = effect[key] ?? 0;
  const tree =
    typeof source === 'number'
      ? ({ op: 'literal', value: source } as const)
      : (problems.attempt([...path, key], rule, () => parseNumber(source, table)) ?? NOTHING);
  checkRange(path, effect, problems, rule);
  if (draw !== null && key === 'set')
    problems.add([...path, 'draw'], 'what is set is no mean of a count', { rule });
  if (draw === 'binomial' && flow?.from === undefined)
    problems.add([...path, 'draw'], 'a binomial draw needs a flow from a slot: what it can take of', {
      rule,
    });
  const shared = { position, add: tree, amount: interpretNumber(tree), draw, scaled };
  const limits = { lower: -Infinity, upper: Infinity };
  if (flow === undefined) {
    const target = findTarget(effect.target ?? '', [...path, 'target'], rule, slots, table, problems);
    return [{ ...shared, ...limitsOf(target, min, max, path, rule, slots, problems), act: key, target, paired: false }];
  }
  for (const limit of ['min', 'max'] as const)
    if (effect[limit] !== undefined)
      problems.add([...path, limit], `a flow has no ${limit}: the slots at its ends have`, { rule });
  const endOf = (end: 'from' | 'to'): number | null => {
    const name = flow[end];
    if (name === undefined) return null;
    const slot = findTarget(name, [...path, 'flow', end], rule, slots, table, problems);
    const transform = ruleScale(slot, slots);
    if (transform !== 'identity')
      problems.add([...path, 'flow', end], `what flows is in natural units, and ${name} is ${transform}`, {
        hint: 'write errors instead of transform: its rules read natural units',
        rule,
      });
    return slot;
  };
  const [from, to] = [endOf('from'), endOf('to')];
  if (from !== null && from >= 0 && from === to)
    problems.add([...path, 'flow'], `it flows from ${flow.from} to itself`, { rule });
  const end = { ...shared, ...limits };
  return [
    ...(from === null ? [] : [{ ...end, act: 'outflow' as const, target: from, paired: false }]),
    ...(to === null ? [] : [{ ...end, act: 'inflow' as const, target: to, paired: from !== null }]),
  ];
}

function findTarget(
  name: string,
  path: readonly PropertyKey[],
  rule: string,
  slots: CompiledSlots,
  table: NameTable,
  problems: ModelProblems,
): number {
  const target = slots.index.get(name) ?? -1;
  if (target < 0)
    problems.addUnknown(path, name, { hint: hintSlot(name, table), rule });
  else if (slots.kinds[target] === 'value')
    problems.add(path, `${name} is a value and takes no effects`, {
      hint: 'change the slots its formula reads',
      rule,
    });
  else if (slots.measured[target] === true)
    problems.add(path, `${name} is measured and takes no effects`, {
      hint: 'change the slots its measurement reads',
      rule,
    });
  return target;
}

/** The scale that rules read and change a slot on. */
function ruleScale(slot: number, { transforms, errorScales }: CompiledSlots): Transform {
  return errorScales?.has[slot] === 1 ? 'identity' : (transforms[slot] ?? 'identity');
}

/** The limits of an effect, transformed units of its target. */
function limitsOf(
  target: number,
  min: number,
  max: number,
  path: readonly PropertyKey[],
  rule: string,
  slots: CompiledSlots,
  problems: ModelProblems,
): { lower: number; upper: number } {
  const transform = ruleScale(target, slots);
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
  return { lower, upper };
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
      problems.addUnknown(path, name, { hint: hintSlot(name, table) });
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
      // the end of the last turn needs a row too
      if (node.op === 'lag')
        longest[node.slot] = Math.max(longest[node.slot] ?? 0, node.back, 1);
    });
  return longest;
}
