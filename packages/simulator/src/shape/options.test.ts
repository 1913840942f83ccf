import { test } from 'vitest';
import { expectOneProblem } from '../../test/broken-models.ts';

const hope = { kind: 'overlay', initial: 0.5 };

/** A model whose only slot says this too. */
const withSlot = (slot: object): object => ({ name: 'm', slots: { hope: { ...hope, ...slot } } });

/** A model whose only rule is this. */
function withRule(rule: object): object {
  return {
    name: 'm',
    slots: { hope },
    rules: [{ id: 'R1', effects: [{ target: 'hope', add: 1 }], ...rule }],
  };
}

test.each<[shape: string, model: unknown, path: string, message: string, hint?: string]>([
  [
    'a distribution that is misspelt',
    withSlot({ initial: { norml: [1, 2] } }),
    'slots.hope.initial.norml',
    'unknown key "norml"',
    'did you mean "normal"?',
  ],
  [
    'a distribution by the names of its numbers',
    withSlot({ initial: { mean: 1 } }),
    'slots.hope.initial.mean',
    'unknown key "mean"',
    'write normal: [mean, standard deviation]',
  ],
  [
    'no distribution',
    withSlot({ initial: {} }),
    'slots.hope.initial',
    'a distribution has one of normal, lognormal, uniform, triangular, beta, gamma, and this has none of them',
    'write { normal: [mean, standard deviation] }',
  ],
  [
    'two distributions',
    withSlot({ initial: { uniform: [0, 1], normal: [0, 1] } }),
    'slots.hope.initial',
    'a distribution has one of normal, lognormal, uniform, triangular, beta, gamma, and this has normal and uniform',
    'write { normal: [mean, standard deviation] }',
  ],
  [
    'a distribution with one number',
    withSlot({ initial: { uniform: [1] } }),
    'slots.hope.initial.uniform',
    'expected a list of 2, found a list of 1',
    'write [low, high]',
  ],
  [
    'a distribution with too many numbers',
    withSlot({ initial: { uniform: [1, 2, 3] } }),
    'slots.hope.initial.uniform',
    'expected a list of 2, found a list of 3',
    'write [low, high]',
  ],
  [
    'a distribution by its ends',
    withSlot({ initial: { uniform: { low: 1, high: 2 } } }),
    'slots.hope.initial.uniform',
    'expected a list of 2, found a map',
    'write [low, high]',
  ],
  [
    'a negative standard deviation',
    withSlot({ initial: { normal: [1, -2] } }),
    'slots.hope.initial.normal[1]',
    'must be at least 0',
  ],
  [
    'a draw by name',
    { name: 'm', slots: { hope }, params: { k: { value: 1, draw: 'normal' } } },
    'params.k.draw',
    'expected a distribution, found the text "normal"',
    'write { normal: [mean, standard deviation] }',
  ],
  [
    'a distribution beside the value',
    { name: 'm', slots: { hope }, params: { k: { value: 1, gamma: [2, 1] } } },
    'params.k.gamma',
    'unknown key "gamma"',
    'it belongs into draw: { gamma: … }',
  ],
  [
    'a prior',
    { name: 'm', slots: { hope }, params: { k: { value: 1, prior: { gamma: [2, 1] } } } },
    'params.k.prior',
    'unknown key "prior"',
    'write draw',
  ],
  [
    'noise per month',
    withSlot({ noise: { sd: 1, per: 'month' } }),
    'slots.hope.noise.per',
    'expected one of turn, time, found the text "month"',
  ],
  [
    'noise without a size',
    withSlot({ noise: { per: 'time' } }),
    'slots.hope.noise.sd',
    'is missing',
    'it is a finite number or an expression',
  ],
  [
    'noise by an expression alone',
    withSlot({ noise: 'hope * 0.1' }),
    'slots.hope.noise',
    'expected a finite number or { sd: … }, found the text "hope * 0.1"',
    'write { sd: "hope * 0.1" }',
  ],
  [
    'noise in quotes',
    withSlot({ noise: '0.1' }),
    'slots.hope.noise',
    'expected a finite number or { sd: … }, found the text "0.1"',
    'write it without quotes: 0.1',
  ],
  [
    'noise per time beside noise',
    withSlot({ noise: 1, per: 'time' }),
    'slots.hope.per',
    'unknown key "per"',
    'it belongs into noise: { per: time }',
  ],
  [
    'noise of Student by name alone',
    withSlot({ noise: { sd: 1, dist: 'student_t' } }),
    'slots.hope.noise.dist',
    'expected normal or { student_t: … }, found the text "student_t"',
    'write { student_t: … }',
  ],
  [
    'a decimal comma',
    withSlot({ decay: '0,1' }),
    'slots.hope.decay',
    'expected a finite number, found the text "0,1"',
    'write it without quotes: 0.1',
  ],
  [
    'two acts in one effect',
    withRule({ effects: [{ target: 'hope', rate: 3, add: 1 }] }),
    'rules[0].effects[0].rate',
    'add and rate exclude each other in one effect',
    'write an effect for each (add: what is added once a turn; rate: what is added per unit of time; set: the new value, once a turn)',
  ],
  [
    'an effect without an act',
    withRule({ effects: [{ target: 'hope' }] }),
    'rules[0].effects[0]',
    'it says what changes but not how',
    'write one of add: what is added once a turn; rate: what is added per unit of time; set: the new value, once a turn',
  ],
  [
    'an effect without a target',
    withRule({ effects: [{ set: 1 }] }),
    'rules[0].effects[0].target',
    'is missing',
    'write target: NAME, the slot that changes',
  ],
  [
    'a rate without a target',
    withRule({ effects: [{ rate: 1 }] }),
    'rules[0].effects[0].target',
    'is missing',
    'write target: NAME, the slot that changes, or flow: { from: NAME, to: NAME }',
  ],
  [
    'an empty effect',
    withRule({ effects: [{}] }),
    'rules[0].effects[0]',
    'an effect has a target or a flow, and says how it changes',
    'write { target: NAME, add: … } or { flow: { from: NAME, to: NAME }, rate: … }',
  ],
  [
    'a flow and a target',
    withRule({ effects: [{ target: 'hope', flow: { from: 'hope' }, rate: 1 }] }),
    'rules[0].effects[0].target',
    'a flow has no target',
    'its ends are from and to: leave target out',
  ],
  [
    'a flow that adds',
    withRule({ effects: [{ flow: { from: 'hope' }, add: 1 }] }),
    'rules[0].effects[0].add',
    'what flows is a rate, and this is add',
    'write rate: what flows per unit of time',
  ],
  [
    'a flow without a rate',
    withRule({ effects: [{ flow: { from: 'hope' } }] }),
    'rules[0].effects[0].rate',
    'is missing',
    'write rate: what flows per unit of time',
  ],
  [
    'a flow from form',
    withRule({ effects: [{ flow: { form: 'hope' }, rate: 1 }] }),
    'rules[0].effects[0].flow.form',
    'unknown key "form"',
    'did you mean "from"?',
  ],
  [
    'a flow without ends',
    withRule({ effects: [{ flow: {}, rate: 1 }] }),
    'rules[0].effects[0].flow',
    'a flow has from or to, or both',
    'write { from: …, to: … }',
  ],
  [
    'a flow by name',
    withRule({ effects: [{ flow: 'hope', rate: 1 }] }),
    'rules[0].effects[0].flow',
    'expected a map, found the text "hope"',
    'write { from: …, to: … }',
  ],
  [
    'ends beside the rate',
    withRule({ effects: [{ from: 'hope', rate: 1 }] }),
    'rules[0].effects[0].from',
    'unknown key "from"',
    'it belongs into flow: { from: hope }',
  ],
  [
    'a draw with a number',
    withRule({ effects: [{ target: 'hope', add: 1, draw: { poisson: 3 } }] }),
    'rules[0].effects[0].draw.poisson',
    'unknown key "poisson"',
    'it stands alone: draw: poisson',
  ],
  [
    'a draw that is misspelt',
    withRule({ effects: [{ target: 'hope', add: 1, draw: 'binomal' }] }),
    'rules[0].effects[0].draw',
    'expected one of poisson, binomial or { negative_binomial: … }, found the text "binomal"',
    'did you mean "binomial"?',
  ],
  [
    'a draw without its size',
    withRule({ effects: [{ target: 'hope', add: 1, draw: 'negative_binomial' }] }),
    'rules[0].effects[0].draw',
    'expected one of poisson, binomial or { negative_binomial: … }, found the text "negative_binomial"',
    'write { negative_binomial: … }',
  ],
])('%s is refused', (_shape, model, path, message, hint) => {
  expectOneProblem(model, { path, message, hint });
});
