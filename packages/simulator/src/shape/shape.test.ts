import { test } from 'vitest';
import { expectOneProblem } from '../../test/broken-models.ts';

const hope = { kind: 'overlay', initial: 0.5 };

const KINDS = 'any quantity is a variable, money is capital, a share that decays is an overlay';

/** A model whose only rule is this. */
function withRule(rule: object): object {
  return {
    name: 'm',
    slots: { hope },
    rules: [{ id: 'R1', effects: [{ target: 'hope', add: 1 }], ...rule }],
  };
}

test.each<[shape: string, model: unknown, path: string, message: string, hint?: string]>([
  ['null', null, '', 'expected a map, found nothing', 'write name: … and slots: …'],
  ['a list', [1], '', 'expected a map, found a list'],
  ['a text', 'pulse', '', 'expected a map, found the text "pulse"'],
  ['no name', { slots: { hope } }, 'name', 'is missing', 'it is a text'],
  ['an empty name', { name: '', slots: { hope } }, 'name', 'must not be empty'],
  [
    'a version that is a number',
    { name: 'm', version: 1.1, slots: { hope } },
    'version',
    'expected a text or a whole number, found 1.1',
    'put it in quotes: "1.1"',
  ],
  ['no slots', { name: 'm' }, 'slots', 'is missing', 'it is a map'],
  [
    'a list of slots',
    { name: 'm', slots: [] },
    'slots',
    'expected a map, found a list',
    'write a map: NAME: { kind: …, initial: … }, without dashes',
  ],
  ['not one slot', { name: 'm', slots: {} }, 'slots', 'a model has at least one slot'],
  [
    'an unknown key',
    { name: 'm', slots: { hope }, rule: [] },
    'rule',
    'unknown key "rule"',
    'did you mean "rules"?',
  ],
  [
    'an unknown key in a slot',
    { name: 'm', slots: { hope: { ...hope, inital: 1 } } },
    'slots.hope.inital',
    'unknown key "inital"',
    'did you mean "initial"?',
  ],
  [
    'an unknown key in a parameter',
    { name: 'm', slots: { hope }, params: { k: { value: 1, maximum: 2 } } },
    'params.k.maximum',
    'unknown key "maximum"',
    'known keys: value, draw, min, max, unit, description',
  ],
  [
    'an unknown key in an event',
    {
      name: 'm',
      slots: { hope },
      forecast: { events: [{ name: 'e', when: 'hope > 1', until: 3 }] },
    },
    'forecast.events[0].until',
    'unknown key "until"',
    'known keys: name, when, by, at',
  ],
  [
    'an unknown key in the dynamic overlay',
    { name: 'm', slots: { hope }, dynamic_overlay: { decays: 1 } },
    'dynamic_overlay.decays',
    'unknown key "decays"',
    'did you mean "decay"?',
  ],
  [
    'a long unknown key',
    { name: 'm', slots: { hope }, ['r'.repeat(100)]: 1 },
    'r'.repeat(100),
    `unknown key "${'r'.repeat(61)}..."`,
  ],
  [
    'an unknown kind',
    { name: 'm', slots: { hope: { ...hope, kind: 'overlays' } } },
    'slots.hope.kind',
    'expected one of overlay, variable, capital, found the text "overlays"',
    'did you mean "overlay"?',
  ],
  [
    'a kind that is no text',
    { name: 'm', slots: { hope: { ...hope, kind: {} } } },
    'slots.hope.kind',
    'expected one of overlay, variable, capital, found a map',
    KINDS,
  ],
  [
    'a kind of another tool',
    { name: 'm', slots: { hope: { ...hope, kind: 'stock' } } },
    'slots.hope.kind',
    'expected one of overlay, variable, capital, found the text "stock"',
    KINDS,
  ],
  [
    'no kind',
    { name: 'm', slots: { hope: { initial: 1 } } },
    'slots.hope.kind',
    'is missing',
    'it is one of overlay, variable, capital',
  ],
  [
    'no initial value',
    { name: 'm', slots: { hope: { kind: 'overlay' } } },
    'slots.hope.initial',
    'is missing',
    'it is a finite number, an expression or a distribution',
  ],
  [
    'an initial value under the name of another tool',
    { name: 'm', slots: { hope: { kind: 'overlay', value: 1 } } },
    'slots.hope.value',
    'unknown key "value"',
    'write initial',
  ],
  [
    'a number for a slot',
    { name: 'm', slots: { hope: 0.5 } },
    'slots.hope',
    'expected a map, found 0.5',
    'write { kind: …, initial: 0.5 }',
  ],
  [
    'a number for a parameter',
    { name: 'm', slots: { hope }, params: { k: 0.5 } },
    'params.k',
    'expected a map, found 0.5',
    'write { value: 0.5 }',
  ],
  [
    'a target at the top of a rule',
    { name: 'm', slots: { hope }, rules: [{ id: 'R1', target: 'hope' }] },
    'rules[0].target',
    'unknown key "target"',
    'it belongs into effects: [{ target: hope }]',
  ],
  [
    'targets at the top',
    { name: 'm', slots: { hope }, targets: ['hope'] },
    'targets',
    'unknown key "targets"',
    'it belongs into forecast: { targets: … }',
  ],
  [
    'an infinite number',
    { name: 'm', slots: { hope: { ...hope, initial: Infinity } } },
    'slots.hope.initial',
    'expected a finite number, an expression or a distribution, found Infinity',
  ],
  [
    'not a number',
    { name: 'm', slots: { hope: { ...hope, initial: NaN } } },
    'slots.hope.initial',
    'expected a finite number, an expression or a distribution, found NaN',
  ],
  [
    'a negative decay',
    { name: 'm', slots: { hope: { ...hope, decay: -1 } } },
    'slots.hope.decay',
    'must be at least 0',
  ],
  ['too much trust', withRule({ trust: 2 }), 'rules[0].trust', 'must be at most 1'],
  [
    'a quantile of 0',
    { name: 'm', slots: { hope }, forecast: { quantiles: [0] } },
    'forecast.quantiles[0]',
    'must be above 0',
  ],
  [
    'a quantile of 1',
    { name: 'm', slots: { hope }, forecast: { quantiles: [1] } },
    'forecast.quantiles[0]',
    'must be below 1',
  ],
  [
    'a quantile in percent',
    { name: 'm', slots: { hope }, forecast: { quantiles: [0.1, 97.5] } },
    'forecast.quantiles[1]',
    'must be below 1',
    'write 0.975 for 97.5 %',
  ],
  [
    'half a member',
    { name: 'm', slots: { hope }, members: 1.5 },
    'members',
    'expected a whole number, found 1.5',
  ],
  ['a rule without effects', withRule({ effects: [] }), 'rules[0].effects', 'has at least 1 entry'],
  [
    'a bad rule id',
    withRule({ id: 'R 1' }),
    'rules[0].id',
    'a letter or digit, then at most 63 of A-Z a-z 0-9 _ . -',
  ],
  [
    'an amount that is true',
    withRule({ effects: [{ target: 'hope', add: true }] }),
    'rules[0].effects[0].add',
    'expected a finite number or an expression, found true',
  ],
  [
    'an empty amount',
    withRule({ effects: [{ target: 'hope', add: '' }] }),
    'rules[0].effects[0].add',
    'must not be empty',
  ],
  [
    'a when that is true',
    withRule({ when: true }),
    'rules[0].when',
    'expected an expression, found true',
    'a condition is a text such as hope > 0.4; a rule without when always applies',
  ],
  [
    'a very long when',
    withRule({ when: '1 '.repeat(3000) }),
    'rules[0].when',
    'has at most 4000 characters',
  ],
  [
    'an event by and at',
    {
      name: 'm',
      slots: { hope },
      forecast: { events: [{ name: 'e', when: 'hope > 1', by: 1, at: 1 }] },
    },
    'forecast.events[0]',
    'an event has by or at, not both',
  ],
  [
    'a name with a blank',
    { name: 'm', slots: { 'a b': hope } },
    'slots["a b"]',
    'a name is a letter followed by at most 63 letters, digits or underscores',
  ],
  [
    'a slot called turn',
    { name: 'm', slots: { turn: hope } },
    'slots.turn',
    '"turn" is a word of the expression language',
  ],
  [
    'a slot called constructor',
    { name: 'm', slots: { constructor: hope } },
    'slots.constructor',
    '"constructor" cannot be used as a name',
  ],
])('%s is refused', (_shape, model, path, message, hint) => {
  expectOneProblem(model, { path, message, hint });
});
