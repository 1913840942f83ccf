import type { CompiledModel } from './compiled-model.ts';
import { readsSlot, visitTree, type ConditionTree, type ExpressionTree } from '../language/tree.ts';
import type { Program } from './program.ts';

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
}: Pick<
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
>): readonly boolean[] {
  const reached = Array.from(noise, (sd) => sd !== 0);
  const drawn = new Set(paramDraws.map(({ index }) => index));
  let isGrowing = true;
  const reach = (slot: number): void => {
    if (reached[slot] === true) return;
    reached[slot] = true;
    isGrowing = true;
  };
  for (const { index } of initialDraws) reach(index);
  const reads = (tree: ExpressionTree | null): boolean => {
    let uncertain = false;
    if (tree !== null)
      visitTree(tree, (node) => {
        if (node.op === 'slot' || node.op === 'lag') uncertain ||= reached[node.slot] === true;
        if (node.op === 'value') uncertain ||= reached[values[node.value]?.slot ?? -1] === true;
        if (node.op === 'param') uncertain ||= drawn.has(node.param);
      });
    return uncertain;
  };
  while (isGrowing) {
    isGrowing = false;
    for (const { when, effects } of rules) {
      const isUncertain = reads(when);
      for (const [index, { target, add, draw, paired }] of effects.entries()) {
        if (isUncertain || draw !== null || reads(add)) reach(target);
        const source = paired ? effects[index - 1]?.target : undefined;
        if (source === undefined) continue;
        // a flow is limited to what is there, at the one end or the other
        if (reached[source] === true && ofRules.lower[source] !== -Infinity) reach(target);
        if (reached[target] === true && ofRules.lower[target] !== -Infinity) reach(source);
      }
    }
    for (const { slot, tree } of [...measurements, ...values, ...initials])
      if (reads(tree)) reach(slot);
    for (const { slot, rate } of hidden) if (reads(rate)) reach(slot);
    for (const { first, length, input } of lines)
      if (reads(input)) for (let at = 0; at < length; at += 1) reach(first + at);
  }
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
