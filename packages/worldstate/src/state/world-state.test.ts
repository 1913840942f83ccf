import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attempt, PulseError } from '../failure.ts';
import { WorldModel } from '../model/world-model.ts';
import {
  boundValue,
  createWorldState,
  restoreWorldState,
  snapshotWorldState,
  validateWorldState,
  type WorldState,
} from './world-state.ts';

const model = WorldModel.parse({
  name: 'small',
  dynamic_overlay: {},
  slots: {
    hope: { kind: 'overlay', initial: 0.5 },
    calm: { kind: 'overlay', initial: 0.5, min: 0.2, max: 0.8 },
    rate: { kind: 'variable', initial: 3, min: 0, max: 10 },
    free: { kind: 'variable', initial: -1 },
    valueOf: { kind: 'capital', initial: 7 },
  },
});

const start = (overrides: Record<string, number> = {}): WorldState =>
  createWorldState(model, overrides).state;

test('a new state has the initial values, by group, at turn 0', () => {
  const { state, warnings } = createWorldState(model);
  expect(state).toEqual({
    turn: 0,
    overlays: { hope: 0.5, calm: 0.5 },
    variables: { rate: 3, free: -1 },
    capital: { valueOf: 7 },
  });
  expect(warnings).toEqual([]);
});

test('overrides go to the group of their slot', () => {
  const { state, warnings } = createWorldState(model, { rate: 4, hope: 0.25, valueOf: -9 });
  expect(state.overlays['hope']).toBe(0.25);
  expect(state.variables['rate']).toBe(4);
  expect(state.capital['valueOf']).toBe(-9);
  expect(warnings).toEqual([]);
});

test('a name the model does not declare becomes a dynamic overlay, with a warning and a hint', () => {
  const { state, warnings } = createWorldState(model, { hoep: 0.3 });
  expect(state.overlays['hoep']).toBe(0.3);
  expect(warnings).toEqual([
    {
      type: 'dynamic-overlay',
      message:
        '"hoep" is not declared by model small: it became a dynamic overlay; did you mean "hope"?',
      path: 'state_overrides.hoep',
    },
  ]);
});

test.each([
  ['hope', 1.5, 1],
  ['hope', -0.5, 0],
  ['calm', 0.1, 0.2],
  ['calm', 0.9, 0.8],
  ['rate', 11, 10],
  ['rate', -1, 0],
])('%s = %d is clamped to %d with a warning', (name, value, bounded) => {
  const { state, warnings } = createWorldState(model, { [name]: value });
  expect({ ...state.overlays, ...state.variables }[name]).toBe(bounded);
  expect(warnings).toEqual([
    {
      type: 'clamped',
      message: `${name} = ${value} is out of bounds and was set to ${bounded}`,
      path: `state_overrides.${name}`,
    },
  ]);
});

test('a dynamic overlay is clamped too; a slot without bounds never', () => {
  const { state, warnings } = createWorldState(model, { novel: 7, free: -1e9 });
  expect(state.overlays['novel']).toBe(1);
  expect(state.variables['free']).toBe(-1e9);
  expect(warnings.map(({ type }) => type)).toEqual(['dynamic-overlay', 'clamped']);
});

test('data, items, valueOf and toString are ordinary names', () => {
  const { state } = createWorldState(model, { data: 0.1, items: 0.2, toString: 0.3, valueOf: 4 });
  expect(Object.entries(state.overlays)).toEqual([
    ['hope', 0.5],
    ['calm', 0.5],
    ['data', 0.1],
    ['items', 0.2],
    ['toString', 0.3],
  ]);
  expect(state.capital['valueOf']).toBe(4);
  expect(validateWorldState(model, state)).toEqual([]);
});

test('an absent name is absent, whatever objects inherit', () => {
  const restored = restoreWorldState(model, snapshotWorldState(model, start()));
  for (const state of [start(), restored]) {
    expect(state.overlays['toString']).toBeUndefined();
    expect(state.variables['constructor']).toBeUndefined();
  }
});

