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

/** Where an effect stands, what its names mean, and where what is wrong with it goes. */
interface EffectPlace {
  readonly path: readonly PropertyKey[];
  readonly rule: string;
  readonly slots: CompiledSlots;
  readonly table: NameTable;
  readonly problems: ModelProblems;
}

/** What both ends of a flow have in common. */
type SharedPart = Omit<CompiledEffect, 'act' | 'target' | 'paired' | 'lower' | 'upper'>;

/**
 * Compiles one effect as the model writes it: the two ends of a flow are two.
 * @param weight index of what multiplies its amount
 */
export function compileEffect(
  effect: Effect,
  position: number,
  weight: number,
  place: EffectPlace,
): CompiledEffect[] {
  const { scaled, flow, draw = null } = effect;
  const key = effect.rate !== undefined ? 'rate' : effect.set !== undefined ? 'set' : 'add';
  const tree = compileAmount(effect[key] ?? 0, key, place);
  checkRange(place.path, effect, place.problems, place.rule);
  checkCount(effect, key, place);
  const shared: SharedPart = {
    position,
    add: tree,
    amount: interpretNumber(tree),
    draw,
    scaled,
    weight: key === 'set' ? null : weight,
  };
  if (flow !== undefined) return compileFlow(effect, flow, shared, place);
  const target = findTarget(effect.target ?? '', ['target'], place);
  return [{ ...shared, ...limitsOf(target, effect, place), act: key, target, paired: false }];
}

function compileAmount(
  source: number | string,
  key: string,
  { path, rule, table, problems }: EffectPlace,
): NumberTree {
  if (typeof source === 'number') return { op: 'literal', value: source };
  return problems.attempt([...path, key], rule, () => parseNumber(source, table)) ?? NOTHING;
}

/** What members draw has to be a count, of what is there. */
function checkCount(
  { draw, flow }: Effect,
  key: string,
  { path, rule, problems }: EffectPlace,
): void {
  const at = [...path, 'draw'];
  if ((draw ?? null) !== null && key === 'set')
    problems.add(at, 'what is set is no mean of a count', { rule });
  if (draw === 'binomial' && flow?.from === undefined)
    problems.add(at, 'a binomial draw needs a flow from a slot: what it can take of', { rule });
}

function compileFlow(
  effect: Effect,
  flow: NonNullable<Effect['flow']>,
  shared: SharedPart,
  place: EffectPlace,
): CompiledEffect[] {
  const { path, rule, problems } = place;
  for (const limit of ['min', 'max'] as const)
    if (effect[limit] !== undefined)
      problems.add([...path, limit], `a flow has no ${limit}: the slots at its ends have`, {
        rule,
      });
  const [from, to] = [findEnd(flow, 'from', place), findEnd(flow, 'to', place)];
  if (from !== null && from >= 0 && from === to)
    problems.add([...path, 'flow'], `it flows from ${flow.from} to itself`, { rule });
  const end = { ...shared, lower: -Infinity, upper: Infinity };
  return [
    ...(from === null ? [] : [{ ...end, act: 'outflow' as const, target: from, paired: false }]),
    ...(to === null ? [] : [{ ...end, act: 'inflow' as const, target: to, paired: from !== null }]),
  ];
}

/** The slot at an end of a flow; null: it is outside the world. */
function findEnd(
  flow: NonNullable<Effect['flow']>,
  end: 'from' | 'to',
  place: EffectPlace,
): number | null {
  const name = flow[end];
  if (name === undefined) return null;
  const slot = findTarget(name, ['flow', end], place);
  const transform = ruleScale(slot, place.slots);
  if (transform !== 'identity')
    place.problems.add(
      [...place.path, 'flow', end],
      `what flows is in natural units, and ${name} is ${transform}`,
      {
        hint: 'write errors instead of transform: its rules read natural units',
        rule: place.rule,
      },
    );
  return slot;
}

function findTarget(
  name: string,
  key: readonly string[],
  { path, rule, slots, table, problems }: EffectPlace,
): number {
  const at = [...path, ...key];
  const target = slots.index.get(name) ?? -1;
  if (target < 0) problems.addUnknown(at, name, { hint: hintSlot(name, table), rule });
  else if (slots.kinds[target] === 'value')
    problems.add(at, `${name} is a value and takes no effects`, {
      hint: 'change the slots its formula reads',
      rule,
    });
  else if (slots.measured[target] === true)
    problems.add(at, `${name} is measured and takes no effects`, {
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
  { min = -Infinity, max = Infinity }: Effect,
  { path, rule, slots, problems }: EffectPlace,
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
