import { ScenarioConfig, type WorldModelInput } from '@pulse-stream/worldstate';
import { compileModel, pulse } from '@pulse-stream/simulator';
import { createPlainRun } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { plainRun } from './engine/engines.ts';

test('what warns is left to simulateRun', () => {
  const compiled = compileModel(pulse);
  const clamped = ScenarioConfig.parse({ members: 1, state_overrides: { hope: 1.5 } });
  expect(plainRun.simulate(compiled, clamped)).toBe(null);
  const act = { turn: 2, set: { hope: 0.5 } };
  const late = ScenarioConfig.parse({ members: 1, turns: 1, interventions: [act] });
  expect(plainRun.simulate(compiled, late)).toBe(null);
  expect(plainRun.simulate(compiled, { ...late, turns: 2 })).not.toBe(null);
  const undeclared = [{ turn: 1, add: { mood: 0.5 } }];
  expect(plainRun.simulate(compiled, { ...late, interventions: undeclared })).toBe(null);
});

test('of a scenario that it does not take nothing is left', () => {
  const model: WorldModelInput = {
    name: 'measured',
    slots: {
      x: { kind: 'variable', initial: 2 },
      calm: { kind: 'overlay', initial: 0.5 },
    },
    measurements: { calm: 'share * x / 10' },
    params: { share: { value: 1, min: 0, max: 1 } },
    rules: [{ id: 'r', effects: [{ target: 'x', add: 0 }] }],
    forecast: { targets: ['calm'], events: [{ name: 'high', when: 'share > 0.7' }] },
  };
  const config = ScenarioConfig.parse({ turns: 2, members: 1 });
  const run = createPlainRun(model, config, [[]]);
  const calmWith = (
    given: Partial<ScenarioConfig>,
  ): readonly [number | undefined, number | undefined] | null => {
    run?.start.reset();
    if (run?.adopt({ ...config, ...given }) !== true || !run.run(1)) return null;
    return [run.values[1], run.satisfied[0]];
  };
  const late = [{ turn: 9, set: { x: 1 } }];
  expect(calmWith({ params: { share: 0.5 } })).toEqual([0.1, 0]);
  expect(calmWith({ params: { share: 2 } })).toBe(null);
  expect(calmWith({ interventions: late })).toBe(null);
  expect(calmWith({})).toEqual([0.2, 1]);
  expect(calmWith({ params: { share: 0.25 }, interventions: late })).toBe(null);
  expect(calmWith({ interventions: [{ turn: 2, set: { x: 5 } }] })).toEqual([0.5, 1]);
  expect(calmWith({})).toEqual([0.2, 1]);
});
