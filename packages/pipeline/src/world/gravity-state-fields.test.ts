import { PulseError } from '@pulse-stream/worldstate';
import { canonicalJson } from '@pulse-stream/worldstate/internal';
import { expect, test } from 'vitest';
import { twinDataset, twinModel } from '../../test/twin.ts';
import { coreOf, createWorld, gravityOf } from './world.ts';
import {
  readGravityState,
  restoreLearned,
  saveLearned,
  type GravityState,
} from './gravity-state.ts';
import { learn } from '../history/learn.ts';

// method sgd: its part of the state is small, and the test of gravity looks at both
const dataset = twinDataset(110);
const world = createWorld({ model: twinModel, gravity: { method: 'sgd', warmup: 30 } });
const core = coreOf(world, {});
const { options } = gravityOf(world, true);
const state = JSON.parse(JSON.stringify(learn(world, dataset))) as GravityState; // one went in

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

/** Every place that holds a value; of a list the first and the last entry. */
function leaves(value: Json, path: Path): Path[] {
  if (Array.isArray(value))
    return [...new Set([0, value.length - 1])].flatMap((at) =>
      value[at] === undefined ? [] : leaves(value[at], [...path, at]),
    );
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  return [path];
}

/** The state with another value in one place, whole where it was whole. */
function alter(path: Path): Json {
  const copy = structuredClone(state) as unknown as Json; // JSON of an object
  let holder = copy as Record<string | number, Json>; // the path leads through objects and lists
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string | number, Json>;
  const last = path.at(-1) ?? '';
  const value = holder[last] ?? null;
  if (typeof value === 'string') holder[last] = `${value}x`;
  else if (typeof value === 'boolean') holder[last] = !value;
  else holder[last] = Number.isInteger(value) ? Number(value) + 1 : Number(value) + 0.5;
  return copy;
}

/** What comes back of the part that earlier forecasts have left. */
function again(saved: Json): unknown {
  const learned = restoreLearned(
    core,
    readGravityState(saved, { name: 'twin', hash: world.modelHash, timeUnit: 'month' }),
    world.modelHash,
    options,
  );
  const origin = { model: 'twin', modelHash: world.modelHash, options, dataset, earlier: null };
  return JSON.parse(JSON.stringify(saveLearned(core, learned, origin)));
}

test('every number of a track record comes back from a state, or is refused by name', () => {
  const places = leaves(state.track_record, ['track_record']);
  let kept = 0;
  for (const path of places) {
    const altered = alter(path);
    try {
      const { track_record: found } = again(altered) as GravityState; // one went in
      const { track_record: wanted } = altered as unknown as GravityState; // as above
      expect(canonicalJson(found) === canonicalJson(wanted), path.join('.')).toBe(true);
      kept += 1;
    } catch (error) {
      if (!(error instanceof PulseError)) throw error;
      expect(error.message).toContain(path[0]);
    }
  }
  expect(kept).toBeGreaterThan(60);
});

test('what is believed about the rules comes back from a state', () => {
  const rules = Object.keys(state.rule_trust);
  expect(rules.length).toBeGreaterThan(0);
  for (const rule of rules)
    for (const field of ['alpha', 'beta'] as const) {
      const altered = alter(['rule_trust', rule, field]);
      const { rule_trust: found } = again(altered) as GravityState; // one went in
      expect(found[rule]?.[field]).toBe(
        (state.rule_trust[rule]?.[field] ?? NaN) +
          (Number.isInteger(state.rule_trust[rule]?.[field]) ? 1 : 0.5),
      );
    }
});
