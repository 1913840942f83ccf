import { ScenarioConfig, type ScenarioConfigInput } from '@pulse-stream/worldstate';
import { expect, test } from 'vitest';
import { effectiveSeed } from './effective-seed.ts';
import { hash53 } from './hash53.ts';

const config = (input: ScenarioConfigInput = {}): ScenarioConfig => ScenarioConfig.parse(input);

test('a seed of its own wins over run seed, id and common random numbers', () => {
  const own = config({ seed: 42, id: 'a' });
  expect(effectiveSeed(own, { seed: 7 })).toBe(42);
  expect(effectiveSeed(own, { seed: 8, crn: true })).toBe(42);
  expect(effectiveSeed(config({ seed: 0 }))).toBe(0);
  expect(effectiveSeed(config({ seed: 'spring' }))).toBe('spring');
});

test('with common random numbers every scenario has the run seed', () => {
  expect(effectiveSeed(config({ id: 'a' }), { seed: 7, crn: true })).toBe(7);
  expect(effectiveSeed(config({ turns: 9 }), { seed: 'run', crn: true })).toBe('run');
  expect(effectiveSeed(config(), { crn: true })).toBe(0);
});

test('an id fixes the seed, whatever else the scenario says', () => {
  const seed = effectiveSeed(config({ id: 'a', turns: 3 }), { seed: 7 });
  expect(seed).toBe(hash53(7, 'id', 'a'));
  expect(effectiveSeed(config({ id: 'a', turns: 30, group: 'g' }), { seed: 7 })).toBe(seed);
  expect(effectiveSeed(config({ id: 'b', turns: 3 }), { seed: 7 })).not.toBe(seed);
  expect(effectiveSeed(config({ id: 'a', turns: 3 }), { seed: 8 })).not.toBe(seed);
});

test('without an id the whole config fixes the seed, in whatever order it was written', () => {
  const seed = effectiveSeed(config({ turns: 3, state_overrides: { hope: 0.1, rage: 0.2 } }));
  expect(effectiveSeed(config({ state_overrides: { rage: 0.2, hope: 0.1 }, turns: 3 }))).toBe(seed);
  expect(effectiveSeed(config({ turns: 4, state_overrides: { hope: 0.1, rage: 0.2 } }))).not.toBe(
    seed,
  );
  expect(effectiveSeed(config({}))).toBe(effectiveSeed(config({ turns: 1 })));
});

test('an id that is the text of a config does not share its seed', () => {
  const text = '{"turns":1}';
  expect(hash53(0, 'id', text)).not.toBe(hash53(0, 'config', text));
});

test('a hashed seed is one a config can carry, and carried it replays the scenario', () => {
  const seed = effectiveSeed(config({ id: 'a' }), { seed: 'run' });
  expect(effectiveSeed(config({ seed }), { seed: 'another run' })).toBe(seed);
});

test('the default run seed is 0; the text "0" is another', () => {
  expect(effectiveSeed(config({ id: 'a' }))).toBe(effectiveSeed(config({ id: 'a' }), { seed: 0 }));
  expect(effectiveSeed(config({ id: 'a' }), { seed: '0' })).not.toBe(
    effectiveSeed(config({ id: 'a' }), { seed: 0 }),
  );
});
