import type { CompiledModel } from './compiled-model.ts';
import { readsSlot, visitTree, type ConditionTree, type ExpressionTree } from '../language/tree.ts';
import type { Program } from './program.ts';

/** What of a model noise starts from and is handed on by. */
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
export function findNoiseReach(paths: NoisePaths): readonly boolean[] {
  return new NoiseReach(paths).find();
}

class NoiseReach {
  readonly #paths: NoisePaths;
  readonly #reached: boolean[];
  readonly #drawn: ReadonlySet<number>;
  #isGrowing = true;

  constructor(paths: NoisePaths) {
    this.#paths = paths;
    this.#reached = Array.from(paths.noise, (sd) => sd !== 0);
    this.#drawn = new Set(paths.paramDraws.map(({ index }) => index));
    for (const { index } of paths.initialDraws) this.#reach(index);
  }

  find(): readonly boolean[] {
    const { measurements, values, initials, hidden, lines } = this.#paths;
    while (this.#isGrowing) {
      this.#isGrowing = false;
      this.#followRules();
      for (const { slot, tree } of [...measurements, ...values, ...initials])
        if (this.#reads(tree)) this.#reach(slot);
      for (const { slot, rate } of hidden) if (this.#reads(rate)) this.#reach(slot);
      for (const { first, length, input } of lines)
        if (this.#reads(input)) for (let at = 0; at < length; at += 1) this.#reach(first + at);
    }
    return this.#reached;
  }

  #reach(slot: number): void {
    if (this.#reached[slot] === true) return;
    this.#reached[slot] = true;
    this.#isGrowing = true;
  }

  #reads(tree: ExpressionTree | null): boolean {
    const reached = this.#reached;
    const { values } = this.#paths;
    let uncertain = false;
    if (tree !== null)
      visitTree(tree, (node) => {
        if (node.op === 'slot' || node.op === 'lag') uncertain ||= reached[node.slot] === true;
        if (node.op === 'value') uncertain ||= reached[values[node.value]?.slot ?? -1] === true;
        if (node.op === 'param') uncertain ||= this.#drawn.has(node.param);
      });
    return uncertain;
  }

  #followRules(): void {
    const { rules, ofRules } = this.#paths;
    for (const { when, effects } of rules) {
      const isUncertain = this.#reads(when);
      for (const [index, { target, add, draw, paired }] of effects.entries()) {
        if (isUncertain || draw !== null || this.#reads(add)) this.#reach(target);
        const source = paired ? effects[index - 1]?.target : undefined;
        if (source === undefined) continue;
        // a flow is limited to what is there, at the one end or the other
        if (this.#reached[source] === true && ofRules.lower[source] !== -Infinity)
          this.#reach(target);
        if (this.#reached[target] === true && ofRules.lower[target] !== -Infinity)
          this.#reach(source);
      }
    }
  }
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