test.each(['{"__proto__":0.5}', '{"constructor":0.5}', '{"turn":0.5}', '{"a b":0.5}'])(
  'the override %s is refused and no prototype changes',
  (text) => {
    const result = attempt(() => createWorldState(model, JSON.parse(text)));
    expect(result).toMatchObject({ type: 'config-invalid', stage: 'initialise' });
    expect(Object.hasOwn(Object.prototype, '0')).toBe(false);
  },
);

test.each([NaN, Infinity, -Infinity])('an override of %d is refused', (value) => {
  expect(attempt(() => createWorldState(model, { hope: value }))).toMatchObject({
    type: 'bad-number',
    path: 'state_overrides.hope',
  });
});

test('whatever the overrides, the state is valid and inside its bounds', () => {
  const names = fc.constantFrom('hope', 'calm', 'rate', 'free', 'valueOf', 'novel', 'data');
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.dictionary(names, finite), (overrides) => {
      const { state } = createWorldState(model, overrides);
      expect(validateWorldState(model, state)).toEqual([]);
      for (const value of Object.values(state.overlays))
        expect(value >= 0 && value <= 1).toBe(true);
    }),
  );
});

test('bounding is done after one time', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      for (const slot of [undefined, ...Object.values(model.slots)]) {
        const once = boundValue(slot, value);
        expect(boundValue(slot, once)).toBe(once);
      }
    }),
  );
});

test('a restored snapshot is the state exactly, also through JSON', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('hope', 'free', 'rate', 'novel'), finite), (o) => {
      const state = { ...start(o), turn: 12 };
      const snapshot = snapshotWorldState(model, state);
      expect(restoreWorldState(model, snapshot)).toEqual(state);
      expect(restoreWorldState(model, JSON.parse(JSON.stringify(snapshot)))).toEqual(state);
    }),
  );
});

test('a snapshot is a copy', () => {
  const state = start();
  const snapshot = snapshotWorldState(model, state);
  state.overlays['hope'] = 0.9;
  expect(snapshot.state.overlays['hope']).toBe(0.5);
  const restored = restoreWorldState(model, snapshot);
  restored.overlays['hope'] = 0.1;
  expect(snapshot.state.overlays['hope']).toBe(0.5);
});

const good = snapshotWorldState(model, start());
test.each<[string, unknown, string]>([
  ['no snapshot', null, 'not a world-state snapshot'],
  ['another version', { ...good, version: 2 }, 'not a world-state snapshot'],
  ['an unknown key', { ...good, extra: 1 }, 'not a world-state snapshot'],
  ['another model', { ...good, model: 'big' }, 'the snapshot is of big, not of small'],
  ['a missing slot', { ...good, state: { ...good.state, capital: {} } }, 'valueOf is missing'],
  [
    'a value out of bounds',
    { ...good, state: { ...good.state, overlays: { hope: 2, calm: 0.5 } } },
    'hope is out of bounds',
  ],
  [
    'a number that is none',
    { ...good, state: { ...good.state, variables: { rate: NaN, free: 0 } } },
    'not a world-state snapshot',
  ],
])('%s is refused', (_, snapshot, message) => {
  const restore = (): WorldState => restoreWorldState(model, snapshot);
  expect(restore).toThrow(PulseError);
  expect(restore).toThrow(message);
  expect(restore).toThrow(expect.objectContaining({ code: 'option-invalid' }));
});

test('validation names every reason', () => {
  const state: WorldState = {
    turn: 0,
    overlays: { hope: NaN, rate: 0.5, 'a b': 0.5, novel: 0.5, calm: 0.1 },
    variables: { free: 0, novelty: 1 },
    capital: { valueOf: 0 },
  };
  expect(validateWorldState(model, state)).toEqual([
    'rate is missing',
    'hope is not a finite number',
    'rate is not one of the overlays of model small',
    'a name is a letter followed by at most 63 letters, digits or underscores',
    'calm is out of bounds',
    'novelty is not one of the variables of model small',
  ]);
});
