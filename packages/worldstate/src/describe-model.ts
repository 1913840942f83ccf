import { keyTexts, type KeyTexts } from './key-texts.ts';
import { DynamicOverlay, Effect, Parameter, Rule, Slot, Tag, WorldModel } from './world-model.ts';

/** Texts of what a world model says. */
export const describeModel = (): KeyTexts[] => [
  keyTexts(WorldModel, {
    name: 'name of the model, in every record',
    version: 'a text or a whole number, for people',
    time_unit: 'what one turn is: turn, hour, day, week, month, quarter, year or another word',
    description: 'what the model is about',
    slots: 'the quantities of the world by name: a letter, then letters, digits and underscores',
    dynamic_overlay:
      'what an undeclared name of a scenario becomes in a model with overlays; without it undeclared names fail',
    params: 'numbers that expressions read by name and scenarios may change',
    rules: 'what moves the slots, in order',
    evaluation:
      'sequential: a rule sees what the rules before it did in the turn; simultaneous: all see the state before the first',
    symbols: 'names of overlays that the learned correction may use',
    measurements:
      'overlays that are computed from the other slots after every turn: name to expression',
    tags: 'labels of a turn; the first whose condition holds names it',
    forecast: 'what is forecast where a scenario does not say',
    members: 'size of the ensemble where a scenario does not say',
  }),
  keyTexts(Slot, {
    kind: 'overlay (in 0 to 1, may decay), variable, or capital (money; "cash" is what is not at risk)',
    initial: 'value at turn 0, natural units',
    min: 'least value, natural units; default: none, 0 for an overlay',
    max: 'largest value, natural units; default: none, 1 for an overlay',
    decay: 'what an overlay loses per turn, at least 0; default 0',
    noise:
      'standard deviation per turn of what chance adds for every member, transformed units; default 0',
    unit: 'unit of the natural values, carried into records; default: none',
    transform:
      'what rules, noise and correction see: the value (identity), 100·ln x (log100), ln(x/(1−x)) (logit); default identity',
    description: 'what the quantity is',
    category: 'overlays: how people group them, primary or secondary; default: none',
    parent: 'name of the overlay it belongs to; default: none',
    priority: 'place in lists of overlays, larger first; default 0',
  }),
  keyTexts(DynamicOverlay, {
    initial: 'value at turn 0 where a scenario does not set it, 0 to 1',
    decay: 'what it loses per turn, at least 0',
    noise: 'standard deviation per turn',
  }),
  keyTexts(Parameter, {
    value: 'its value where a scenario does not say',
    min: 'least value, others are clamped with a warning; default: none',
    max: 'largest value, others are clamped with a warning; default: none',
    description: 'what the parameter is',
  }),
  keyTexts(Rule, {
    id: 'name of the rule: its part of a change is "rule.ID"',
    when: 'condition under which it fires in a turn; default: always',
    effects: 'what it does, in order',
    importance: 'factor of its scaled effects, 0 to 1',
    trust: 'factor of its scaled effects, 0 to 1',
    category: 'how people group rules; default: none',
    description: 'what the rule says',
  }),
  keyTexts(Effect, {
    target: 'name of the slot it changes',
    add: 'what is added in a turn, transformed units of the target: a number or an expression',
    scaled: 'true: multiplied by trust × importance of its rule',
    min: 'the target is not put below this value, natural units; default: none',
    max: 'the target is not put above this value, natural units; default: none',
  }),
  keyTexts(Tag, {
    code: 'name of the tag for programs',
    label: 'name of the tag for people',
    when: 'condition over overlays, read rounded to 4 decimals; default: always',
  }),
];
