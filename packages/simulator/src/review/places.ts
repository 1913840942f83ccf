import type { WorldModel } from '@pulse-stream/worldstate';
import type { ExpressionTree } from '../language/tree.ts';
import type { Interval } from '../language/operation.ts';
import type { CompiledEffect, CompiledModel } from '../model/compiled-model.ts';
import { ownerOfHidden } from '../model/compile-values.ts';
import type { Path } from '../shape/schema-places.ts';

/** One expression of a model, where it stands and what its slots can be. */
export interface Place {
  readonly tree: ExpressionTree;
  readonly path: Path;
  readonly rule?: string;
  readonly ranges: readonly Interval[];
  /** What it means for its owner that the condition never holds. */
  readonly never?: string;
  /** Whether every scenario computes it. */
  readonly isAlways?: boolean;
}

/**
 * Every expression of the model. What moves the world reads the units of rules, events and initial
 * values natural ones, measurements and noise after the rules transformed ones.
 */
export function placesOf(compiled: CompiledModel): Place[] {
  const ranges = rangesOf(compiled);
  return [
    ...placesOfRules(compiled, ranges),
    ...placesOfValues(compiled, ranges),
    ...placesOfSlots(compiled, ranges),
    ...placesOfForecast(compiled),
  ];
}

/** What the rules can find in each slot. */
export function rangesOf({ names, ofRules }: CompiledModel): readonly Interval[] {
  return names.map((_, slot) => ({
    low: ofRules.lower[slot] ?? -Infinity,
    high: ofRules.upper[slot] ?? Infinity,
  }));
}

/** The key of an effect that holds its amount. */
export function keyOfAct({ act }: CompiledEffect): 'add' | 'set' | 'rate' {
  return act === 'add' || act === 'set' ? act : 'rate';
}

function placesOfRules({ rules }: CompiledModel, ranges: readonly Interval[]): Place[] {
  return rules.flatMap(({ id, when, effects }, index): Place[] => {
    const path = ['rules', index];
    const condition = {
      path: [...path, 'when'],
      rule: id,
      ranges,
      never: 'so the rule never fires',
    };
    return [
      ...(when === null ? [] : [{ ...condition, tree: when }]),
      ...effects.flatMap((effect): Place[] => {
        if (effect.paired) return [];
        const at = [...path, 'effects', effect.position, keyOfAct(effect)];
        return [{ tree: effect.add, path: at, rule: id, ranges, isAlways: when === null }];
      }),
    ];
  });
}

/** Where the formula of a value stands. */
export const pathOfValue = (values: WorldModel['values'], name: string): Path =>
  typeof values?.[name] === 'object' ? ['values', name, 'formula'] : ['values', name];

/** Formulas, and what the delays among them remember. */
function placesOfValues(
  { model, names, values, hidden, lines, initials, measurements }: CompiledModel,
  ranges: readonly Interval[],
): Place[] {
  const declared = model.values ?? {};
  const pathOf = (name: string): Path => pathOfValue(declared, name);
  const ofSlot = (slot: number): Path => pathOf(ownerOfHidden(names[slot]));
  const firstHidden = Object.keys(model.slots).length + values.length;
  return [
    ...values.map(({ name, tree }) => ({ tree, path: pathOf(name), ranges, isAlways: true })),
    ...hidden.map(({ slot, rate }) => ({ tree: rate, path: ofSlot(slot), ranges })),
    ...lines.map(({ first, input }) => ({ tree: input, path: ofSlot(first), ranges })),
    ...initials.flatMap(({ slot, tree }) =>
      slot < firstHidden ? [] : [{ tree, path: ofSlot(slot), ranges, isAlways: true }],
    ),
    ...measurements.map(({ slot, tree }) => ({
      tree,
      path: ['measurements', names[slot] ?? ''],
      ranges,
    })),
  ];
}

function placesOfSlots(
  { model, names, initials, noises }: CompiledModel,
  ranges: readonly Interval[],
): Place[] {
  const declared = Object.keys(model.slots).length;
  return [
    ...initials.flatMap(({ slot, tree }) =>
      slot < declared
        ? [{ tree, path: ['slots', names[slot] ?? '', 'initial'], ranges, isAlways: true }]
        : [],
    ),
    ...noises.flatMap((noise, slot) =>
      noise === null || noise.tree.op === 'literal'
        ? []
        : [{ tree: noise.tree, path: ['slots', names[slot] ?? '', 'noise', 'sd'], ranges }],
    ),
  ];
}

function placesOfForecast({ model, events, tags }: CompiledModel): Place[] {
  const ranges = Object.values(model.slots).map(({ kind, min, max }) => ({
    low: min ?? (kind === 'overlay' ? 0 : -Infinity),
    high: max ?? (kind === 'overlay' ? 1 : Infinity),
  }));
  return [
    ...events.map(({ condition }, index) => ({
      tree: condition.tree,
      path: ['forecast', 'events', index, 'when'],
      ranges,
      never: 'so the event never happens',
    })),
    ...tags.flatMap(({ when }, index): Place[] =>
      when === null
        ? []
        : [
            {
              tree: when.tree,
              path: ['tags', index, 'when'],
              ranges: [],
              never: 'so the tag is never given',
            },
          ],
    ),
  ];
}
