import type { CompiledModel, CompiledValue } from './compiled-model.ts';
import { readsSlot, visitTree, type ConditionTree, type ExpressionTree } from '../language/tree.ts';
import type { Program } from './program.ts';

/** What decides where noise goes. */
type NoisePaths = Pick<
  CompiledModel,
  | 'noise'
  | 'ofRules'
  | 'rules'
  | 'measurements'
  | 'values'
  | 'hidden'
  | 'lines'
  | 'initials'
  | 'initialDraws'
  | 'paramDraws'
>;

/**
 * The slots that noise can reach: those that declare some, and what rules and measurements make of
 * slots it reaches, now or later.
 * @returns by slot
 */
export function findNoiseReach({
  noise,
  ofRules,
  rules,
  measurements,
  values,
  hidden,
  lines,
  initials,
  initialDraws,
  paramDraws,
}: NoisePaths): readonly boolean[] {
  const reached = Array.from(noise, () => false);
  /** Of each slot, what is made of it: one pass over the model, however long its chains are. */
  const madeOf: number[][] = Array.from(noise, () => []);
  const drawn = new Set(paramDraws.map(({ index }) => index));
  const fresh: number[] = [];
  const reach = (slot: number): void => {
    if (reached[slot] === true) return;
    reached[slot] = true;
    fresh.push(slot);
  };
  const link = (from: number, to: number): void => void (madeOf[from] ??= []).push(to);
  const make = (tree: ExpressionTree | null, slot: number): void => {
    if (tree === null) return;
    visitTree(tree, (node) => {
      if (node.op === 'slot' || node.op === 'lag') link(node.slot, slot);
      if (node.op === 'value') link((values[node.value] as CompiledValue).slot, slot); // of a checked tree
      if (node.op === 'param' && drawn.has(node.param)) reach(slot);
    });
  };
  for (const [slot, sd] of noise.entries()) if (sd !== 0) reach(slot);
  for (const { index } of initialDraws) reach(index);
  for (const { when, effects } of rules)
    for (const [index, { target, add, draw, paired }] of effects.entries()) {
      if (draw !== null) reach(target);
      make(when, target);
      make(add, target);
      const source = paired ? effects[index - 1]?.target : undefined;
      if (source === undefined) continue;
      // a flow is limited to what is there, at the one end or the other
      if (ofRules.lower[source] !== -Infinity) link(source, target);
      if (ofRules.lower[target] !== -Infinity) link(target, source);
    }
  for (const { slot, tree } of [...measurements, ...values, ...initials]) make(tree, slot);
  for (const { slot, rate } of hidden) make(rate, slot);
  for (const { first, length, input } of lines)
    for (let at = 0; at < length; at += 1) make(input, first + at);
  for (let slot = fresh.pop(); slot !== undefined; slot = fresh.pop())
    for (const made of madeOf[slot] ?? []) reach(made);
  return reached;
}

/** Whether no noise reaches anything that a scenario looks at: targets, events, exposure. */
export function isDeterministic(
  { compiled, noise, draws }: Program,
  targets: readonly number[],
  events: readonly { readonly condition: { readonly tree: ConditionTree } }[],
): boolean {
  // a dynamic overlay has no noise but its own: no rule reads it
  const reaches = (slot: number): boolean => compiled.noiseReaches[slot] ?? noise[slot] !== 0;
  // parameters that a scenario draws may reach anything
  const known = new Set(compiled.paramDraws.map(({ index }) => index));
  if (draws.some(({ index }) => !known.has(index))) return false;
  return !(
    targets.some(reaches) ||
    compiled.exposed.some(reaches) ||
    events.some(({ condition }) => readsSlot(condition.tree, reaches))
  );
}
