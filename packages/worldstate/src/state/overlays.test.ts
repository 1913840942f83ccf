import { expect, test } from 'vitest';
import {
  childrenOf,
  DOMINANT_FROM,
  dominantOverlays,
  listOverlays,
  primaryOverlays,
} from './overlays.ts';
import { WorldModel } from '../model/world-model.ts';
import { createWorldState } from './world-state.ts';

const model = WorldModel.parse({
  name: 'moods',
  dynamic_overlay: {},
  slots: {
    hope: { kind: 'overlay', initial: 0.5 },
    joy: { kind: 'overlay', initial: 0.9, category: 'secondary', parent: 'hope', priority: 2 },
    relief: { kind: 'overlay', initial: 0.65, category: 'secondary', parent: 'hope' },
    rage: { kind: 'overlay', initial: 0.2, category: 'primary', priority: 1 },
    rate: { kind: 'variable', initial: 0.99 },
  },
});

const overlays = listOverlays(model, createWorldState(model, { novel: 0.7 }).state);
const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name);

test('overlays come by priority, then in the order of the state; variables are none', () => {
  expect(names(overlays)).toEqual(['joy', 'rage', 'hope', 'relief', 'novel']);
});

test('a declared overlay is primary unless it says otherwise', () => {
  expect(names(primaryOverlays(overlays))).toEqual(['rage', 'hope']);
  expect(overlays.find(({ name }) => name === 'hope')).toEqual({
    name: 'hope',
    value: 0.5,
    category: 'primary',
    parent: null,
    priority: 0,
    dynamic: false,
  });
});

test('a dynamic overlay is secondary, without parent, of priority 0', () => {
  expect(overlays.find(({ name }) => name === 'novel')).toEqual({
    name: 'novel',
    value: 0.7,
    category: 'secondary',
    parent: null,
    priority: 0,
    dynamic: true,
  });
});

test('an overlay named like an inherited property is dynamic like any other', () => {
  const { state } = createWorldState(model, { toString: 0.5 });
  const found = listOverlays(model, state).find(({ name }) => name === 'toString');
  expect(found).toMatchObject({ value: 0.5, dynamic: true, parent: null });
});

test('children are those that name the parent', () => {
  expect(names(childrenOf(overlays, 'hope'))).toEqual(['joy', 'relief']);
  expect(childrenOf(overlays, 'rage')).toEqual([]);
  expect(childrenOf(overlays, 'nobody')).toEqual([]);
});

test('dominant is 0.65 and above', () => {
  expect(DOMINANT_FROM).toBe(0.65);
  expect(names(dominantOverlays(overlays))).toEqual(['joy', 'relief', 'novel']);
});
