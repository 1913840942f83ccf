import { expect, test } from 'vitest';
import { EnergyShareOptions, GravityOptions } from './gravity-options.ts';

const accepts = (input: unknown): boolean => GravityOptions.safeParse(input).success;

test('every option may be left out, and nothing is filled in here', () => {
  expect(GravityOptions.parse({})).toEqual({});
});

test('an unknown option is refused, also a nested one', () => {
  expect(accepts({ lamda: 0.5 })).toBe(false);
  expect(accepts({ shadow_monitor: { window: 10 } })).toBe(false);
});

test('only the methods that exist are offered', () => {
  for (const method of ['bank', 'sgd']) expect(accepts({ method })).toBe(true);
  expect(accepts({ method: 'none' })).toBe(false);
});

test.each<[keyof GravityOptions, number[], number[]]>([
  ['lambda', [0, 0.25, 1], [-0.1, 1.1, NaN]],
  ['learning_rate', [0, 5], [-1]],
  ['forgetting', [0.5, 1], [0, 1.1]],
  ['scale_forgetting', [0.5, 1], [0, 1.1]],
  ['horizon_decay', [0, 1], [-0.1, 1.1]],
  ['momentum_factor', [0, 1], [-0.1, 1.1]],
  ['ewma_span', [0, 1, 30], [-1]],
  ['circuit_breaker_threshold', [0.1], [0, -1]],
  ['max_correction', [-1, 0, 2], [Infinity]],
  ['adaptive_lambda_min', [0, 1], [2]],
  ['adaptive_lambda_window_size', [1, 20], [0, 1.5]],
  ['adaptive_lambda_increase_factor', [0.5, 1.05], [0]],
  ['min_observations', [1, 30], [0, 2.5]],
  ['warmup', [12, 60], [11]],
  ['shadow_model_variance_threshold', [0.3], [0, 1]],
  ['shadow_model_window_size', [2], [1]],
])('%s accepts %j and refuses %j', (option, good, bad) => {
  for (const value of good) expect([value, accepts({ [option]: value })]).toEqual([value, true]);
  for (const value of bad) expect([value, accepts({ [option]: value })]).toEqual([value, false]);
});

test('the energy share is over a window of at least one step and a threshold inside (0, 1)', () => {
  const share = (input: unknown): boolean => EnergyShareOptions.safeParse(input).success;
  expect(share({ threshold_variance_explained: 0.35, window_steps: 1 })).toBe(true);
  expect(share({ critical_variables: ['hope'] })).toBe(true);
  expect(share({ threshold_variance_explained: 0 })).toBe(false);
  expect(share({ threshold_variance_explained: 1 })).toBe(false);
  expect(share({ window_steps: 0 })).toBe(false);
  expect(share({ critical_variables: [] })).toBe(false);
});
