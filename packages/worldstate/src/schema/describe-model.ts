import { keyTexts, type KeyTexts } from './key-texts.ts';
import { Distribution } from '../model/distribution.ts';
import { Effect, Flow, NegativeBinomial } from '../model/effect.ts';
import {
  DescribedValue,
  DynamicOverlay,
  Noise,
  Parameter,
  Rule,
  Series,
  Slot,
  StudentT,
  Table,
  Tag,
  Time,
  WorldModel,
} from '../model/world-model.ts';

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
    time: 'the clock, and the steps that a turn is computed in; default: time is the turn',
    tables: 'functions of one number given by points: effect(x)',
    series: 'drivers: numbers by turn from a dataset, read by name',
    values: 'auxiliaries: name to formula, computed wherever they are read',
    noise_correlation: 'correlations of declared noise: slot to slot to −1 to 1; default: none',
    rules: 'what moves the slots, in order',
    evaluation:
      'sequential: a rule sees what the rules before it did in the turn; simultaneous: all see the state before the first',
    symbols: 'names of overlays that the learned correction may use',
    measurements:
      'overlays that are computed from the other slots after every turn: name to expression',
    tags: 'labels of a turn; the first whose condition holds names it',
    forecast: 'what is forecast where a scenario does not say',
    members: 'size of the ensemble where a scenario does not say',
    aliases: 'what a name was called where the model came from: name to text; it changes no number',
  }),
  ...describeSlots(),
  keyTexts(Parameter, {
    value: 'its value where a scenario does not say',
    min: 'least value, others are clamped with a warning; default: none',
    max: 'largest value, others are clamped with a warning; default: none',
    draw: 'what it is drawn from once per member; the control run takes the value beside it, so that it has no value of its own; default: value for all',
    unit: 'its unit, for people; default: none',
    description: 'what the parameter is',
  }),
  ...describeRules(),
  ...describeChance(),
  ...describeDrivers(),
  keyTexts(DescribedValue, {
    formula: 'what the value is: a number or an expression',
    unit: 'unit, carried into records where it is a target; default: none',
    description: 'what the value is, for people',
  }),
  keyTexts(Tag, {
    code: 'name of the tag for programs',
    label: 'name of the tag for people',
    when: 'condition over overlays, read rounded to 4 decimals; default: always',
  }),
];

function describeSlots(): KeyTexts[] {
  return [
    keyTexts(Slot, {
      kind: 'overlay (in 0 to 1, may decay), variable, or capital (money; "cash" is what is not at risk)',
      initial:
        'value at turn 0, natural units: a number, an expression of parameters and other initials, or a distribution',
      min: 'least value, natural units; default: none, 0 for an overlay',
      max: 'largest value, natural units; default: none, 1 for an overlay',
      decay: 'what an overlay loses per turn, at least 0; default 0',
      noise:
        'what chance adds for every member: a standard deviation per turn, transformed units, or {sd, dist, per}; default 0',
      unit: 'unit of the natural values, carried into records; default: none',
      transform:
        'what rules, noise and correction see: the value (identity), 100·ln x (log100), ln(x/(1−x)) (logit), 100·ln(1+x) (log1p), √x (sqrt); default identity',
      errors:
        'scale of noise, correction and scores of a slot whose rules read natural units: as transform, which it excludes; default identity',
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
  ];
}

function describeRules(): KeyTexts[] {
  return [
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
      target: 'name of the slot it changes, where it has no flow',
      add: 'what is added in a turn, transformed units of the target: a number or an expression',
      rate: 'what is added per unit of time, in every step: a number or an expression',
      set: 'what the target becomes, once a turn: a number or an expression',
      flow: 'the two ends of what moves by a rate: one loses what the other gains',
      draw: 'members draw counts with this mean: poisson, binomial or {negative_binomial: k}; default: the mean itself',
      scaled: 'true: multiplied by trust × importance of its rule',
      min: 'the target is not put below this value, natural units; default: none',
      max: 'the target is not put above this value, natural units; default: none',
    }),
    keyTexts(Flow, {
      from: 'name of the slot that loses; default: it comes from outside the world',
      to: 'name of the slot that gains; default: it leaves the world',
    }),
    keyTexts(NegativeBinomial, {
      negative_binomial:
        'size k of the counts of a step, greater than 0: variance mean + mean²/k; in n steps they spread as with k × n',
    }),
  ];
}

function describeChance(): KeyTexts[] {
  return [
    keyTexts(Noise, {
      sd: 'standard deviation of the shock, transformed units: a number or an expression',
      dist: 'normal, or {student_t: degrees of freedom}; default normal',
      per: 'turn: once, after the steps; time: per unit of time, after every step with √dt; default turn',
    }),
    keyTexts(StudentT, { student_t: 'degrees of freedom, greater than 2' }),
    keyTexts(Distribution, {
      normal: '[mean, standard deviation]',
      lognormal: '[mean, standard deviation] of the logarithm',
      uniform: '[low, high]',
      triangular: '[low, mode, high]',
      beta: '[a, b], both greater than 0',
      gamma: '[shape, scale], both greater than 0',
      value:
        'what the control run takes; default: the mean of all of it, before min and max cut it',
    }),
  ];
}

/** What moves a world from outside, and on which clock. */
function describeDrivers(): KeyTexts[] {
  return [
    keyTexts(Time, {
      start:
        'time at the first row of the history, else at turn 0: a number or a date label; default 0',
      dt: 'time that a step takes; default 1 / steps_per_turn',
      steps_per_turn: 'steps in a turn; default 1',
      method: 'euler or rk4, for rates; default euler',
      season:
        'turns in a season; default by time_unit: month 12, quarter 4, week 52, day 7, hour 24',
    }),
    keyTexts(Table, {
      points: 'pairs [x, y], ascending in x; straight lines between',
      beyond:
        'outside the points: hold the last value, extend the last line, or fail; default hold',
      description: 'what the table says',
    }),
    keyTexts(Series, {
      dataset: 'name of a dataset that was registered with --observations NAME=FILE',
      column: 'column of the dataset; default: the name of the series',
      between: 'inside a turn: hold the value, or linear to the next; default hold',
      beyond: 'after the last row: fail, hold the last value, or repeat_season; default fail',
      shift: '1: a turn reads the row it leads to; 0: the row it starts from; default 0',
      unit: 'its unit, for people; default: none',
      description: 'what the series is',
    }),
  ];
}
