import type { CompiledEffect, CompiledModel, CompiledRule } from '../model/compiled-model.ts';
import { slotsOfSteps } from './path-slots.ts';

/** What moves by a rate. */
export interface Rate {
  readonly effect: CompiledEffect;
  /** Index over all effects. */
  readonly at: number;
  /** Index of the effect whose rate it has: its own, or that of the end a flow leaves. */
  readonly as: number;
}

/** A rule that moves something in steps. */
export interface StepRule {
  readonly rule: CompiledRule;
  /** Index among the rules of the model. */
  readonly index: number;
  readonly rates: readonly Rate[];
}

/** What the steps of a turn do. */
export interface StepPlan {
  /** Whether a turn has steps at all. */
  readonly moves: boolean;
  readonly rules: readonly StepRule[];
  /** What moves a slot, in order. */
  readonly ratesOf: ReadonlyMap<number, readonly Rate[]>;
  /** Slots that the later stages of a step read, and that move. */
  readonly staged: ReadonlySet<number>;
  /** Ends of flows with a least value, which they cannot be short of. */
  readonly givers: ReadonlySet<number>;
  /** Slots that can be outside their bounds when a step is over, as far as the steps know. */
  readonly moved: ReadonlySet<number>;
}

export function planSteps(compiled: CompiledModel): StepPlan {
  const { hidden, lines, stepNoise, clock, lower } = compiled;
  let effects = 0;
  const rules = compiled.rules.flatMap((rule, index): StepRule[] => {
    const first = effects;
    effects += rule.effects.length;
    const rates: Rate[] = [];
    for (const [offset, effect] of rule.effects.entries()) {
      if (effect.act === 'add' || effect.act === 'set') continue;
      const at = first + offset;
      rates.push({ effect, at, as: effect.paired ? (rates.at(-1)?.at ?? at) : at });
    }
    return rates.length === 0 ? [] : [{ rule, index, rates }];
  });
  const ratesOf = new Map<number, Rate[]>();
  for (const rate of rules.flatMap(({ rates }) => rates)) {
    const { target } = rate.effect;
    ratesOf.set(target, [...(ratesOf.get(target) ?? []), rate]);
  }
  const effectsOf = rules.flatMap(({ rates }) => rates.map(({ effect }) => effect));
  const targets = effectsOf.map(({ target }) => target);
  const flowing = effectsOf.filter(({ act }) => act !== 'rate').map(({ target }) => target);
  const read = clock.method === 'rk4' ? slotsOfSteps(compiled) : new Set<number>();
  const changing = new Set([...targets, ...hidden.map(({ slot }) => slot)]);
  return {
    moves: rules.length + hidden.length + lines.length + stepNoise.slots.length > 0,
    rules,
    ratesOf,
    staged: new Set([...read].filter((slot) => changing.has(slot))),
    givers: new Set(flowing.filter((slot) => (lower[slot] ?? -Infinity) > -Infinity)),
    moved: new Set([...targets, ...stepNoise.slots]),
  };
}
