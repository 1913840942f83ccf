import { constantValue } from './constant-value.ts';
import type { CompiledModel } from './compiled-model.ts';
import type { ModelProblems } from './problems.ts';
import { keyOfAct, type Place } from './review-places.ts';
import { operandsOf, type ExpressionTree } from '../language/tree.ts';

const NOTHING = { add: 'it adds nothing', rate: 'it moves nothing' } as const;

/** Effects that change nothing. */
export function reviewEffects({ rules }: CompiledModel, problems: ModelProblems): void {
  for (const [index, { id, trust, importance, effects }] of rules.entries()) {
    const still = trust === 0 ? 'trust' : importance === 0 ? 'importance' : null;
    if (still !== null && effects.every(({ scaled, act }) => scaled && act !== 'set'))
      problems.add(['rules', index, still], `${still} 0 makes every effect of the rule 0`, {
        rule: id,
      });
    for (const effect of effects) {
      const key = keyOfAct(effect);
      if (effect.paired || key === 'set' || constantValue(effect.add) !== 0) continue;
      const path = ['rules', index, 'effects', effect.position, key];
      problems.add(path, NOTHING[key], { rule: id });
    }
  }
}

/** Slots that steps move in a way that was hardly meant. */
export function reviewSteps({ model, names, rules }: CompiledModel, problems: ModelProblems): void {
  const moved = new Set<string>();
  const left = new Set<string>();
  for (const { effects } of rules)
    for (const { act, target } of effects) {
      const name = names[target] ?? '';
      if (act !== 'add' && act !== 'set') moved.add(name);
      if (act === 'outflow') left.add(name);
    }
  for (const [name, { kind, decay = 0, min }] of Object.entries(model.slots)) {
    if (moved.has(name) && decay > 0)
      problems.add(
        ['slots', name, 'decay'],
        `${name} decays once a turn, and rates move it in every step`,
        {
          hint: `leave decay out, and write it as a rate of a rule: -${decay}`,
        },
      );
    if (left.has(name) && kind !== 'overlay' && min === undefined)
      problems.add(['slots', name], `${name} has no min, so flows can take more than there is`, {
        hint: 'write min: 0',
      });
  }
}

const readsTurn = (tree: ExpressionTree): boolean =>
  tree.op === 'turn' || operandsOf(tree).some(readsTurn);

const OF_FORECASTS = new Set<PropertyKey | undefined>(['forecast', 'tags']);

/** `turn` where a world with a past would mean a moment of it; told once. */
export function reviewTurn(places: readonly Place[], problems: ModelProblems): void {
  // events and tags look at a forecast
  const place = places.find(({ path, tree }) => !OF_FORECASTS.has(path[0]) && readsTurn(tree));
  if (place === undefined) return;
  const { path, rule } = place;
  problems.add(path, 'turn counts from the origin of each forecast: in a history it is always 0', {
    rule,
    hint: 'a moment of the world is time, or month, week, season, … where the turns have dates',
  });
}
