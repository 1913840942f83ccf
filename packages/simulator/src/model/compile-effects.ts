import type { Effect } from '@pulse-stream/worldstate/internal';
import { interpretNumber } from '../language/evaluate.ts';
import { parseNumber, type NameTable } from '../language/parse-expression.ts';
import type { NumberTree } from '../language/tree.ts';
import { transformBound, type Transform } from '../math/transform.ts';
import type { CompiledEffect, EffectAct } from './compiled-model.ts';
import { checkRange, type CompiledSlots } from './compile-slots.ts';
import { hintSlot } from './name-hints.ts';
import type { ModelProblems } from '../shape/problems.ts';

/** Whether it happens in every step, not once a turn. */
export const isRate = (act: EffectAct): boolean => act !== 'add' && act !== 'set';

/** Stands for an amount that could not be compiled, which has been noted. */
const NOTHING: NumberTree = { op: 'literal', value: 0 };

/**
 * Compiles one effect as the model writes it: the two ends of a flow are two.
 * @param weight index of what multiplies its amount
 */
export function compileEffect(
  effect: Effect,
  position: number,
  path: readonly PropertyKey[],
  rule: string,
  weight: number,
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
    problems.add(
      [...path, 'draw'],
      'a binomial draw needs a flow from a slot: what it can take of',
      {
        rule,
      },
    );
  const shared = {
    position,
    add: tree,
    amount: interpretNumber(tree),
    draw,
    scaled,
    weight: key === 'set' ? null : weight,
  };
  const limits = { lower: -Infinity, upper: Infinity };
  if (flow === undefined) {
    const target = findTarget(
      effect.target ?? '',
      [...path, 'target'],
      rule,
      slots,
      table,
      problems,
    );
    return [
      {
        ...shared,
        ...limitsOf(target, min, max, path, rule, slots, problems),
        act: key,
        target,
        paired: false,
      },
    ];
  }
  for (const limit of ['min', 'max'] as const)
    if (effect[limit] !== undefined)
      problems.add([...path, limit], `a flow has no ${limit}: the slots at its ends have`, {
        rule,
      });
  const endOf = (end: 'from' | 'to'): number | null => {
    const name = flow[end];
    if (name === undefined) return null;
    const slot = findTarget(name, [...path, 'flow', end], rule, slots, table, problems);
    const transform = ruleScale(slot, slots);
    if (transform !== 'identity')
      problems.add(
        [...path, 'flow', end],
        `what flows is in natural units, and ${name} is ${transform}`,
        {
          hint: 'write errors instead of transform: its rules read natural units',
          rule,
        },
      );
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
  if (target < 0) problems.addUnknown(path, name, { hint: hintSlot(name, table), rule });
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
