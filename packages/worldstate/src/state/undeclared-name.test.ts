import { expect, test } from 'vitest';
import { attempt } from '../failure.ts';
import { takeUndeclared, type NameRules } from './undeclared-name.ts';
import { WorldModel, type WorldModelInput } from '../model/world-model.ts';

const takes: WorldModelInput = {
  name: 'm',
  dynamic_overlay: {},
  slots: {
    hope: { kind: 'overlay', initial: 0.5 },
    infected: { kind: 'variable', initial: 1 },
  },
  params: { beta: { value: 1 }, recovery_rate: { value: 1 } },
};
const { dynamic_overlay: _, ...closed } = takes;
const flat = { ...takes, slots: { infected: { kind: 'variable', initial: 1 } } } as const;

const take = (name: string, rules: NameRules = {}, model: WorldModelInput = takes) =>
  attempt(() => takeUndeclared(WorldModel.parse(model), name, `state_overrides.${name}`, rules));

const refused = (name: string, hint: unknown) => ({
  type: 'unknown-name',
  stage: 'initialise',
  path: `state_overrides.${name}`,
  message: `"${name}" is not declared by model m`,
  hint,
});

test('a name that is like no other becomes a dynamic overlay, with a warning', () => {
  expect(take('mood')).toEqual({
    type: 'dynamic-overlay',
    message: '"mood" is not declared by model m: it became a dynamic overlay',
    path: 'state_overrides.mood',
  });
  expect(take('hop')).toMatchObject({ message: expect.stringContaining('did you mean "hope"?') });
});

test('a parameter is set in params', () => {
  expect(take('beta')).toMatchObject({
    type: 'unknown-name',
    message: '"beta" is a parameter: use params',
  });
  expect(take('beta', { allowNames: ['beta'] })).toMatchObject({ type: 'unknown-name' });
});

test.each([
  ['hopee', 'did you mean "hope"? --allow-name hopee takes it as it is'],
  ['Hope', 'did you mean "hope"? --allow-name Hope takes it as it is'],
  ['Infectd', 'did you mean "infected"? --allow-name Infectd takes it as it is'],
  [
    'recovry_rat',
    'did you mean the parameter "recovery_rate"? It is set in params; --allow-name recovry_rat takes it as it is',
  ],
])('%s, a slip of a declared name, fails and says what was meant', (name, hint) => {
  expect(take(name)).toMatchObject(refused(name, hint));
  expect(take(name, { allowNames: ['x', name] })).toMatchObject({ type: 'dynamic-overlay' });
});

test('a strict run takes no name but those it allows', () => {
  expect(take('mood', { strict: true })).toMatchObject(refused('mood', undefined));
  expect(take('hoep', { strict: true })).toMatchObject(refused('hoep', 'did you mean "hope"?'));
  expect(take('mood', { strict: true, allowNames: ['mood'] })).toMatchObject({
    type: 'dynamic-overlay',
  });
});

test.each([
  ['says nothing of dynamic overlays', closed],
  ['has no overlays', flat],
])('a model that %s takes no undeclared name', (_of, model) => {
  const hint = 'the model takes no names it does not declare';
  expect(take('mood', { allowNames: ['mood'] }, model)).toMatchObject(refused('mood', hint));
  expect(take('infectd', {}, model)).toMatchObject(refused('infectd', 'did you mean "infected"?'));
});
