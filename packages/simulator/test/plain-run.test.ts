import { ScenarioConfig } from '@pulse-stream/worldstate';
import { compileModel, pulse } from '@pulse-stream/simulator';
import { createPlainRun } from '@pulse-stream/simulator/internal';
import { expect, test } from 'vitest';
import { plainRun } from './engine/engines.ts';

test('what warns is left to simulateRun', () => {
  const compiled = compileModel(pulse);
  const clamped = ScenarioConfig.parse({ members: 1, state_overrides: { hope: 1.5 } });
  expect(plainRun.simulate(compiled, clamped)).toBe(null);
  const act = { turn: 1, set: { hope: 0.5 } };
  const acts = ScenarioConfig.parse({ members: 1, interventions: [act] });
  expect(createPlainRun(compiled, acts, [])).toBe(null);
});
