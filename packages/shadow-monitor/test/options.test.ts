import { resolveShadowOptions } from '@pulse-stream/shadow-monitor';
import { expect, test } from 'vitest';

const slots = ['hope', 'despair', 'rage'];
const resolve = (gravity: Parameters<typeof resolveShadowOptions>[0], unit = 'turn') =>
  resolveShadowOptions(gravity, unit, ['hope', 'rage'], slots);
const refusal = (path: string, hint?: string) =>
  expect.objectContaining({
    code: 'config-invalid',
    failure: expect.objectContaining({ path, ...(hint === undefined ? {} : { hint }) }),
  });

test('without options the documented defaults hold and the targets are critical', () => {
  expect(resolve({})).toEqual({
    criticalVariables: ['hope', 'rage'],
    enableTrigger: true,
    varianceThreshold: 0.3,
    windowSize: 60,
    minTriggerSamples: 30,
    minCausalVariance: 1e-6,
    energyThreshold: 0.35,
    windowSteps: 10,
  });
});

test('a quarterly model looks at 40 scored steps', () => {
  expect(resolve({}, 'quarter').windowSize).toBe(40);
});

test('every option takes effect', () => {
  expect(
    resolve({
      enable_shadow_model_trigger: false,
      shadow_model_variance_threshold: 0.5,
      shadow_model_window_size: 20,
      shadow_model_min_trigger_samples: 5,
      shadow_model_min_causal_variance: 0.01,
      shadow_monitor: {
        threshold_variance_explained: 0.4,
        window_steps: 3,
        critical_variables: ['despair'],
      },
    }),
  ).toEqual({
    criticalVariables: ['despair'],
    enableTrigger: false,
    varianceThreshold: 0.5,
    windowSize: 20,
    minTriggerSamples: 5,
    minCausalVariance: 0.01,
    energyThreshold: 0.4,
    windowSteps: 3,
  });
});

test('a window shorter than 30 asks for no more samples than it holds', () => {
  expect(resolve({ shadow_model_window_size: 20 }).minTriggerSamples).toBe(20);
  expect(() =>
    resolve({ shadow_model_window_size: 20, shadow_model_min_trigger_samples: 21 }),
  ).toThrow(refusal('gravity.shadow_model_min_trigger_samples'));
});

test('critical variables that do not exist or come twice are refused', () => {
  expect(() => resolve({ shadow_monitor: { critical_variables: ['hope', 'rag'] } })).toThrow(
    refusal('gravity.shadow_monitor.critical_variables[1]', 'did you mean "rage"?'),
  );
  expect(() => resolve({ shadow_monitor: { critical_variables: ['hope', 'hope'] } })).toThrow(
    refusal('gravity.shadow_monitor.critical_variables[1]', 'name it once'),
  );
});
