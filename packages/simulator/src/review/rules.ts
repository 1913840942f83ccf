import { constantValue } from '../model/constant-value.ts';
import type { CompiledEffect, CompiledModel } from '../model/compiled-model.ts';
import type { ModelProblems } from '../shape/problems.ts';
import { isImported } from './names.ts';
import { keyOfAct } from './places.ts';

const NOTHING = { add: 'it adds nothing', rate: 'it moves nothing' } as const;

/** Whether trust and importance act on it. */
const isScaled = ({ scaled, act }: CompiledEffect): boolean => scaled && act !== 'set';

/** Effects that change nothing, and what changes nothing about effects. */
export function reviewEffects({ rules }: CompiledModel, problems: ModelProblems): void {
  for (const [index, { id, trust, importance, effects }] of rules.entries()) {
    for (const [key, share] of Object.entries({ trust, importance })) {
      const path = ['rules', index, key];
      if (share === 0 && effects.every(isScaled))
        problems.add(path, `${key} 0 makes every effect of the rule 0`, { rule: id });
      if (share !== 1 && !effects.some(isScaled))
        problems.add(path, `${key} ${share} changes nothing: no effect of the rule is scaled`, {
          rule: id,
          hint: 'what is set never is: leave it out',
        });
    }
    for (const effect of effects) {
      const key = keyOfAct(effect);
      if (key === 'set' && !effect.scaled)
        problems.add(
          ['rules', index, 'effects', effect.position, 'scaled'],
          'what is set is never scaled: it changes nothing',
          { rule: id, hint: 'leave scaled out' },
        );
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
    if (left.has(name) && kind !== 'overlay' && min === undefined && !isImported(model, name))
      problems.add(['slots', name], `${name} has no min, so flows can take more than there is`, {
        hint: 'write min: 0',
      });
  }
}
