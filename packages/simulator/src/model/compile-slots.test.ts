import { expect, test } from 'vitest';
import {
  overlay,
  problemsOf,
  slots,
  variable,
  withoutHoles,
  type BrokenLaw,
} from '../../test/broken-models.ts';

test.each<BrokenLaw>([
  [
    'a name means one thing',
    { params: { hope: { value: 1 } } },
    'params.hope',
    '"hope" is a slot already: every name has one meaning',
  ],
  [
    'a parameter lies in its range',
    { params: { k: { value: 2, max: 1 } } },
    'params.k.value',
    '2 is above max 1',
  ],
  [
    'the range of a parameter is not empty',
    { params: { k: { value: 2, min: 2, max: 2 } } },
    'params.k.min',
    'min 2 is not below max 2',
  ],
  [
    'initial lies above min',
    { slots: { price: { ...variable, min: 6 } } },
    'slots.price.initial',
    '5 is below min 6',
  ],
  [
    'initial lies below max',
    { slots: { price: { ...variable, max: 4 } } },
    'slots.price.initial',
    '5 is above max 4',
  ],
  [
    'min lies below max',
    { slots: { price: { ...variable, min: 5, max: 5 } } },
    'slots.price.min',
    'min 5 is not below max 5',
  ],
  [
    'overlays start in 0..1',
    { slots: { hope: { ...overlay, initial: 1.5 } } },
    'slots.hope.initial',
    '1.5 is outside 0..1, where overlays live',
  ],
  [
    'overlay bounds lie in 0..1',
    { slots: { hope: { ...overlay, max: 2 } } },
    'slots.hope.max',
    '2 is outside 0..1, where overlays live',
  ],
  [
    'initial lies in the domain of log100',
    { slots: { price: { ...variable, initial: 0, transform: 'log100' } } },
    'slots.price.initial',
    '0 is outside the domain of log100',
    { hint: 'it needs x > 0' },
  ],
  [
    'initial lies in the domain of logit',
    { slots: { q: { ...variable, initial: 1, transform: 'logit' } } },
    'slots.q.initial',
    '1 is outside the domain of logit',
    { hint: 'it needs 0 < x < 1' },
  ],
  [
    'only overlays decay',
    { slots: { price: { ...variable, decay: 0.1 } } },
    'slots.price.decay',
    'only overlays have decay, and price is of kind variable',
  ],
  [
    'only overlays have a category',
    { slots: { cash: { kind: 'capital', initial: 0, category: 'primary' } } },
    'slots.cash.category',
    'only overlays have category, and cash is of kind capital',
  ],
  [
    'only overlays have a parent',
    { slots: { hope: overlay, price: { ...variable, parent: 'hope' } } },
    'slots.price.parent',
    'only overlays have parent, and price is of kind variable',
  ],
  [
    'only overlays have a priority',
    { slots: { price: { ...variable, priority: 1 } } },
    'slots.price.priority',
    'only overlays have priority, and price is of kind variable',
  ],
  [
    'a decaying overlay is not transformed',
    { slots: { hope: { ...overlay, decay: 0.1, transform: 'logit' } } },
    'slots.hope.transform',
    'an overlay that decays cannot be transformed',
    { hint: 'leave out decay, and pull it back with a rule' },
  ],
  [
    'a parent is declared',
    { slots: { hope: { ...overlay, parent: 'hop' } } },
    'slots.hope.parent',
    'unknown name "hop"',
    { hint: 'did you mean "hope"?' },
  ],
  [
    'a parent is an overlay',
    { slots: { hope: { ...overlay, parent: 'price' }, price: variable } },
    'slots.hope.parent',
    '"price" is of kind variable, not an overlay',
  ],
  [
    'a parent is another',
    { slots: { hope: { ...overlay, parent: 'hope' } } },
    'slots.hope.parent',
    'an overlay is not its own parent',
  ],
])('%s', (_law, change, path, message, more = {}) => {
  expect(problemsOf({ name: 'm', slots, ...change }).map(withoutHoles)).toEqual([
    { path, message, ...more },
  ]);
});

test('bounds outside the domain of a transform are refused', () => {
  const q = { kind: 'variable', initial: 0.5, transform: 'logit' };
  expect(problemsOf({ name: 'm', slots: { q: { ...q, min: 1, max: 2 } } })).toMatchObject([
    { path: 'slots.q.initial' },
    { path: 'slots.q.min', message: '1 leaves no value in the domain of logit' },
  ]);
  const p = { kind: 'variable', initial: 5, transform: 'log100' };
  expect(problemsOf({ name: 'm', slots: { p: { ...p, max: -1 } } })).toMatchObject([
    { path: 'slots.p.initial' },
    { path: 'slots.p.max', message: '-1 leaves no value in the domain of log100' },
  ]);
});
